package seal_test

import (
	"encoding/hex"
	"errors"
	"testing"
	"time"

	"yitiji/sync/seal"
)

var header = seal.Header{
	Terminal: "YX07", Sequence: 36, Kind: "application", Slip: "YX07-261122-0036-D",
	At: time.Date(2026, 11, 22, 10, 26, 0, 0, time.FixedZone("", 8*3600)),
}

// The hash was computed from the description in Link's comment by hand, with
// Python's hashlib: see testdata/link.py.
func TestLinkKnownAnswer(t *testing.T) {
	first := seal.Link(seal.Hash{}, header, []byte("sealed"))
	if got := hex.EncodeToString(first[:]); got != "924dc2a1fc14c94af88e91a8919638949e35ae1c42bb3d75c5b115a4253472a7" {
		t.Errorf("Link from zero = %s", got)
	}
	second := seal.Link(first, header, nil)
	if got := hex.EncodeToString(second[:]); got != "086f2b9f4d3492076176e3988616f9f51f37b858e1fb3f80048ecb7329eb4eb3" {
		t.Errorf("Link from the first = %s", got)
	}
}

func otherHeaders() map[string]seal.Header {
	out := map[string]seal.Header{}
	change := func(name string, f func(*seal.Header)) {
		h := header
		f(&h)
		out[name] = h
	}
	change("terminal", func(h *seal.Header) { h.Terminal = "YX08" })
	change("sequence", func(h *seal.Header) { h.Sequence++ })
	change("kind", func(h *seal.Header) { h.Kind = "rating" })
	change("slip", func(h *seal.Header) { h.Slip = "" })
	change("time", func(h *seal.Header) { h.At = h.At.Add(time.Millisecond) })
	change("zone", func(h *seal.Header) { h.At = h.At.UTC() })
	change("shifted bytes", func(h *seal.Header) { h.Kind, h.Slip = h.Kind+"Y", h.Slip[1:] })
	return out
}

func TestSealIsBoundToItsHeader(t *testing.T) {
	key, err := seal.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := key.Public().Seal(header, []byte("body"))
	if err != nil {
		t.Fatal(err)
	}
	if body, err := key.Open(header, sealed); err != nil || string(body) != "body" {
		t.Fatalf("Open = %q, %v, want the body", body, err)
	}
	for name, h := range otherHeaders() {
		if _, err := key.Open(h, sealed); !errors.Is(err, seal.ErrOpen) {
			t.Errorf("another %s: Open = %v, want ErrOpen", name, err)
		}
		if seal.Link(seal.Hash{}, h, sealed) == seal.Link(seal.Hash{}, header, sealed) {
			t.Errorf("another %s: the link is the same", name)
		}
	}
}

func TestEnvelopeSealsOnce(t *testing.T) {
	key, _ := seal.GenerateKey()
	e, err := key.Public().Prepare()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Seal(header, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Seal(header, nil); err == nil {
		t.Error("a second body went into one envelope")
	}
}

func TestKeysSurviveTheirBytes(t *testing.T) {
	key, _ := seal.GenerateKey()
	raw, _ := key.Bytes()
	back, err := seal.ParsePrivateKey(raw)
	if err != nil {
		t.Fatal(err)
	}
	public, err := seal.ParsePublicKey(key.Public().Bytes())
	if err != nil {
		t.Fatal(err)
	}
	sealed, _ := public.Seal(header, []byte("body"))
	if body, err := back.Open(header, sealed); err != nil || string(body) != "body" {
		t.Errorf("Open after the round trip = %q, %v", body, err)
	}
}

func TestSignature(t *testing.T) {
	key, _ := seal.GenerateSigningKey()
	other, _ := seal.GenerateSigningKey()
	back, err := seal.ParseSigningKey(key.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	sig, err := back.Sign([]byte("through 36"))
	if err != nil {
		t.Fatal(err)
	}
	verify, err := seal.ParseVerifyKey(key.Verify().Bytes())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		why     string
		key     *seal.VerifyKey
		message string
		sig     []byte
		want    error
	}{
		{"the centre's own", verify, "through 36", sig, nil},
		{"another message", verify, "through 37", sig, seal.ErrSignature},
		{"another centre", other.Verify(), "through 36", sig, seal.ErrSignature},
		{"another suite", verify, "through 36", append([]byte{2, 'g', 'm'}, sig[4:]...), seal.ErrSuite},
		{"none", verify, "through 36", nil, seal.ErrSuite},
	} {
		if err := c.key.Check([]byte(c.message), c.sig); !errors.Is(err, c.want) {
			t.Errorf("%s: Check = %v, want %v", c.why, err, c.want)
		}
	}
}
