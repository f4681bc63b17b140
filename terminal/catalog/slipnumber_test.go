package catalog_test

import (
	"testing"
	"time"

	"yitiji/terminal/catalog"
)

var day = time.Date(2026, 11, 22, 10, 26, 0, 0, time.Local)

func TestSlipNumberRoundTrip(t *testing.T) {
	n := catalog.NewSlipNumber("YX07", day, 36)
	got, err := catalog.ParseSlipNumber(" yx07-261122-0036 -" + string(n[len(n)-1:]))
	if err != nil || got != n {
		t.Fatalf("ParseSlipNumber = %q, %v, want %q", got, err, n)
	}
}

func TestSlipNumberRefusesEveryWrongCharacter(t *testing.T) {
	n := string(catalog.NewSlipNumber("YX07", day, 36))
	for i := range len(n) {
		for _, c := range "0123456789ABCXYZ" {
			wrong := n[:i] + string(c) + n[i+1:]
			if wrong == n || n[i] == '-' {
				continue
			}
			if _, err := catalog.ParseSlipNumber(wrong); err == nil {
				t.Errorf("ParseSlipNumber(%q) took a wrong character at %d of %q", wrong, i, n)
			}
		}
	}
}

func FuzzParseSlipNumber(f *testing.F) {
	f.Add("YX07-261122-0036-7")
	f.Fuzz(func(t *testing.T, s string) {
		n, err := catalog.ParseSlipNumber(s)
		if err != nil {
			return
		}
		if again, err := catalog.ParseSlipNumber(string(n)); err != nil || again != n {
			t.Errorf("%q parsed to %q, which parses to %q, %v", s, n, again, err)
		}
	})
}
