package identity_test

import (
	"testing"

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

// Every single slip of the hand is noticed.
func TestCreditCodeNoticesEverySlip(t *testing.T) {
	const good = "91999999MA0000012T"
	for i := range len(good) {
		for _, r := range "0123456789ABCDEFGHJKLMNPQRTUWXY" {
			if slip := good[:i] + string(r) + good[i+1:]; slip != good && identity.CreditCodeFits(slip) {
				t.Errorf("%s passes", slip)
			}
		}
	}
}
