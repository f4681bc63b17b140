package seal_test

import (
	"bytes"
	"errors"
	"testing"

	"yitiji/sync/seal"
)

// FuzzOpen asks that bytes from outside either open to what was sealed or are
// refused with one of the two errors, and never end the program.
func FuzzOpen(f *testing.F) {
	key, err := seal.GenerateKey()
	if err != nil {
		f.Fatal(err)
	}
	sealed, err := key.Public().Seal(header, []byte("body"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sealed)
	f.Add(sealed[:len(sealed)-1])
	f.Add([]byte{3, 's', 't', 'd'})
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		body, err := key.Open(header, b)
		switch {
		case err == nil && !bytes.Equal(b, sealed):
			t.Errorf("changed bytes opened to %q", body)
		case err != nil && !errors.Is(err, seal.ErrOpen) && !errors.Is(err, seal.ErrSuite):
			t.Errorf("Open = %v, want ErrOpen or ErrSuite", err)
		}
	})
}

func FuzzKeys(f *testing.F) {
	f.Add([]byte{3, 's', 't', 'd'}, []byte("m"))
	f.Fuzz(func(t *testing.T, b, message []byte) {
		_, _ = seal.ParsePrivateKey(b)
		_, _ = seal.ParsePublicKey(b)
		_, _ = seal.ParseSigningKey(b)
		if key, err := seal.ParseVerifyKey(b); err == nil && key.Check(seal.ForBlob, message, b) == nil {
			t.Error("bytes that are a key passed for a signature")
		}
	})
}
