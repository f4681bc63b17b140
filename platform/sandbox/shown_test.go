package sandbox_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yitiji/platform/paper"
	"yitiji/platform/sandbox/city"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/identity"
)

// show asks for a certificate of somebody, as the terminal does.
func show(t *testing.T, p *city.Person, kind string) *centre.Finding {
	t.Helper()
	q := &centre.Lookup{
		Subject: centre.SubjectOf(p.Person, identity.CardProof),
		Answers: []catalog.Answer{{Field: "certificate", Value: kind}, {Field: "purpose", Value: "counter"}},
	}
	found, err := open(t, "").Systems().Department.Lookup(t.Context(), use("LZDY-999999"), q)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// holding is the first person whom has fits.
func holding(t *testing.T, has func(*city.Person) bool) *city.Person {
	t.Helper()
	for _, p := range people {
		if has(p) {
			return p
		}
	}
	t.Fatal("nobody is like that")
	return nil
}

func valid(p *city.Person, kind string) bool {
	for _, h := range p.Held {
		if h.Kind.Key == kind {
			return h.ValidOn(catalog.Day(time.Now().Format(time.DateOnly)))
		}
	}
	return false
}

// What is shown is the certificate that was chosen, and no other that the person holds.
func TestOnlyTheChosenCertificateIsShown(t *testing.T) {
	p := holding(t, func(p *city.Person) bool { return valid(p, "marriage") && valid(p, "social-card") })
	for _, c := range []struct{ kind, name, other string }{
		{"marriage", "结婚证", "社会保障卡"}, {"social-card", "社会保障卡", "结婚证"},
	} {
		found := show(t, p, c.kind)
		var names []string
		for _, r := range found.Rows {
			if r.Label.In(catalog.English) == "Certificate" {
				names = append(names, r.Value)
			}
		}
		if found.None || strings.Join(names, ",") != c.name {
			t.Errorf("%s: none %v, %q", c.kind, found.None, names)
		}
		text := textOf(t, found.Paper)
		mark := "仅用于到窗口办事，" + time.Now().Format("2006年1月2日") + "打印"
		if !strings.Contains(text, c.name) || strings.Contains(text, c.other) || strings.Count(text, mark) != 3 {
			t.Errorf("the paper of %s, across it %q:\n%s", c.kind, mark, text)
		}
	}
}

// textOf reads a paper.
func textOf(t *testing.T, p *centre.Paper) string {
	t.Helper()
	if _, err := paper.NewPress(); err != nil {
		t.Skip(err)
	}
	if p == nil {
		t.Fatal("there is no paper")
	}
	file := filepath.Join(t.TempDir(), "paper.pdf")
	if err := os.WriteFile(file, p.Data, 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := exec.Command("pdftotext", "-raw", file, "-").Output()
	if err != nil {
		t.Skipf("pdftotext: %v", err)
	}
	return string(text)
}

// A birth is certified to the child, and shown to a parent.
func TestAParentIsShownTheBirthOfAChild(t *testing.T) {
	parent := holding(t, func(p *city.Person) bool { return len(p.Children) > 0 && valid(p.Children[0], "birth") })
	found := show(t, parent, "birth")
	if found.None || len(found.Rows) == 0 {
		t.Fatalf("nothing is shown: %v", found.Note)
	}
	if holder := found.Rows[1].Value; holder != identity.MaskName(parent.Children[0].Name) {
		t.Errorf("it is shown as that of %s", holder)
	}
}

// Who has none of a kind hears that it is not there, or that it has run out, and what to do.
func TestWhoHasNoSuchCertificateHearsWhy(t *testing.T) {
	for _, c := range []struct {
		why, kind string
		has       func(*city.Person) bool
		want      string
	}{
		{"unmarried", "marriage", func(p *city.Person) bool { return p.Married == "" }, "电子证照库里没有您的结婚证"},
		{"run out", "driving-licence", func(p *city.Person) bool { return p.Licence != nil && !valid(p, "driving-licence") }, "已经在"},
	} {
		found := show(t, holding(t, c.has), c.kind)
		zh, en := found.Note.In(catalog.Chinese), found.Note.In(catalog.English)
		if !found.None || found.Paper != nil || len(found.Rows) > 0 || !strings.Contains(zh, c.want) || en == "" || en == zh {
			t.Errorf("%s: none %v, %d rows, %s / %s", c.why, found.None, len(found.Rows), zh, en)
		}
	}
}
