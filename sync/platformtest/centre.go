package platformtest

import (
	"maps"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

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
	spoilt  map[uint64]Spoilt         // by sequence, of every terminal
	blobs   map[string][]byte         // by address, as far as they have come
	down    map[string]*wire.Downlink // by terminal
	hellos  map[string]*wire.HelloRequest
	behind  time.Duration // of the centre's clock
	life    time.Duration // of certificates
}

// Start starts a centre that ends with the test.
func Start(t testing.TB) *Centre {
	t.Helper()
	c := &Centre{
		t: t, authority: newAuthority(t), opens: must(seal.GenerateKey())(t),
		signs: must(seal.GenerateSigningKey())(t), lies: must(seal.GenerateSigningKey())(t),
		secrets: map[string]string{}, entries: map[string]map[uint64]*wire.Entry{}, spoilt: map[uint64]Spoilt{},
		blobs: map[string][]byte{}, down: map[string]*wire.Downlink{}, hellos: map[string]*wire.HelloRequest{}, life: time.Hour,
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

// Open opens the body of an entry of terminal, wherever it lies.
func (c *Centre) Open(terminal string, e *wire.Entry) ([]byte, error) {
	if address, _, ok := seal.ParseReference(e.GetSealed()); ok {
		c.mu.Lock()
		defer c.mu.Unlock()
		return c.opens.Open(header(terminal, e).Blob(), c.blobs[string(address[:])])
	}
	return c.opens.Open(header(terminal, e), e.GetSealed())
}

// Spoilt is what is wrong with an entry, for the centre.
type Spoilt int

// What may be wrong.
const (
	Sound    Spoilt = iota
	Refused         // the centre refuses it by its signed word
	Poisoned        // every delivery fails that holds it
)

// Spoil makes the entries with a sequence spoilt, until they are Sound again.
func (c *Centre) Spoil(sequence uint64, how Spoilt) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.spoilt[sequence] = how
}

// Send has something brought to a terminal with every answer to a hello, until it is nil.
func (c *Centre) Send(terminal string, down *wire.Downlink) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.down[terminal] = down
}

// Heard returns the last hello of a terminal, or nil.
func (c *Centre) Heard(terminal string) *wire.HelloRequest {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.hellos[terminal]
}

// SetBack sets the centre's clock back.
func (c *Centre) SetBack(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.behind = by
}

// SetLife makes the certificates of terminals end after a time.
func (c *Centre) SetLife(life time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.life = life
}

func (c *Centre) lifetime() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.life
}

func (c *Centre) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(-c.behind)
}

// ForgetHalf drops the second half of every blob, as a centre may that was restored.
func (c *Centre) ForgetHalf() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for address, b := range c.blobs {
		c.blobs[address] = b[:len(b)/2]
	}
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
