package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"yitiji/platform/api"
	"yitiji/platform/filing"
	"yitiji/platform/sandbox"
	"yitiji/platform/store"
	"yitiji/platform/vault"
	"yitiji/sync/enrol"
	"yitiji/sync/outbox"
	"yitiji/sync/uplink"
	"yitiji/terminal"
	"yitiji/terminal/catalog"
	asked "yitiji/terminal/centre"
	"yitiji/terminal/identity"
)

// counter is a terminal before a centre with a sandbox: the real uplink, seal, wire and
// handlers, and somebody who listens behind TLS.
type counter struct {
	t     *testing.T
	store *store.Store
	vault *vault.Vault
	box   *sandbox.Sandbox
	ask   *uplink.Uplink
	out   *outbox.Outbox
	tape  *tape
}

// tape is what whoever ends TLS hears.
type tape struct {
	mu   sync.Mutex
	said bytes.Buffer
}

func (t *tape) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		t.mu.Lock()
		t.said.Write(body)
		t.mu.Unlock()
		next.ServeHTTP(&listener{w, t}, r)
	})
}

type listener struct {
	http.ResponseWriter
	tape *tape
}

func (l *listener) Write(b []byte) (int, error) {
	l.tape.mu.Lock()
	l.tape.said.Write(b)
	l.tape.mu.Unlock()
	return l.ResponseWriter.Write(b)
}

func newCounter(t *testing.T) *counter {
	t.Helper()
	items, err := catalog.Load(catalog.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	box, err := sandbox.Open(sandbox.Options{Catalog: items, Public: "http://phone.example"})
	if err != nil {
		t.Fatal(err)
	}
	base := newCentre(t)
	clerk := filing.New(base.store, base.authority, box.Systems().Department, slog.New(slog.DiscardHandler))
	heard := &tape{}
	config, err := base.authority.ServerTLS([]string{"127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	door, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	handler := heard.wrap(api.New(base.store, base.authority, api.Options{
		Region: "999999", Systems: box.Systems(), Catalog: items, Public: "http://phone.example", Arrived: clerk.Kick,
	}))
	server := &http.Server{Handler: handler, TLSConfig: config, ErrorLog: log.New(io.Discard, "", 0)}
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { server.ServeTLS(door, "", "") })
	running.Go(func() { clerk.Run(ctx) })
	t.Cleanup(func() { stop(); server.Close() })
	invitation, err := api.Invite(t.Context(), base.store, base.authority, "YX07", "云溪", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	id, err := enrol.Enrol(t.Context(), t.TempDir(), "https://"+door.Addr().String(), invitation)
	if err != nil {
		t.Fatal(err)
	}
	out, err := outbox.Open(filepath.Join(t.TempDir(), "outbox.db"), outbox.Options{Terminal: id.Terminal, SealTo: id.SealTo})
	if err != nil {
		t.Fatal(err)
	}
	up, err := uplink.New(out, id, uplink.Options{Heartbeat: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	running.Go(func() { up.Run(ctx) })
	t.Cleanup(func() { stop(); server.Close(); running.Wait(); out.Close() })
	return &counter{t, base.store, vault.New(base.store, base.authority), box, up, out, heard}
}

// asks asks one question as an item's visit does.
func (c *counter) asks(item catalog.ItemCode, q asked.Question) (asked.Answer, error) {
	ctx, cancel := context.WithTimeout(c.t.Context(), 10*time.Second)
	defer cancel()
	return c.ask.Ask(ctx, asked.Request{Use: asked.Use{Purpose: asked.ForApplying, Item: item}, Question: q})
}

func told[A asked.Answer](t *testing.T, c *counter, item catalog.ItemCode, q asked.Question) A {
	t.Helper()
	a, err := c.asks(item, q)
	if err != nil {
		t.Fatalf("%s: %v", q.Kind(), err)
	}
	return a.(A)
}

var (
	wang = asked.Subject{Document: identity.ResidentCard, Number: "999999193803120287", Name: "王秀英", Assurance: identity.CardProof}
	zhou = asked.Subject{Document: identity.ResidentCard, Number: "99999919580915046X", Name: "周敏", Assurance: identity.CardProof}
)

// questions is one of every kind, with something to answer.
func questions(order, door, code string, slip catalog.SlipNumber) map[asked.Question]catalog.ItemCode {
	return map[asked.Question]catalog.ItemCode{
		&asked.Lookup{Subject: wang, Version: 1, Lang: "zh-Hans"}:                           "CBZM-999999",
		&asked.Materials{Subject: wang, Types: []string{"id-photo"}, Keys: []string{"old"}}: "JSZH-999999",
		&asked.Bill{Subject: zhou}: "JSZH-999999", &asked.Payment{Order: order}: "", &asked.GiveUp{Order: order}: "",
		&asked.Upload{Material: "old", Name: "旧驾驶证", Lang: "zh-Hans"}: "JSZH-999999", &asked.Uploaded{Token: door}: "",
		&asked.Track{Slip: slip}: "", &asked.Matters{Subject: wang}: "", &asked.Slots{Field: "when"}: "FLYZ-999999",
		&asked.Save{Subject: wang, Draft: asked.Draft{Item: "GLJT-999999", Answers: []catalog.Answer{{Field: "phone", Value: "13800138000"}}}}: "GLJT-999999",
		&asked.Demand{}: "", &asked.SignIn{Lang: "zh-Hans"}: "LSYY-999999", &asked.SignedIn{Token: "1"}: "", &asked.Present{Code: "1"}: "LSYY-999999",
		&asked.SendCode{Number: wang.Number}: "LSYY-999999", &asked.TypeCode{Token: "1", Number: wang.Number, Code: "123456"}: "LSYY-999999",
		&asked.Represent{Subject: wang, Code: "91999999MA0000000X"}:                  "DWCB-999999",
		&asked.Resume{Subject: wang, Code: asked.DraftCode(code)}:                    "GLJT-999999",
		&asked.Profile{Subject: wang, Wanted: []catalog.Prefill{catalog.KnownPhone}}: "GLJT-999999",
	}
}

// Every kind of question is answered over the real wire, and neither it nor its answer can
// be read there, nor in the database.
func TestEveryQuestionIsAnsweredAndNothingIsReadOnTheWay(t *testing.T) {
	c := newCounter(t)
	all := questions("1", "1", "D-7K3M-Q9XW-PA2F-4", "YX07-261122-0036-D")
	if len(all) != len(asked.Questions()) {
		t.Fatalf("%d questions of %d", len(all), len(asked.Questions()))
	}
	for q, item := range all {
		if _, err := c.asks(item, q); err != nil {
			t.Errorf("%s: %v", q.Kind(), err)
		}
	}
	c.tape.mu.Lock()
	defer c.tape.mu.Unlock()
	for _, secret := range []string{wang.Number, wang.Name, zhou.Number, "13800138000", "企业职工", "%PDF"} {
		if bytes.Contains(c.tape.said.Bytes(), []byte(secret)) {
			t.Errorf("%q went over the wire in the clear", secret)
		}
	}
	uses, err := c.store.Uses(t.Context(), 100)
	if err != nil || len(uses) != len(all)-4 { // all but the three that are asked again and again, and what is about nobody
		t.Errorf("%d uses are written down, %v", len(uses), err)
	}
	for _, u := range uses {
		if strings.Contains(u.Subject, "1938") {
			t.Errorf("a use names %q", u.Subject)
		}
	}
}

// asks is a question, and the system behind the centre that answers it.
type asks struct {
	system sandbox.System
	item   catalog.ItemCode
	q      asked.Question
}

// What fails, stalls or lies behind the centre is no answer at the terminal.
func TestFaultsAndLiesAreNoAnswers(t *testing.T) {
	c := newCounter(t)
	order := told[*asked.Order](t, c, "JSZH-999999", &asked.Bill{Subject: zhou})
	c.noAnswers(
		asks{sandbox.Certificates, "JSZH-999999", &asked.Materials{Subject: wang, Types: []string{"id-photo"}}},
		asks{sandbox.Department, "CBZM-999999", &asked.Lookup{Subject: wang, Version: 1}},
		asks{sandbox.Department, "", &asked.Matters{Subject: wang}},
		asks{sandbox.Department, "FLYZ-999999", &asked.Slots{Field: "when"}},
		asks{sandbox.Payments, "JSZH-999999", &asked.Bill{Subject: zhou}},
		asks{sandbox.Payments, "", &asked.Payment{Order: order.Number}},
		asks{sandbox.Payments, "", &asked.GiveUp{Order: order.Number}},
	)
}

// Nor does it prove who anybody is.
func TestFaultsAndLiesProveNobody(t *testing.T) {
	newCounter(t).noAnswers(
		asks{sandbox.Identities, "LSYY-999999", &asked.SignedIn{Token: "1"}},
		asks{sandbox.Identities, "LSYY-999999", &asked.Present{Code: "1"}},
		asks{sandbox.Identities, "LSYY-999999", &asked.TypeCode{Token: "1", Number: wang.Number, Code: "123456"}},
		asks{sandbox.Firms, "DWCB-999999", &asked.Represent{Subject: wang, Code: "91999999MA0000000X"}},
	)
}

// noAnswers asks each question in every mood of its system. A system that lies is alarming, once.
func (c *counter) noAnswers(all ...asks) {
	c.t.Helper()
	for _, x := range all {
		for _, mood := range sandbox.Moods() {
			if err := c.box.Befall(x.system, sandbox.Mood{Kind: mood}); err != nil {
				c.t.Fatal(err)
			}
			_, err := c.asks(x.item, x.q)
			good := mood == sandbox.Fine || mood == sandbox.Slow // of no seconds
			if good != (err == nil) || (!good && !errors.Is(err, terminal.ErrElsewhere)) {
				c.t.Errorf("%s, %s: %v", x.q.Kind(), mood, err)
			}
		}
		c.box.Befall(x.system, sandbox.Mood{Kind: sandbox.Fine})
	}
	alarms, err := c.store.Alarms(c.t.Context(), "", 10)
	if err != nil || len(alarms) != 1 || alarms[0].Kind != store.AlarmLie {
		c.t.Errorf("alarms: %+v, %v", alarms, err)
	}
}

// Whom a phone has named is written down, masked, as if the question had named them; and nobody
// else hears of it.
func TestWhomAPhoneNamesIsWrittenDown(t *testing.T) {
	c := newCounter(t)
	code, _, ok := c.box.ShowCode(wang.Number)
	if !ok {
		t.Fatal("the known person has no phone")
	}
	proved := told[*asked.Proved](t, c, "LSYY-999999", &asked.Present{Code: code})
	if proved.State != asked.Confirmed || proved.Person.Number != wang.Number || proved.Person.Address != "" {
		t.Fatalf("it proves %+v", proved)
	}
	uses, err := c.store.Uses(t.Context(), 100)
	if err != nil || len(uses) != 2 {
		t.Fatalf("%d uses are written down, %v", len(uses), err)
	}
	var named []string
	for _, u := range uses {
		named = append(named, u.Subject)
	}
	if !slices.Contains(named, identity.MaskNumber(wang.Number)) {
		t.Errorf("written down are %q", named)
	}
	if again := told[*asked.Proved](t, c, "LSYY-999999", &asked.Present{Code: code}); again.State != asked.Spent {
		t.Errorf("the code is good for a second time: %+v", again)
	}
}

func TestAStallIsCutOff(t *testing.T) {
	c := newCounter(t)
	c.box.Befall(sandbox.Department, sandbox.Mood{Kind: sandbox.Slow, Seconds: 60})
	began := time.Now()
	_, err := c.asks("CBZM-999999", &asked.Lookup{Subject: wang, Version: 1})
	if took := time.Since(began); !errors.Is(err, terminal.ErrElsewhere) || took > 9500*time.Millisecond {
		t.Errorf("after %v: %v", took, err)
	}
}

// A draft opens for its owner alone, at rest it is sealed, and the page of its owner
// names it.
func TestDrafts(t *testing.T) {
	c := newCounter(t)
	draft := asked.Draft{Item: "GLJT-999999", Version: 2, Answers: []catalog.Answer{{Field: "phone", Value: "13800138000"}}}
	saved := told[*asked.Saved](t, c, "GLJT-999999", &asked.Save{Subject: wang, Draft: draft})
	if code, err := asked.ParseDraftCode(string(saved.Draft.Code)); err != nil || code != saved.Draft.Code || saved.Draft.Until == "" {
		t.Fatalf("saved as %+v", saved.Draft)
	}
	got := told[*asked.Saved](t, c, "", &asked.Resume{Subject: wang, Code: asked.DraftCode(strings.ToLower(string(saved.Draft.Code)))})
	if got.Unknown || got.Draft.Item != "GLJT-999999" || len(got.Draft.Answers) != 1 {
		t.Errorf("resumed as %+v", got)
	}
	if other := told[*asked.Saved](t, c, "", &asked.Resume{Subject: zhou, Code: saved.Draft.Code}); !other.Unknown || other.Draft.Code != "" {
		t.Errorf("another person got %+v", other)
	}
	page := told[*asked.Page](t, c, "", &asked.Matters{Subject: wang})
	if len(page.Drafts) != 1 || page.Drafts[0].Answers != nil || page.Drafts[0].Item != "GLJT-999999" {
		t.Errorf("the page has %+v", page.Drafts)
	}
	kept, err := c.store.Drafts(t.Context(), owner(t, c, wang))
	if err != nil || len(kept) != 1 || bytes.Contains(kept[0].Sealed, []byte("13800138000")) {
		t.Errorf("at rest: %d drafts, %v", len(kept), err)
	}
}

func owner(t *testing.T, c *counter, s asked.Subject) []byte {
	t.Helper()
	o, err := c.vault.Owner(s)
	if err != nil || bytes.Contains(o, []byte(s.Number)) {
		t.Fatal(err)
	}
	return o
}

// A door belongs to the terminal that opened it, and tells of a phone's pages by digest.
func TestDoors(t *testing.T) {
	c := newCounter(t)
	door := told[*asked.Door](t, c, "JSZH-999999", &asked.Upload{Material: "old", Name: "旧驾驶证", Lang: "zh-Hans"})
	if door.Address != "http://phone.example/u/"+door.Token || len(door.Token) < 26 {
		t.Fatalf("the door is %+v", door)
	}
	page := catalog.MaterialPage{Digest: vault.Digest([]byte("picture")), Format: "image/jpeg", Data: []byte("picture")}
	err := c.store.PutPage(t.Context(), door.Token, page.Digest, 10, func(nth int) ([]byte, error) { return c.vault.SealPage(door.Token, nth, page) })
	if err != nil {
		t.Fatal(err)
	}
	pages := told[*asked.Pages](t, c, "", &asked.Uploaded{Token: door.Token})
	if len(pages.Digests) != 1 || pages.Digests[0] != page.Digest || pages.Done || pages.Closed {
		t.Errorf("came: %+v", pages)
	}
	if ok, err := c.store.FinishDoor(t.Context(), door.Token); !ok || err != nil {
		t.Fatal(err)
	}
	if pages := told[*asked.Pages](t, c, "", &asked.Uploaded{Token: door.Token}); !pages.Done || !pages.Closed {
		t.Errorf("after it was finished: %+v", pages)
	}
	if other := told[*asked.Pages](t, c, "", &asked.Uploaded{Token: "somebody else's"}); !other.Closed || len(other.Digests) != 0 {
		t.Errorf("another door: %+v", other)
	}
}

// Pages that a terminal sent ahead reach the department with the application, and need not
// be given again.
func TestPagesReachTheDepartmentAndServeAgain(t *testing.T) {
	c := newCounter(t)
	data := []byte("a scanned page")
	page := catalog.MaterialPage{Digest: vault.Digest(data), Format: "image/jpeg", Data: data}
	a := catalog.Application{
		Item: "JSZH-999999", Version: 1, Assurance: identity.CardProof, Language: "zh-Hans",
		Applicant: identity.Person{Document: zhou.Document, Number: zhou.Number, Name: zhou.Name, Birth: "1958-09-15"},
		Materials: []catalog.Handed{{Material: "old", Way: catalog.ByScan, Pages: []string{page.Digest}}},
	}
	keep := func(kind terminal.EntryKind, body any) terminal.SlipNumber {
		raw, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		r, err := c.out.Keep(t.Context(), terminal.Entry{Kind: kind, Body: raw, At: time.Now()})
		if err != nil {
			t.Fatal(err)
		}
		return r.Slip
	}
	keep(terminal.Material, page)
	slip := keep(terminal.Application, a)
	c.ask.Kick()
	var standing *asked.Standing
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		standing = told[*asked.Standing](t, c, "", &asked.Track{Slip: slip})
		if !standing.Unknown && len(standing.Events) > 0 {
			break
		}
	}
	if standing.Stage != asked.Received || len(standing.Events) == 0 {
		t.Fatalf("it is %+v; a correction would say that the page is lost", standing)
	}
	known := told[*asked.Known](t, c, "JSZH-999999", &asked.Materials{Subject: zhou, Keys: []string{"old", "photo"}})
	if len(known.Given) != 1 || known.Given[0].Digests[0] != page.Digest || known.Given[0].Name != "旧驾驶证" {
		t.Errorf("given before: %+v", known.Given)
	}
	if none := told[*asked.Known](t, c, "JSZH-999999", &asked.Materials{Subject: wang, Keys: []string{"old"}}); len(none.Given) != 0 {
		t.Errorf("another person has given %+v", none.Given)
	}
}

// One terminal that asks and asks is slowed down; the others are not.
func TestQuestionsAreBounded(t *testing.T) {
	c := newCounter(t)
	refused := 0
	for range 90 {
		if _, err := c.asks("", &asked.Uploaded{Token: "x"}); errors.Is(err, terminal.ErrNoCentre) {
			refused++
		}
	}
	if refused == 0 || refused > 40 {
		t.Errorf("%d of 90 questions were refused", refused)
	}
}
