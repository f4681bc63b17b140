package console

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"yitiji/platform/store"
)

// Cost of argon2id: the second choice of RFC 9106, for servers that have other
// work to do.
const (
	passes    = 3
	memoryKiB = 64 << 10
	threads   = 2
	hashLen   = 32
	saltLen   = 16
)

// FirstPassword gives the console a password when it has none, and returns it:
// it is stored as a hash, so this is the only time to show it. It returns ""
// when there is one.
func FirstPassword(ctx context.Context, s *store.Store) (string, error) {
	stored, err := s.Password(ctx, administrator)
	if err != nil || stored != "" {
		return "", err
	}
	return NewPassword(ctx, s)
}

// NewPassword gives the console a new password and returns it. Sessions under the
// old one end.
func NewPassword(ctx context.Context, s *store.Store) (string, error) {
	password := readable(rand.Text()[:20])
	return password, s.SetPassword(ctx, administrator, hash(password))
}

// readable puts a hyphen after every five characters.
func readable(s string) string {
	var groups []string
	for ; len(s) > 5; s = s[5:] {
		groups = append(groups, s[:5])
	}
	return strings.Join(append(groups, s), "-")
}

// hash returns what is stored of a password, in the form that argon2's own tools
// write, without the parameters that are constants here.
func hash(password string) string {
	salt := make([]byte, saltLen)
	rand.Read(salt)
	return fmt.Sprintf("argon2id$%s$%s", encode(salt), encode(derive(password, salt)))
}

func derive(password string, salt []byte) []byte {
	return argon2.IDKey([]byte(password), salt, passes, memoryKiB, threads, hashLen)
}

func encode(b []byte) string {
	return base64.RawStdEncoding.EncodeToString(b)
}

// passwordFits compares a password with what is stored of it. It costs the same
// when nothing is stored.
func passwordFits(stored, password string) bool {
	parts := strings.Split(stored, "$")
	if len(parts) != 3 {
		parts = []string{"", "", ""}
	}
	salt, _ := base64.RawStdEncoding.DecodeString(parts[1])
	want, _ := base64.RawStdEncoding.DecodeString(parts[2])
	got := derive(password, salt)
	return len(want) == hashLen && subtle.ConstantTimeCompare(got, want) == 1
}
