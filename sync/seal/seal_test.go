package seal_test

import (
	"bytes"
	"crypto/rand"
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

// One envelope seals many bodies, each bound to its own header, and no two sealings look alike.
func TestEnvelopeSealsMany(t *testing.T) {
	key, _ := seal.GenerateKey()
	e, err := key.Public().Prepare()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for n := range uint64(50) {
		h := header
		h.Sequence = n / 2 // twice each, as after a write that failed
		sealed := e.Seal(h, seal.Pack([]byte("body")))
		if body, err := key.Open(h, sealed); err != nil || string(body) != "body" {
			t.Fatalf("entry %d opens to %q, %v", n, body, err)
		}
		h.Sequence++
		if _, err := key.Open(h, sealed); !errors.Is(err, seal.ErrOpen) {
			t.Errorf("entry %d opens under another number: %v", n, err)
		}
		if seen[string(sealed)] {
			t.Errorf("entry %d was sealed as one before", n)
		}
		seen[string(sealed)] = true
	}
}

// What can be packed is; what cannot grows by a byte at most; both come back.
func TestBodiesArePacked(t *testing.T) {
	key, _ := seal.GenerateKey()
	e, err := key.Public().Prepare()
	if err != nil {
		t.Fatal(err)
	}
	empty := len(e.Seal(header, seal.Pack(nil)))
	noise := make([]byte, 10_000)
	rand.Read(noise)
	for name, c := range map[string]struct {
		body []byte
		most int
	}{
		"nothing": {nil, 0}, "a little": {[]byte("{}"), 2},
		"words": {bytes.Repeat([]byte(`{"field":"value"}`), 600), 200}, "noise": {noise, len(noise)},
	} {
		sealed := e.Seal(header, seal.Pack(c.body))
		if len(sealed) > empty+c.most {
			t.Errorf("%s: %d bytes sealed to %d above the empty seal, want at most %d", name, len(c.body), len(sealed)-empty, c.most)
		}
		if body, err := key.Open(header, sealed); err != nil || !bytes.Equal(body, c.body) {
			t.Errorf("%s: came back as %d bytes, %v", name, len(body), err)
		}
	}
}

func TestReference(t *testing.T) {
	address := seal.AddressOf([]byte("sealed"))
	got, size, ok := seal.ParseReference(seal.Reference(address, 1<<33))
	if !ok || got != address || size != 1<<33 {
		t.Errorf("ParseReference = %x, %d, %v", got, size, ok)
	}
	for _, b := range [][]byte{nil, {3, 's', 't', 'd'}, seal.Reference(address, -1), seal.Reference(address, 1)[:44], append(seal.Reference(address, 1), 0)} {
		if _, _, ok := seal.ParseReference(b); ok {
			t.Errorf("%x passed for a reference", b)
		}
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
	sig, err := back.Sign(seal.ForAcknowledgement, []byte("through 36"))
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
		if err := c.key.Check(seal.ForAcknowledgement, []byte(c.message), c.sig); !errors.Is(err, c.want) {
			t.Errorf("%s: Check = %v, want %v", c.why, err, c.want)
		}
	}
}
