package main

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"testing"
	"time"

	"yitiji/sync/enrol"
	"yitiji/terminal"
	"yitiji/terminal/catalog"
	"yitiji/terminal/identity"
)

// A terminal hears what became of an application without asking: that its department has it, and of
// one whose body came beside the queue also its official number, which was in no answer.
func TestATerminalHearsWhatBecameOfAnApplication(t *testing.T) {
	c := newCentre(t)
	c.start()
	defer c.kill()
	code, dir := c.ask("terminal", "add", "YX07", "--site", "西湖区政务服务中心"), t.TempDir()
	if _, err := enrol.Enrol(t.Context(), dir, "https://"+c.address, code); err != nil {
		t.Fatal(err)
	}
	s := newStation(t, dir, "https://"+c.address)
	small, large := keepApplication(t, s.box, 1), keepLargeApplication(t, s)
	for slip, what := range map[terminal.SlipNumber]string{small: "a small one", large: "one that came beside the queue"} {
		s.hears(t, slip, what)
	}
	officials := map[string]string{}
	for _, e := range c.entries() {
		officials[e.Slip] = e.Official
	}
	for _, slip := range []terminal.SlipNumber{small, large} {
		if p, err := s.box.Lookup(t.Context(), slip); err != nil || p.Official == "" || p.Official != officials[string(slip)] {
			t.Errorf("%s has the official number %q, %v, want %q", slip, p.Official, err, officials[string(slip)])
		}
	}
}

// hears waits until the terminal knows that an application was received.
func (s *station) hears(t *testing.T, slip terminal.SlipNumber, what string) {
	t.Helper()
	var p terminal.Progress
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		var err error
		if p, err = s.box.Lookup(t.Context(), slip); err != nil {
			t.Fatal(err)
		}
		if p.State != "" {
			break
		}
	}
	if p.State != "received" {
		t.Errorf("%s is %+v, want that it was received", what, p)
	}
}

// keepLargeApplication keeps one whose body is too large for the queue.
func keepLargeApplication(t *testing.T, s *station) terminal.SlipNumber {
	t.Helper()
	noise := make([]byte, 64<<10) // cannot be compressed to less than half of what it is in hexadecimal
	rand.Read(noise)
	body, err := json.Marshal(catalog.Application{
		Item: "residence-permit-endorsement", Version: 1, Assurance: identity.CardProof, Language: "zh-CN",
		Applicant: identity.Person{Name: "林小满", Number: "11010519491231002X"},
		Answers:   []catalog.Answer{{Field: "remark", Value: hex.EncodeToString(noise), From: catalog.FromPerson}},
	})
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.box.Keep(t.Context(), terminal.Entry{Kind: terminal.Application, Body: body, At: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	return r.Slip
}
