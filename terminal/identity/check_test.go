package identity_test

import (
	"testing"

	"yitiji/terminal/identity"
)

func TestCheckDigit(t *testing.T) {
	for _, c := range []struct {
		why, body string
		want      byte
		ok        bool
	}{
		{"the standard's own example", "11010519491231002", 'X', true},
		{"too short", "1101051949123100", 0, false},
		{"a letter among the digits", "1101051949123100A", 0, false},
	} {
		got, ok := identity.CheckDigit(c.body)
		if got != c.want || ok != c.ok {
			t.Errorf("%s: CheckDigit(%q) = %q, %v, want %q, %v", c.why, c.body, got, ok, c.want, c.ok)
		}
	}
}

// The two certificate identifiers are those of GB/T 36904 that were checked by hand.
func TestMod3736(t *testing.T) {
	for _, c := range []struct {
		body string
		want byte
	}{
		{"11100000000013338W011.11110000000021135M.20230329701.003", 'Y'},
		{"11100000000013338W009.11330105002500287C.2025052201.002", '0'},
	} {
		if got := identity.Mod3736(c.body); got != c.want {
			t.Errorf("Mod3736(%q) = %q, want %q", c.body, got, c.want)
		}
	}
}
