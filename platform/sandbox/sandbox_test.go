package sandbox_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"yitiji/platform/connect"
	"yitiji/platform/connect/connecttest"
	"yitiji/platform/sandbox"
	"yitiji/platform/sandbox/city"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/identity"
)

func items(t testing.TB) *catalog.Catalog {
	t.Helper()
	c, err := catalog.Load(catalog.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func open(t testing.TB, file string) *sandbox.Sandbox {
	t.Helper()
	s, err := sandbox.Open(sandbox.Options{Catalog: items(t), File: file, Public: "http://phone.example"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// Some of the people of the device desk.
var people = city.Build(time.Now()).People

func subject(i int) centre.Subject { return centre.SubjectOf(people[i].Person, identity.CardProof) }

var (
	wang, li, zhou = subject(0), subject(1), subject(5)
	nobody         = centre.Subject{Document: identity.ResidentCard, Number: "999999199001010016", Name: "无名"}
)

func use(item catalog.ItemCode) connect.Use {
	return connect.Use{Use: centre.Use{Purpose: centre.ForApplying, Item: item}, Terminal: "YX07", At: time.Now()}
}

func application(item catalog.ItemCode, i int, answers ...catalog.Answer) catalog.Application {
	return catalog.Application{Item: item, Version: 1, Applicant: people[i].Person, Assurance: identity.CardProof, Language: "zh-Hans", Answers: answers}
}

func TestConformance(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "sandbox.db"))
	connecttest.Run(t, s.Systems(), connecttest.World{
		Known: wang, Other: li, Stranger: nobody, Types: []string{"id-photo", "id-card", "social-card"},
		Query: centre.Lookup{Subject: wang, Version: 1, Lang: "zh-Hans"}, QueryOf: "CBZM-999999",
		Bill: centre.Bill{Subject: zhou}, BillOf: "JSZH-999999", Apply: application("GLJT-999999", 0),
		Confirm: phone(t, s, wang, "yes"), Decline: phone(t, s, wang, "no"),
		Show:   func() string { code, _, _ := s.ShowCode(wang.Number); return code },
		Texted: func() string { return s.Texts(wang.Number)[0] },
		Firm:   s.MayActFor(wang)[0], Others: s.MayActFor(zhou)[0],
		Licence: func() string { code, _ := s.ShowLicence(s.MayActFor(wang)[0]); return code },
		Down: func() {
			for _, system := range sandbox.Systems() {
				if err := s.Befall(system, sandbox.Mood{Kind: sandbox.Down}); err != nil {
					t.Error(err)
				}
			}
		},
	})
}

// A system that was put into a mood is in it until it is put into another one, whatever
// restarts meanwhile.
func TestMoodsSurviveARestart(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sandbox.db")
	lookUp := func(s *sandbox.Sandbox) error {
		_, _, err := s.Systems().Papers.Verify(t.Context(), "7K3M-Q9XW-PA2F-D")
		return err
	}
	for _, c := range []struct {
		mood sandbox.MoodKind
		down bool
	}{{sandbox.Down, true}, {sandbox.Fine, false}} {
		s := open(t, file)
		if err := s.Befall(sandbox.Papers, sandbox.Mood{Kind: c.mood}); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		again := open(t, file)
		if err := lookUp(again); errors.Is(err, connect.ErrDown) != c.down {
			t.Errorf("after a restart, a system that was %s: %v", c.mood, err)
		}
		if err := again.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// submit hands an application over and says where it stands.
func submit(t *testing.T, s *sandbox.Sandbox, official string, a catalog.Application) *centre.Standing {
	t.Helper()
	d := s.Systems().Department
	if err := d.Submit(t.Context(), use(a.Item), connect.Filed{Official: official, Slip: "YX07-261125-0001-X", At: time.Now(), Application: a}); err != nil {
		t.Fatal(err)
	}
	standing, err := d.Standing(t.Context(), official)
	if err != nil {
		t.Fatal(err)
	}
	return standing
}

// Who has a card gets a new one at once; who has none is told why.
func TestInstantDecisionsFollowRules(t *testing.T) {
	s := open(t, "")
	if got := submit(t, s, "1", application("SBKB-999999", 0)); got.Stage != centre.Granted || got.Paper == nil {
		t.Errorf("with a card: %s, paper %v", got.Stage, got.Paper != nil)
	}
	got := submit(t, s, "2", application("SBKB-999999", 4))
	if got.Stage != centre.Denied || !strings.Contains(got.Note.In(catalog.Chinese), "社会保障卡") || got.Paper == nil {
		t.Errorf("without a card: %s, %v", got.Stage, got.Note)
	}
	stranger := application("SBKB-999999", 0)
	stranger.Applicant.Number = nobody.Number
	if got := submit(t, s, "3", stranger); got.Stage != centre.Denied {
		t.Errorf("a stranger: %s", got.Stage)
	}
}

func TestWhatHappenedSurvivesARestart(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sandbox.db")
	s := open(t, file)
	before := submit(t, s, "1", application("SBKB-999999", 0))
	order, err := s.Systems().Payments.Open(t.Context(), use("JSZH-999999"), &centre.Bill{Subject: zhou})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Pay(order.Number, sandbox.PayNow); err != nil {
		t.Fatal(err)
	}
	s.Close()
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v", info.Mode(), err)
	}
	s = open(t, file)
	after, err := s.Systems().Department.Standing(t.Context(), "1")
	if err != nil || after.Stage != before.Stage || after.Paper == nil || after.Paper.Number != before.Paper.Number {
		t.Errorf("the matter is %+v, %v", after, err)
	}
	if paid, err := s.Systems().Payments.State(t.Context(), order.Number); err != nil || paid.State != centre.PaidUp || paid.Receipt == "" {
		t.Errorf("the order is %+v, %v", paid, err)
	}
	if _, ok, err := s.Systems().Papers.Verify(t.Context(), before.Paper.Number); !ok || err != nil {
		t.Errorf("the paper is forgotten: %v", err)
	}
}

// A clerk's acts lead from stage to stage, and none is skipped that must not be.
func TestClerksAct(t *testing.T) {
	s := open(t, "")
	got := submit(t, s, "1", application("GLJT-999999", 0))
	if got.Stage != centre.Received || got.Due == "" {
		t.Fatalf("it is %s, due %q", got.Stage, got.Due)
	}
	for _, c := range []struct {
		act  sandbox.Act
		want centre.Stage
	}{
		{sandbox.Accept, centre.Accepted},
		{sandbox.Correct, centre.Correcting},
		{sandbox.Resume, centre.Accepted},
		{sandbox.Handle, centre.Handling},
		{sandbox.Grant, centre.Granted},
		{sandbox.Finish, centre.Ready},
		{sandbox.Hand, centre.Handed},
	} {
		if err := s.Do("1", c.act, ""); err != nil {
			t.Fatalf("%s: %v", c.act, err)
		}
		got, err := s.Systems().Department.Standing(t.Context(), "1")
		if err != nil || got.Stage != c.want {
			t.Fatalf("after %s it is %+v, %v", c.act, got, err)
		}
		if (got.Due == "") != (c.want == centre.Correcting || got.Stage.Decided()) {
			t.Errorf("after %s it is due %q", c.act, got.Due)
		}
	}
	if err := s.Do("1", sandbox.Deny, ""); err == nil {
		t.Error("what was handed out was refused")
	}
}

// 一件事 is one slip and several matters: it is granted when all of them are, and refused
// when one is.
func TestOneThingIsSeveralMatters(t *testing.T) {
	for _, c := range []struct {
		second sandbox.Act
		want   centre.Stage
	}{{sandbox.Grant, centre.Granted}, {sandbox.Deny, centre.Denied}} {
		s := open(t, "")
		a := application("GLJT-999999", 0)
		a.Parts = []catalog.ItemCode{"GLJT-999999", "LNYD-999999"}
		got := submit(t, s, "1", a)
		if len(got.Parts) != 2 || got.Parts[1].Item != "LNYD-999999" || got.Stage != centre.Received {
			t.Fatalf("it is %+v", got)
		}
		if s.Do("1", sandbox.Grant, "") == nil {
			t.Error("the whole was decided on, and not its parts")
		}
		for i, act := range []sandbox.Act{sandbox.Grant, c.second} {
			if err := s.Do(got.Parts[i].Official, act, ""); err != nil {
				t.Fatal(err)
			}
			now, err := s.Systems().Department.Standing(t.Context(), "1")
			if err != nil || (i == 0 && now.Stage.Decided()) || (i == 1 && now.Stage != c.want) || (i == 1 && now.Paper == nil) {
				t.Errorf("after %d decisions it is %+v, %v", i+1, now.Stage, err)
			}
		}
		page, err := s.Systems().Department.Matters(t.Context(), use(""), wang)
		if err != nil || len(page.Matters) != 1 {
			t.Errorf("my page has %+v, %v", page.Matters, err)
		}
	}
}

// Every item has a register that answers, and nobody real in it.
func TestEveryQueryIsAnswered(t *testing.T) {
	s := open(t, "")
	for _, it := range items(t).Items() {
		for i := range 10 {
			q := &centre.Lookup{Subject: subject(i), Version: it.Version, Lang: "en"}
			found, err := s.Systems().Department.Lookup(t.Context(), use(it.Code), q)
			if err != nil {
				t.Fatalf("%s: %v", it.Code, err)
			}
			if err := centre.Check(q, found); err != nil || (found.None && found.Note == nil) || (!found.None && len(found.Rows) == 0) {
				t.Errorf("%s about %s: %+v, %v", it.Code, people[i].Name, found, err)
			}
		}
	}
}

// A firm is found by its code: its head sees it alone, and nobody else sees it.
func TestFirmsAreFoundByTheirCode(t *testing.T) {
	s := open(t, "")
	built := city.Build(time.Now())
	firm, other := built.Firms[0], built.Firms[1]
	head := centre.SubjectOf(firm.Legal.Person, identity.CardProof)
	for _, c := range []struct {
		why   string
		whose centre.Subject
		code  string
		firms int
		note  string // where there are none
	}{
		{"all of them", head, "", len(firm.Legal.Firms), ""},
		{"one of them", head, firm.Code, 1, ""},
		{"not this one", head, other.Code, 0, "不是您"},
		{"a code that no firm has", head, "91999999MA0009999T", 0, "没有查到"},
		{"somebody else's", wang, firm.Code, 0, "不是您"},
	} {
		q := &centre.Lookup{Subject: c.whose, Answers: []catalog.Answer{{Field: "firm-code", Value: c.code}}}
		found, err := s.Systems().Department.Lookup(t.Context(), use("YZDY-999999"), q)
		if err != nil {
			t.Fatal(err)
		}
		firms := 0
		for _, r := range found.Rows {
			if strings.HasPrefix(r.Label.In(catalog.Chinese), "9") {
				firms++
			}
		}
		if firms != c.firms || found.None != (c.note != "") || !strings.Contains(found.Note.In(catalog.Chinese), c.note) {
			t.Errorf("%s: %d firms, none %v, %v", c.why, firms, found.None, found.Note)
		}
	}
}

// An application for a firm that is not there, or no more, is not taken; the sample of the
// question is one that is.
func TestApplicationsForFirms(t *testing.T) {
	s := open(t, "")
	built := city.Build(time.Now())
	gone := built.Firms[slices.IndexFunc(built.Firms, func(f *city.Firm) bool { return f.Status == city.Dissolved })]
	sample := catalog.Field{Kind: catalog.CreditCode}.Sample("2026-11-24")
	for _, c := range []struct {
		why, code     string
		later, atOnce centre.Stage
	}{
		{"there", sample, centre.Received, centre.Granted},
		{"not there", "91999999MA0009999T", centre.Correcting, centre.Denied},
		{"no more", gone.Code, centre.Correcting, centre.Denied},
	} {
		code := catalog.Answer{Field: "firm-code", Value: c.code}
		if got := submit(t, s, "seal "+c.why, application("GZKZ-999999", 0, code)); got.Stage != c.later || (got.Note == nil) != (c.later == centre.Received) {
			t.Errorf("%s: its seals are %s, %v", c.why, got.Stage, got.Note)
		}
		if got := submit(t, s, "food "+c.why, application("YBSP-999999", 0, code)); got.Stage != c.atOnce {
			t.Errorf("%s: its food is %s", c.why, got.Stage)
		}
	}
}

func TestSlotsShrinkWhenBooked(t *testing.T) {
	s := open(t, "")
	left := func() map[string]int {
		free, err := s.Systems().Department.Free(t.Context(), use("GLJT-999999"), &centre.Slots{Field: "when"})
		if err != nil || len(free.Slots) != 30 {
			t.Fatalf("%d slots, %v", len(free.Slots), err)
		}
		out := map[string]int{}
		for _, f := range free.Slots {
			out[f.Key] = f.Left
		}
		return out
	}
	before := left()
	for key, n := range before {
		if n > 0 {
			submit(t, s, "1", application("GLJT-999999", 0, catalog.Answer{Field: "when", Value: key}))
			if got := left()[key]; got != n-1 {
				t.Errorf("%s has %d places of %d", key, got, n)
			}
			return
		}
	}
	t.Error("nothing is free")
}

// An appointment has its place from the first, and is told until it falls away.
func TestAnAppointmentHasTimeAndPlace(t *testing.T) {
	s := open(t, "")
	for _, c := range []struct {
		item         catalog.ItemCode
		field, value string
		want         string
	}{
		{"JHYY-999999", "office", "park", "溪畔公园"},
		{"JHYY-999999", "office", "district", "婚姻登记处"},
		{"DDCP-999999", "office", "market", "电动车市场"},
		{"GZYY-999999", "visit", "home", "上门"},
		{"LSYY-999999", "way", "person", "3号窗口"},
		{"GLJT-999999", "x", "y", "政务服务中心"},
	} {
		chosen := catalog.Answer{Field: c.field, Value: c.value}
		free, err := s.Systems().Department.Free(t.Context(), use(c.item), &centre.Slots{Field: "slot", Answers: []catalog.Answer{chosen}})
		if err != nil {
			t.Fatal(err)
		}
		slot := free.Slots[0]
		if place := slot.Place.In(catalog.Chinese); !strings.Contains(place, c.want) || slot.Place[catalog.English] == "" {
			t.Errorf("%s, %s: it is at %s", c.item, c.value, place)
		}
		if c.item == "GLJT-999999" {
			continue // nothing is booked with it
		}
		official := string(c.item) + c.value
		got := submit(t, s, official, application(c.item, 0, chosen, catalog.Answer{Field: "slot", Value: slot.Key}))
		if a := got.Appointment; a == nil || a.When.In(catalog.Chinese) != slot.Name.In(catalog.Chinese) || !strings.Contains(a.Place.In(catalog.Chinese), c.want) {
			t.Errorf("%s, %s: the appointment is %+v", c.item, c.value, a)
		}
		if err := s.Do(official, sandbox.Refuse, ""); err != nil {
			t.Fatal(err)
		}
		if after, err := s.Systems().Department.Standing(t.Context(), official); err != nil || after.Appointment != nil {
			t.Errorf("%s: refused, and still expected: %+v, %v", c.item, after.Appointment, err)
		}
	}
}

// My page has what runs out first at the top, and reminds the old of what is theirs.
func TestMatters(t *testing.T) {
	s := open(t, "")
	page, err := s.Systems().Department.Matters(t.Context(), use(""), li)
	if err != nil || len(page.Certificates) < 3 {
		t.Fatalf("%+v, %v", page, err)
	}
	for i := 1; i < len(page.Certificates); i++ {
		a, b := page.Certificates[i-1].Expires, page.Certificates[i].Expires
		if a == "" && b != "" || a != "" && b != "" && a > b {
			t.Errorf("%s stands before %s", a, b)
		}
	}
	reminded := map[catalog.ItemCode]bool{}
	for _, r := range page.Reminders {
		reminded[r.Item] = true
	}
	if !reminded["GLJT-999999"] {
		t.Errorf("reminders: %+v", page.Reminders)
	}
}
