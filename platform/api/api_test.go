package api_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"log"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/proto"

	"yitiji/platform/api"
	"yitiji/platform/authority"
	"yitiji/platform/store"
	"yitiji/sync/enrol"
	"yitiji/sync/seal"
	"yitiji/sync/wire"
	"yitiji/terminal/catalog"
	"yitiji/terminal/identity"
)

// centre is the real handlers over real TLS.
type centre struct {
	t         *testing.T
	url       string
	store     *store.Store
	authority *authority.Authority
	api       *api.API
}

func newCentre(t *testing.T) *centre {
	t.Helper()
	return newCentreWith(t, api.Options{Region: "999999"})
}

func newCentreWith(t *testing.T, options api.Options) *centre {
	t.Helper()
	a, err := authority.Open(filepath.Join(t.TempDir(), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(context.Background(), filepath.Join(t.TempDir(), "platform.db"))
	if err != nil {
		t.Fatal(err)
	}
	config, err := a.ServerTLS([]string{"127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	door, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	services := api.New(s, a, options)
	server := &http.Server{Handler: services, TLSConfig: config, ErrorLog: log.New(io.Discard, "", 0)}
	var serving sync.WaitGroup
	serving.Go(func() { server.ServeTLS(door, "", "") })
	t.Cleanup(func() { server.Close(); serving.Wait(); s.Close() })
	return &centre{t, "https://" + door.Addr().String(), s, a, services}
}

// enrol makes a terminal and returns its identity and its way to the intake.
func (c *centre) enrol(code string) (*enrol.Identity, wire.IntakeClient) {
	c.t.Helper()
	invitation, err := api.Invite(c.t.Context(), c.store, c.authority, code, "云溪", time.Hour)
	if err != nil {
		c.t.Fatal(err)
	}
	id, err := enrol.Enrol(c.t.Context(), c.t.TempDir(), c.url, invitation)
	if err != nil {
		c.t.Fatal(err)
	}
	config, err := id.TLS()
	if err != nil {
		c.t.Fatal(err)
	}
	transport := &http.Transport{TLSClientConfig: config}
	c.t.Cleanup(transport.CloseIdleConnections)
	return id, wire.NewIntakeClient(&http.Client{Transport: transport}, c.url)
}

// writer makes the entries of one terminal.
type writer struct {
	id       *enrol.Identity
	terminal string
	sequence uint64
	head     seal.Hash
}

func (w *writer) entry(t *testing.T, kind string, body any) *wire.Entry {
	t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	w.sequence++
	header := seal.Header{Terminal: w.terminal, Sequence: w.sequence, Kind: kind, Slip: "slip", At: time.Now().Truncate(time.Millisecond)}
	sealed, err := w.id.SealTo.Seal(header, b)
	if err != nil {
		t.Fatal(err)
	}
	return w.link(header, sealed)
}

func (w *writer) link(header seal.Header, sealed []byte) *wire.Entry {
	previous := w.head
	w.head = seal.Link(previous, header, sealed)
	_, zone := header.At.Zone()
	return &wire.Entry{
		Sequence: header.Sequence, Previous: previous[:], Hash: bytes.Clone(w.head[:]), Kind: header.Kind,
		Slip: header.Slip, At: header.At.UnixMilli(), Zone: int32(zone), Sealed: sealed,
	}
}

func application() catalog.Application {
	return catalog.Application{
		Item: "residence-permit-endorsement", Version: 3, Assurance: identity.CardProof, Language: "zh-CN",
		Applicant: identity.Person{Name: "林小满", Number: "91010519491231002X", Document: identity.ResidentCard},
	}
}

func deliver(t *testing.T, to wire.IntakeClient, entries ...*wire.Entry) (*wire.DeliverResponse, error) {
	t.Helper()
	answer, err := to.Deliver(t.Context(), connect.NewRequest(&wire.DeliverRequest{Entries: entries}))
	if err != nil {
		return nil, err
	}
	return answer.Msg, nil
}

func acknowledged(t *testing.T, id *enrol.Identity, answer *wire.DeliverResponse) *wire.Acknowledgement {
	t.Helper()
	if err := id.Signs.Check(seal.ForAcknowledgement, answer.GetAcknowledgement(), answer.GetSignature()); err != nil {
		t.Fatal(err)
	}
	ack := &wire.Acknowledgement{}
	if err := proto.Unmarshal(answer.GetAcknowledgement(), ack); err != nil {
		t.Fatal(err)
	}
	return ack
}

func TestDeliverStoresMaskedAndSigns(t *testing.T) {
	c := newCentre(t)
	id, intake := c.enrol("YX07")
	w := &writer{id: id, terminal: "YX07"}
	batch := []*wire.Entry{
		w.entry(t, "application", application()), w.entry(t, "rating", catalog.Rating{Level: 4}),
		w.entry(t, "print", map[string]any{"copy": 1, "outcome": "uncertain"}), w.entry(t, "tomorrow", 1),
	}
	answer, err := deliver(t, intake, batch...)
	if err != nil {
		t.Fatal(err)
	}
	ack := acknowledged(t, id, answer)
	if ack.GetTerminal() != "YX07" || ack.GetThrough() != 4 || !bytes.Equal(ack.GetHead(), batch[3].GetHash()) || len(ack.GetAnswers()) != 1 {
		t.Errorf("acknowledgement = %v", ack)
	}
	lines, err := c.store.Lines(t.Context(), store.Filter{}, 10)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []store.State{store.Unknown, store.Recorded, store.Recorded, store.Received} {
		if lines[i].State != want {
			t.Errorf("entry %d is %s, want %s", lines[i].Sequence, lines[i].State, want)
		}
	}
	if l := lines[3]; l.Applicant != "林**" || l.Number != "9****************X" || l.Official != ack.GetAnswers()[0].GetOfficial() || l.Level != 4 {
		t.Errorf("the application is %+v", l)
	}
}

// What does not open is kept, marked and alarmed, gets no official number, and
// does not hold up the rest.
func TestABadSealDoesNotBlock(t *testing.T) {
	c := newCentre(t)
	id, intake := c.enrol("YX07")
	w := &writer{id: id, terminal: "YX07"}
	good := w.entry(t, "application", application())
	w.sequence++
	bad := w.link(seal.Header{Terminal: "YX07", Sequence: w.sequence, Kind: "application", Slip: "slip", At: time.UnixMilli(1)}, []byte("\x03stdnonsense"))
	nonsense := w.entry(t, "application", "not an application")
	last := w.entry(t, "application", application())
	answer, err := deliver(t, intake, good, bad, nonsense, last)
	if err != nil {
		t.Fatal(err)
	}
	ack := acknowledged(t, id, answer)
	for i, want := range []bool{true, false, false, true} {
		if got := ack.GetAnswers()[i].GetOfficial() != ""; got != want {
			t.Errorf("entry %d has an official number: %v, want %v", i+1, got, want)
		}
	}
	for _, sequence := range []uint64{2, 3} {
		d, ok, err := c.store.Detail(t.Context(), "YX07", sequence)
		if err != nil || !ok || d.Entry.State != store.Unopened || len(d.Alarms) != 1 {
			t.Errorf("entry %d = %+v, %v, %v, want it kept, marked and alarmed", sequence, d, ok, err)
		}
	}
}

func TestDeliverRefuses(t *testing.T) {
	c := newCentre(t)
	id, intake := c.enrol("YX07")
	other, otherIntake := c.enrol("YX08")
	w := &writer{id: id, terminal: "YX07"}
	one, two, three := w.entry(t, "rating", catalog.Rating{Level: 1}), w.entry(t, "rating", catalog.Rating{Level: 1}), w.entry(t, "rating", catalog.Rating{Level: 1})
	changed := proto.Clone(one).(*wire.Entry)
	changed.Slip = "another"
	stranger := wire.NewIntakeClient(&http.Client{Transport: &http.Transport{TLSClientConfig: strangersTLS(t, other)}}, c.url)
	for _, x := range []struct {
		why     string
		to      wire.IntakeClient
		entries []*wire.Entry
		want    connect.Code
	}{
		{"no certificate", stranger, []*wire.Entry{one}, connect.CodeUnauthenticated},
		{"nothing", intake, nil, connect.CodeInvalidArgument},
		{"one twice", intake, []*wire.Entry{one, three, three}, connect.CodeInvalidArgument},
		{"backwards", intake, []*wire.Entry{two, one}, connect.CodeInvalidArgument},
		{"number zero", intake, []*wire.Entry{{}}, connect.CodeInvalidArgument},
		{"too much", intake, []*wire.Entry{{Sequence: 1, Sealed: make([]byte, 9<<20)}}, connect.CodeResourceExhausted},
	} {
		if _, err := deliver(t, x.to, x.entries...); connect.CodeOf(err) != x.want {
			t.Errorf("%s: Deliver = %v, want %v", x.why, err, x.want)
		}
	}
	for why, x := range map[string]struct {
		id    *enrol.Identity
		to    wire.IntakeClient
		entry *wire.Entry
	}{"another terminal's certificate": {other, otherIntake, one}, "changed on the way": {id, intake, changed}} {
		answer, err := deliver(t, x.to, x.entry)
		if err != nil {
			t.Fatal(err)
		}
		ack := acknowledged(t, x.id, answer)
		if len(ack.GetKept()) != 0 || len(ack.GetRefused()) != 1 || ack.GetRefused()[0].GetReason() != wire.Refusal_REASON_DAMAGED {
			t.Errorf("%s: %v, want a refusal", why, ack)
		}
	}
	if lines, err := c.store.Lines(t.Context(), store.Filter{}, 10); err != nil || len(lines) != 0 {
		t.Errorf("%d entries were stored, %v; want none", len(lines), err)
	}
}

// strangersTLS trusts the centre and shows no certificate.
func strangersTLS(t *testing.T, id *enrol.Identity) *tls.Config {
	t.Helper()
	config, err := id.TLS()
	if err != nil {
		t.Fatal(err)
	}
	config.GetClientCertificate = nil
	return config
}

func TestHelloTellsWhereTheCentreStands(t *testing.T) {
	c := newCentre(t)
	id, intake := c.enrol("YX07")
	w := &writer{id: id, terminal: "YX07"}
	w.entry(t, "rating", catalog.Rating{Level: 1}) // is never sent
	if _, err := deliver(t, intake, w.entry(t, "rating", catalog.Rating{Level: 1})); err != nil {
		t.Fatal(err)
	}
	answer, err := intake.Hello(t.Context(), connect.NewRequest(&wire.HelloRequest{LastSequence: 2}))
	if err != nil {
		t.Fatal(err)
	}
	m := answer.Msg
	if m.GetLastSequence() != 2 || len(m.GetMissing()) != 1 || m.GetMissing()[0].GetFirst() != 1 || m.GetMissing()[0].GetLast() != 1 {
		t.Errorf("Hello = %v, want 2, with 1 missing", m)
	}
	if alarms, err := c.store.Alarms(t.Context(), "", 10); err != nil || len(alarms) != 0 {
		t.Errorf("alarms = %v, %v, want none", alarms, err)
	}
	if _, err := intake.Hello(t.Context(), connect.NewRequest(&wire.HelloRequest{LastSequence: 1})); err != nil {
		t.Fatal(err)
	}
	if alarms, err := c.store.Alarms(t.Context(), "", 10); err != nil || len(alarms) != 1 || alarms[0].Kind != store.AlarmBehind {
		t.Errorf("alarms = %v, %v, want that the terminal is behind", alarms, err)
	}
}

// A terminal that enrolled again is who has the new key; the new store goes on
// where the centre stands.
func TestEnrollingAgainReplacesTheKey(t *testing.T) {
	c := newCentre(t)
	id, old := c.enrol("YX07")
	w := &writer{id: id, terminal: "YX07"}
	if _, err := deliver(t, old, w.entry(t, "rating", catalog.Rating{Level: 1})); err != nil {
		t.Fatal(err)
	}
	again, intake := c.enrol("YX07")
	if again.LastSequence != 1 || again.Head != w.head {
		t.Errorf("the new identity begins after %d, want 1", again.LastSequence)
	}
	if _, err := deliver(t, old, w.entry(t, "rating", catalog.Rating{Level: 1})); connect.CodeOf(err) != connect.CodePermissionDenied || !strings.Contains(err.Error(), "new code") {
		t.Errorf("Deliver with the old key = %v, want a refusal that says what to do", err)
	}
	w = &writer{id: again, terminal: "YX07", sequence: again.LastSequence, head: again.Head}
	if _, err := deliver(t, intake, w.entry(t, "rating", catalog.Rating{Level: 1})); err != nil {
		t.Errorf("Deliver with the new key = %v", err)
	}
}
