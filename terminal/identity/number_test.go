package identity_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yitiji/terminal/identity"
)

func TestParseResidentNumber(t *testing.T) {
	for _, c := range []struct {
		why, number string
		want        identity.ResidentNumber
		err         error
	}{
		{"the standard's example", "11010519491231002X", identity.ResidentNumber{Region: "110105", Birth: "1949-12-31", Sex: "2"}, nil},
		{"an X that was typed small", "11010519491231002x", identity.ResidentNumber{Region: "110105", Birth: "1949-12-31", Sex: "2"}, nil},
		{"one digit wrong", "11010519491231003X", identity.ResidentNumber{}, identity.ErrNumberCheck},
		{"another check character", "110105194912310021", identity.ResidentNumber{}, identity.ErrNumberCheck},
		{"a day that is none", "110105194902300020", identity.ResidentNumber{}, identity.ErrNumberBirth},
		{"29 February in a common year", "110105190102290020", identity.ResidentNumber{}, identity.ErrNumberBirth},
		{"15 digits, as before 1999", "110105491231002", identity.ResidentNumber{}, identity.ErrNumberForm},
		{"a letter among the digits", "1101051949123100AX", identity.ResidentNumber{}, identity.ErrNumberForm},
		{"another letter at the end", "11010519491231002Y", identity.ResidentNumber{}, identity.ErrNumberForm},
		{"an X among the digits", "1101051949123100XX", identity.ResidentNumber{}, identity.ErrNumberForm},
		{"nothing", "", identity.ResidentNumber{}, identity.ErrNumberForm},
	} {
		got, err := identity.ParseResidentNumber(c.number)
		if got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%s: %+v, %v, want %+v, %v", c.why, got, err, c.want, c.err)
		}
	}
}

func TestNumberFits(t *testing.T) {
	for _, c := range []struct {
		why  string
		p    identity.Person
		want bool
	}{
		{"the standard's example", identity.Person{Document: identity.ResidentCard, Number: "11010519491231002X"}, true},
		{"with what the card says of her", identity.Person{Document: identity.ResidentCard, Number: "11010519491231002X", Birth: "1949-12-31", Sex: "2"}, true},
		{"a card with another birth", identity.Person{Document: identity.ResidentCard, Number: "11010519491231002X", Birth: "1949-12-30", Sex: "2"}, false},
		{"a card with another sex", identity.Person{Document: identity.ResidentCard, Number: "11010519491231002X", Birth: "1949-12-31", Sex: "1"}, false},
		{"a card that does not state the sex", identity.Person{Document: identity.ResidentCard, Number: "11010519491231002X", Birth: "1949-12-31", Sex: "9"}, true},
		{"one digit wrong", identity.Person{Document: identity.ResidentCard, Number: "11010519491231003X"}, false},
		{"15 characters of a resident's card", identity.Person{Document: identity.ResidentCard, Number: "110105491231002"}, false},
		{"15 characters of a foreigner's card", identity.Person{Document: identity.ForeignerCard, Number: "USA110082011001"}, true},
		{"15 digits of a foreigner's card", identity.Person{Document: identity.ForeignerCard, Number: "840110082011001"}, false},
		{"18 digits of one", identity.Person{Document: identity.ForeignerCard, Number: resident("999999", "1930-06-06", 91)}, true},
		{"18 digits that begin as a citizen's", identity.Person{Document: identity.ForeignerCard, Number: "11010519491231002X"}, false},
		{"of Hong Kong, nine characters", identity.Person{Document: identity.HomeReturnPermit, Number: "H01234568"}, true},
		{"of Macao, the second renewal of the card of 1999", identity.Person{Document: identity.HomeReturnPermit, Number: "M0123456802"}, true},
		{"of neither", identity.Person{Document: identity.HomeReturnPermit, Number: "T01234568"}, false},
		{"of Taiwan", identity.Person{Document: identity.TaiwanPermit, Number: "01234567"}, true},
		{"of Taiwan, with a letter", identity.Person{Document: identity.TaiwanPermit, Number: "0123456A"}, false},
		{"of a passport", identity.Person{Document: identity.Passport, Number: "L898902C3"}, true},
		{"of a passport, with a filler", identity.Person{Document: identity.Passport, Number: "L898902C<"}, false},
		{"of a passport, none", identity.Person{Document: identity.Passport}, false},
	} {
		if got := c.p.NumberFits(); got != c.want {
			t.Errorf("%s: NumberFits = %v", c.why, got)
		}
	}
}

// resident composes a number.
func resident(region, birth string, serial int) string {
	body := region + birth[:4] + birth[5:7] + birth[8:] + fmt.Sprintf("%03d", serial)
	check, _ := identity.CheckDigit(body)
	return body + string(check)
}

// Of any number, what went into it comes out, every single slip of the hand is noticed, and every two
// neighbours that have changed places.
func TestResidentNumberNoticesEverySlip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 50_000).Draw(t, "day"))
		serial := rapid.IntRange(0, 999).Draw(t, "serial")
		birth := day.Format(time.DateOnly)
		good := resident("999999", birth, serial)
		sex := []string{"2", "1"}[serial%2]
		if got, err := identity.ParseResidentNumber(good); err != nil || got != (identity.ResidentNumber{Region: "999999", Birth: birth, Sex: sex}) {
			t.Fatalf("%s: %+v, %v", good, got, err)
		}
		for i := range len(good) {
			for _, r := range "0123456789X" {
				if slip := good[:i] + string(r) + good[i+1:]; slip != good && resides(slip) {
					t.Errorf("%s passes for %s", slip, good)
				}
			}
			if i == 0 {
				continue
			}
			if swapped := good[:i-1] + good[i:i+1] + good[i-1:i] + good[i+1:]; swapped != good && resides(swapped) {
				t.Errorf("%s passes for %s", swapped, good)
			}
		}
	})
}

func resides(number string) bool {
	_, err := identity.ParseResidentNumber(number)
	return err == nil
}

// The specimen of ICAO Doc 9303-4, appendix B.
func TestZoneCheck(t *testing.T) {
	for field, want := range map[string]byte{
		"L898902C3": '6', "740812": '2', "120415": '9', "ZE184226B<<<<<": '1',
		"L898902C36" + "7408122" + "1204159ZE184226B<<<<<1": '0',
	} {
		if got, ok := identity.ZoneCheck(field); !ok || got != want {
			t.Errorf("ZoneCheck(%s) = %c, %v, want %c", field, got, ok, want)
		}
	}
	if _, ok := identity.ZoneCheck("l898902c3"); ok {
		t.Error("small letters stand in a zone")
	}
}

func FuzzParseResidentNumber(f *testing.F) {
	f.Add("11010519491231002X")
	f.Add("99999919390802013 ")
	f.Fuzz(func(t *testing.T, number string) {
		n, err := identity.ParseResidentNumber(number)
		if (err == nil) != (n != identity.ResidentNumber{}) {
			t.Errorf("%q: %+v, %v", number, n, err)
		}
		if err == nil && (len(n.Region) != 6 || len(n.Birth) != len(time.DateOnly)) {
			t.Errorf("%q: %+v", number, n)
		}
	})
}
