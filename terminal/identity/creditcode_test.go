package identity_test

import (
	"testing"

	"pgregory.net/rapid"

	"yitiji/terminal/identity"
)

func TestCreditCodeFits(t *testing.T) {
	for _, c := range []struct {
		why, code string
		want      bool
	}{
		{"an office of region 999999", "11999999MB00000011", true},
		{"a firm of it", "91999999MA0000012T", true},
		{"a digit mistyped", "91999999MA0000013T", false},
		{"another check character", "91999999MA0000012U", false},
		{"a letter that none has", "91999999MAO000012T", false},
		{"too short", "91999999MA0000012", false},
		{"nothing", "", false},
	} {
		if got := identity.CreditCodeFits(c.code); got != c.want {
			t.Errorf("%s: CreditCodeFits(%q) = %v", c.why, c.code, got)
		}
	}
}

// The check characters that two published examples of GB 32100-2015 have.
func TestCreditCheck(t *testing.T) {
	for body, want := range map[string]byte{"91350100M000100Y4": '3', "91512081MA62K0260": 'E'} {
		if got, ok := identity.CreditCheck(body); !ok || got != want {
			t.Errorf("CreditCheck(%q) = %c, %v, want %c", body, got, ok, want)
		}
	}
}

// Of any code, every single slip of the hand is noticed, and every two neighbours that have
// changed places.
func TestCreditCodeNoticesEverySlip(t *testing.T) {
	character := rapid.SampledFrom([]rune(identity.CreditAlphabet))
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringOfN(character, 17, 17, 17).Draw(t, "body")
		check, _ := identity.CreditCheck(body)
		good := body + string(check)
		if !identity.CreditCodeFits(good) {
			t.Fatalf("%s does not fit", good)
		}
		for i := range len(good) {
			for _, r := range identity.CreditAlphabet {
				if slip := good[:i] + string(r) + good[i+1:]; slip != good && identity.CreditCodeFits(slip) {
					t.Errorf("%s passes for %s", slip, good)
				}
			}
			if i == 0 {
				continue
			}
			swapped := good[:i-1] + good[i:i+1] + good[i-1:i] + good[i+1:]
			if swapped != good && identity.CreditCodeFits(swapped) {
				t.Errorf("%s passes for %s", swapped, good)
			}
		}
	})
}
