package seal_test

import (
	"bytes"
	"errors"
	"testing"

	"yitiji/sync/seal"
)

func TestInquiry(t *testing.T) {
	key, err := seal.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	inquiry, err := key.Public().Ask("YX07", []byte("who is it?"))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(inquiry.Sealed, []byte("who")) {
		t.Error("the question can be read")
	}
	asked, err := key.Asked("YX07", inquiry.Sealed)
	if err != nil || string(asked.Question) != "who is it?" {
		t.Fatalf("asked %v, %v", asked, err)
	}
	sealed := asked.Answer([]byte("Wang"))
	if bytes.Contains(sealed, []byte("Wang")) {
		t.Error("the answer can be read")
	}
	if answer, err := inquiry.Open(sealed); err != nil || string(answer) != "Wang" {
		t.Errorf("answer %q, %v", answer, err)
	}
	if _, err := key.Asked("YX08", inquiry.Sealed); !errors.Is(err, seal.ErrOpen) {
		t.Errorf("another terminal's question opens: %v", err)
	}
	other, err := key.Public().Ask("YX07", []byte("who is it?"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Open(sealed); !errors.Is(err, seal.ErrOpen) {
		t.Errorf("the answer to another question opens: %v", err)
	}
	sealed[len(sealed)-1] ^= 1
	if _, err := inquiry.Open(sealed); !errors.Is(err, seal.ErrOpen) {
		t.Errorf("a changed answer opens: %v", err)
	}
}

func FuzzInquiry(f *testing.F) {
	key, err := seal.GenerateKey()
	if err != nil {
		f.Fatal(err)
	}
	inquiry, err := key.Public().Ask("YX07", []byte("who is it?"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(inquiry.Sealed)
	f.Add([]byte{3, 's', 't', 'd'})
	f.Fuzz(func(t *testing.T, b []byte) {
		if asked, err := key.Asked("YX07", b); err == nil && string(asked.Question) != "who is it?" {
			t.Errorf("changed bytes opened to %q", asked.Question)
		}
		if answer, err := inquiry.Open(b); err == nil {
			t.Errorf("bytes that nobody sealed opened to %q", answer)
		}
	})
}
