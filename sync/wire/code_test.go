package wire_test

import (
	"strings"
	"testing"

	"yitiji/sync/wire"
)

var authority = []byte("a certificate in DER")

func TestEnrolmentCodeIsReadAsPeopleTypeIt(t *testing.T) {
	code := wire.NewEnrolmentCode(authority)
	shown := code.String()
	for why, typed := range map[string]string{
		"as shown":     shown,
		"small":        strings.ToLower(shown),
		"spaces":       strings.ReplaceAll(shown, "-", " "),
		"letters O, l": strings.NewReplacer("0", "O", "1", "l").Replace(shown),
		"line end":     shown + "\r\n",
	} {
		if got, err := wire.ParseEnrolmentCode(typed); err != nil || got != code {
			t.Errorf("%s: ParseEnrolmentCode(%q) = %v, %v, want the same code", why, typed, got, err)
		}
	}
	if !code.Names(authority) || code.Names([]byte("another")) {
		t.Error("Names does not tell its own centre from another")
	}
}

// A check of two bytes lets one wrong code in 65,536 through; one wrong
// character in 40 places, 31 ways each, must not be among them often.
func TestEnrolmentCodeRefusesAWrongCharacter(t *testing.T) {
	shown, passed, tried := wire.NewEnrolmentCode(authority).String(), 0, 0
	for i := range shown {
		for _, c := range "0123456789ABCDEFGHJKMNPQRSTVWXYZ" {
			wrong := shown[:i] + string(c) + shown[i+1:]
			if wrong == shown || shown[i] == '-' {
				continue
			}
			tried++
			if _, err := wire.ParseEnrolmentCode(wrong); err == nil {
				passed++
			}
		}
	}
	if passed > 2 {
		t.Errorf("%d of %d wrong codes passed", passed, tried)
	}
}

func FuzzParseEnrolmentCode(f *testing.F) {
	f.Add(wire.NewEnrolmentCode(authority).String())
	f.Add("")
	f.Add("-----")
	f.Fuzz(func(t *testing.T, s string) {
		code, err := wire.ParseEnrolmentCode(s)
		if err != nil {
			return
		}
		if again, err := wire.ParseEnrolmentCode(code.String()); err != nil || again != code {
			t.Errorf("%q parsed to %v, which parses to %v, %v", s, code, again, err)
		}
	})
}
