package api_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"connectrpc.com/connect"

	"yitiji/platform/api"
	"yitiji/sync/seal"
	"yitiji/sync/wire"
	"yitiji/terminal/catalog"
)

// exportOf is an export of a terminal with some entries, and the body of the last one in pieces.
func exportOf(t *testing.T, terminal string, key crypto.Signer, body []byte, entries ...*wire.Entry) *bytes.Reader {
	t.Helper()
	var out bytes.Buffer
	w, err := wire.NewExportWriter(&out, terminal, time.Now(), key)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		err = errors.Join(err, w.Entry(e))
	}
	address := seal.AddressOf(body)
	for at := 0; at < len(body); at += 1000 {
		data := body[at:min(at+1000, len(body))]
		err = errors.Join(err, w.Piece(&wire.ExportPiece{Address: address[:], Size: uint64(len(body)), Offset: uint64(at), Data: data}))
	}
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(out.Bytes())
}

// large is an entry whose body lies beside it.
func (w *writer) large(t *testing.T) (e *wire.Entry, sealed []byte) {
	t.Helper()
	noise := make([]byte, 4500)
	rand.Read(noise)
	a := application()
	a.Answers = []catalog.Answer{{Field: "remark", Value: hex.EncodeToString(noise), From: catalog.FromPerson}}
	body, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	header := seal.Header{Terminal: w.terminal, Kind: "application", Slip: "slip", At: time.Now().Truncate(time.Millisecond)}
	if sealed, err = w.id.SealTo.Seal(header.Blob(), body); err != nil {
		t.Fatal(err)
	}
	w.sequence++
	header.Sequence = w.sequence
	return w.link(header, seal.Reference(seal.AddressOf(sealed), int64(len(sealed)))), sealed
}

// An export is here once, whatever of it the network brought before, and whatever it brings after.
func TestTakeInIsExactlyOnce(t *testing.T) {
	c := newCentre(t)
	id, intake := c.enrol("YX07")
	w := &writer{id: id, terminal: "YX07"}
	first, second := w.entry(t, "application", application()), w.entry(t, "rating", map[string]int{"level": 5})
	third, body := w.large(t)
	address := seal.AddressOf(body)
	if _, err := deliver(t, intake, first, second, third); err != nil { // and half of the large body
		t.Fatal(err)
	}
	_, err := intake.Put(t.Context(), connect.NewRequest(&wire.PutRequest{Address: address[:], Data: body[:1700]}))
	if err != nil {
		t.Fatal(err)
	}
	fourth := w.entry(t, "application", application())
	for again, want := range []api.TakenIn{{New: 1, Known: 3, Blobs: 1}, {New: 0, Known: 4, Blobs: 1}} {
		got, err := c.api.TakeIn(t.Context(), exportOf(t, "YX07", id.Signer(), body, first, second, third, fourth))
		want.Terminal, want.At = "YX07", got.At
		if err != nil || got != want {
			t.Errorf("the %dth time it is %+v, %v; want %+v", again+1, got, err, want)
		}
	}
	if _, err := deliver(t, intake, fourth); err != nil {
		t.Error(err)
	}
	offer, err := intake.Offer(t.Context(), connect.NewRequest(&wire.OfferRequest{Address: address[:], Size: uint64(len(body))}))
	if err != nil || len(offer.Msg.GetAcknowledgement()) == 0 {
		t.Errorf("the terminal is not told that its large body is here: %v", err)
	}
	all, err := c.store.Terminals(t.Context())
	if err != nil || len(all) != 1 || all[0].Received != 4 || all[0].Missing() != 0 {
		t.Errorf("the centre has %+v, %v; want 4 entries", all, err)
	}
	if alarms, err := c.store.Alarms(t.Context(), "", 10); err != nil || len(alarms) != 0 {
		t.Errorf("alarms %+v, %v", alarms, err)
	}
}

// Nothing is kept of an export that is not a terminal's of this centre.
func TestAForeignExportIsRefused(t *testing.T) {
	c := newCentre(t)
	id, _ := c.enrol("YX07")
	stranger, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	w := &writer{id: id, terminal: "YX07"}
	e := w.entry(t, "application", application())
	for name, export := range map[string]*bytes.Reader{
		"signed with another key":           exportOf(t, "YX07", stranger, nil, e),
		"of a terminal that nobody knows":   exportOf(t, "YX99", id.Signer(), nil, e),
		"of another terminal than its name": exportOf(t, "YX08", stranger, nil, e),
	} {
		if _, err := c.api.TakeIn(t.Context(), export); !errors.Is(err, api.ErrForeign) {
			t.Errorf("%s: %v, want ErrForeign", name, err)
		}
	}
	whole := exportOf(t, "YX07", id.Signer(), nil, e)
	short := make([]byte, whole.Len()-1)
	if _, err := whole.Read(short); err != nil {
		t.Fatal(err)
	}
	if _, err := c.api.TakeIn(t.Context(), bytes.NewReader(short)); !errors.Is(err, wire.ErrExport) {
		t.Errorf("cut short: %v, want ErrExport", err)
	}
	if all, err := c.store.Terminals(t.Context()); err != nil || all[0].Received != 0 {
		t.Errorf("something was kept: %+v, %v", all, err)
	}
}
