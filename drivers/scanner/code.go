package scanner

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yitiji/drivers"
)

// Causes of a code that cannot be used.
var (
	errText = errors.New("neither UTF-8 nor GBK")
	errLong = errors.New("longer than any code")
	errTorn = errors.New("code without an end")
)

// parse makes a Scan of the bytes of one code.
func parse(p []byte, aim bool) (drivers.Scan, error) {
	text, err := decode(p)
	if err != nil {
		return drivers.Scan{}, err
	}
	text = strings.Map(printable, text)
	var scan drivers.Scan
	if scan.Text = text; aim {
		scan.AIM, scan.Text = splitAIM(text)
	}
	scan.Text = strings.TrimSpace(scan.Text)
	return scan, nil
}

// decode tries UTF-8 first and GBK second. A byte that is neither is an error: half
// a code must not pass for a whole one.
func decode(p []byte) (string, error) {
	if utf8.Valid(p) {
		return string(p), nil
	}
	b, err := simplifiedchinese.GBK.NewDecoder().Bytes(p)
	if err != nil || strings.ContainsRune(string(b), utf8.RuneError) {
		return "", errText
	}
	return string(b), nil
}

// printable drops control characters and the marks that nobody sees, among them
// those that turn the direction of text around.
func printable(r rune) rune {
	if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
		return -1
	}
	return r
}

// splitAIM takes the AIM identifier off: "]", a letter for the symbology and a
// digit or letter for its variant, as in ]Q1 for a QR code.
func splitAIM(s string) (aim, rest string) {
	if len(s) < 3 || s[0] != ']' || !letter(s[1]) || !letter(s[2]) && !digit(s[2]) {
		return "", s
	}
	return s[:3], s[3:]
}

func letter(b byte) bool { return 'A' <= b && b <= 'Z' || 'a' <= b && b <= 'z' }

func digit(b byte) bool { return '0' <= b && b <= '9' }
