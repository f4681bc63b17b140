package authority

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
)

// ownerUse keeps the key of Owner apart from whatever else may come out of the seal key.
const ownerUse = "yitiji owner v1"

// Owner is a keyed hash of whose something is: by it the database finds what belongs to
// one person, and whoever has the database alone cannot tell who that is, nor try all
// numbers there are. It is the same as long as the folder of keys is.
func (a *Authority) Owner(document, number string) ([]byte, error) {
	secret, err := a.Opens.Bytes()
	if err != nil {
		return nil, fmt.Errorf("authority: %w", err)
	}
	key, err := hkdf.Key(sha256.New, secret, nil, ownerUse, sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("authority: %w", err)
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%d:%s%s", len(document), document, number)
	return mac.Sum(nil), nil
}
