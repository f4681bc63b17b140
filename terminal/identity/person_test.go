package identity_test

import (
	"testing"

	"yitiji/terminal/identity"
)

func TestAge(t *testing.T) {
	for _, c := range []struct {
		why, birth, today string
		want              int
		ok                bool
	}{
		{"the day before the birthday", "1946-11-23", "2026-11-22", 79, true},
		{"the birthday itself", "1946-11-22", "2026-11-22", 80, true},
		{"a leap day in a common year, before", "1948-02-29", "2026-02-28", 77, true},
		{"a leap day in a common year, on 1 March", "1948-02-29", "2026-03-01", 78, true},
		{"no date", "19460101", "2026-11-22", 0, false},
		{"born tomorrow", "2026-11-23", "2026-11-22", 0, false},
	} {
		got, ok := identity.Age(c.birth, c.today)
		if got != c.want || ok != c.ok {
			t.Errorf("%s: Age = %d, %v, want %d, %v", c.why, got, ok, c.want, c.ok)
		}
	}
}

func TestMasks(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{identity.MaskName("林秀英"), "林**"},
		{identity.MaskName("欧阳一二三"), "欧**"},
		{identity.MaskName("𠮷"), "*"},
		{identity.MaskName("𠮷祥"), "𠮷*"},
		{identity.MaskName(""), ""},
		{identity.MaskNumber("99999919400101123X"), "9****************X"},
		{identity.MaskNumber("12"), "**"},
		{identity.MaskTail("6228480402564890018"), "**** 0018"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestValidOn(t *testing.T) {
	p := identity.Person{ValidTo: "2026-11-22"}
	if !p.ValidOn("2026-11-22") || p.ValidOn("2026-11-23") {
		t.Error("a document is valid through its last day, and no longer")
	}
	if !(identity.Person{}).ValidOn("2099-01-01") {
		t.Error("a long-term document does not end")
	}
}
