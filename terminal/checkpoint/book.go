// Package checkpoint keeps a visit over the end of the program, and not over the end of the power:
// what is written is sealed on the disk with a key that lies in memory only, on a tmpfs. Without
// the key, which a power cut or Burn destroys, nothing of it can be read.
package checkpoint

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"golang.org/x/sys/unix"

	"yitiji/terminal"
)

// Book is a terminal.Notebook of sealed files in a folder. Each visit has a key of its own.
type Book struct {
	dir string // of the sealed files
	key string // the file of the key, on a tmpfs

	mu   sync.Mutex
	seal cipher.AEAD // nil before anything was written or read
}

const (
	keyName = "visit.key"
	suffix  = ".sealed"
	keySize = 32 // AES-256
)

// ErrNotVolatile says that a folder outlives the power.
var ErrNotVolatile = errors.New("this folder is not in memory; it must be on a tmpfs, such as /run, so that a power cut takes what is in it")

// Open returns the Book whose sealed files lie in dir, and whose key lies in volatile. Both are
// made where they are not there.
func Open(dir, volatile string) (*Book, error) {
	if err := errors.Join(os.MkdirAll(dir, 0o700), os.MkdirAll(volatile, 0o700)); err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	var at unix.Statfs_t
	if err := unix.Statfs(volatile, &at); err != nil {
		return nil, fmt.Errorf("checkpoint: %s: %w", volatile, err)
	}
	if at.Type != unix.TMPFS_MAGIC && at.Type != unix.RAMFS_MAGIC {
		return nil, fmt.Errorf("checkpoint: %s: %w", volatile, ErrNotVolatile)
	}
	return &Book{dir: dir, key: filepath.Join(volatile, keyName)}, nil
}

// Write implements terminal.Notebook.
func (b *Book) Write(name string, content []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	file, err := b.file(name)
	if err == nil && b.seal == nil {
		err = b.begin()
	}
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	nonce := make([]byte, b.seal.NonceSize())
	_, _ = rand.Read(nonce) // never fails
	return replace(file, b.seal.Seal(nonce, nonce, content, []byte(name)))
}

// Read implements terminal.Notebook.
func (b *Book) Read(name string) ([]byte, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	file, err := b.file(name)
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	sealed, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, terminal.ErrNoNote
	}
	if err == nil && b.seal == nil {
		b.seal, err = b.load()
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, terminal.ErrNoNote // the power was cut
	}
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	return b.open(name, sealed)
}

func (b *Book) open(name string, sealed []byte) ([]byte, error) {
	if n := b.seal.NonceSize(); len(sealed) >= n {
		if content, err := b.seal.Open(nil, sealed[:n], sealed[n:], []byte(name)); err == nil {
			return content, nil
		}
	}
	return nil, fmt.Errorf("checkpoint: %s was changed, or is of a visit before: %w", name, terminal.ErrNoNote)
}

// Burn implements terminal.Notebook. The key goes first: what a crash leaves behind then is noise.
func (b *Book) Burn() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.seal = nil
	err := remove(b.key)
	files, globErr := filepath.Glob(filepath.Join(b.dir, "*"+suffix+"*"))
	err = errors.Join(err, globErr)
	for _, file := range files {
		err = errors.Join(err, remove(file))
	}
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	return nil
}

// begin has a key: that of the visit under way, or a new one.
func (b *Book) begin() (err error) {
	if b.seal, err = b.load(); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	key := make([]byte, keySize)
	_, _ = rand.Read(key) // never fails
	if err := replace(b.key, key); err != nil {
		return err
	}
	b.seal, err = cipherOf(key)
	return err
}

func (b *Book) load() (cipher.AEAD, error) {
	key, err := os.ReadFile(b.key)
	if err != nil {
		return nil, err
	}
	return cipherOf(key)
}

func cipherOf(key []byte) (cipher.AEAD, error) {
	defer clear(key)
	if len(key) != keySize {
		return nil, fmt.Errorf("a key of %d bytes; %d are wanted", len(key), keySize)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

var plain = regexp.MustCompile(`^[a-z0-9-]{1,80}$`)

func (b *Book) file(name string) (string, error) {
	if !plain.MatchString(name) {
		return "", fmt.Errorf("%q is no name of a note: letters, digits and hyphens", strings.ToValidUTF8(name, "?"))
	}
	return filepath.Join(b.dir, name+suffix), nil
}

// replace writes a file beside the old one and puts it in its place. It is not synced: the end of
// the power makes it worthless anyway.
func replace(file string, content []byte) error {
	if err := os.WriteFile(file+".part", content, 0o600); err != nil {
		return err
	}
	return os.Rename(file+".part", file)
}

func remove(file string) error {
	if err := os.Remove(file); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
