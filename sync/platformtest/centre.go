package platformtest

import (
	"maps"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"

	"yitiji/sync/seal"
	"yitiji/sync/wire"
)

// Centre is a centre in the test's own process. It is safe for concurrent use.
type Centre struct {
	wire.UnimplementedIntakeHandler

	// URL is where it listens.
	URL string

	t         testing.TB
	authority authority
	opens     *seal.PrivateKey
	signs     *seal.SigningKey
	lies      *seal.SigningKey // another key, for BadSignature

	mu      sync.Mutex
	fault   Fault
	secrets map[string]string // secret to terminal
	entries map[string]map[uint64]*wire.Entry
	calls   int
	doubled int
}

// Start starts a centre that ends with the test.
func Start(t testing.TB) *Centre {
	t.Helper()
	c := &Centre{
		t: t, authority: newAuthority(t), opens: must(seal.GenerateKey())(t),
		signs: must(seal.GenerateSigningKey())(t), lies: must(seal.GenerateSigningKey())(t),
		secrets: map[string]string{}, entries: map[string]map[uint64]*wire.Entry{},
	}
	server := httptest.NewUnstartedServer(c.faulty(c.handler()))
	server.TLS = c.authority.server(t)
	server.StartTLS()
	t.Cleanup(server.Close)
	c.URL = server.URL
	return c
}

// Code returns an enrolment code for terminal.
func (c *Centre) Code(terminal string) string {
	code := wire.NewEnrolmentCode(c.authority.certificate.Raw)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.secrets[string(code.Secret[:])] = terminal
	return code.String()
}

// Entries returns what was taken from terminal, in the order of its sequence.
func (c *Centre) Entries(terminal string) []*wire.Entry {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []*wire.Entry
	for _, n := range slices.Sorted(maps.Keys(c.entries[terminal])) {
		out = append(out, c.entries[terminal][n])
	}
	return out
}

// Open opens the body of an entry of terminal.
func (c *Centre) Open(terminal string, e *wire.Entry) ([]byte, error) {
	return c.opens.Open(header(terminal, e), e.GetSealed())
}

// Calls counts the calls that reached the centre, whatever became of them.
func (c *Centre) Calls() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.calls
}

// Doubled counts the entries that came under a number that another one has.
func (c *Centre) Doubled() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.doubled
}

// Official returns the official number that the centre gives to an entry.
func Official(e *wire.Entry) string {
	return "official-" + e.GetSlip()
}

func header(terminal string, e *wire.Entry) seal.Header {
	return seal.Header{
		Terminal: terminal, Sequence: e.GetSequence(),
		Kind: e.GetKind(), Slip: e.GetSlip(), At: e.When(),
	}
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
