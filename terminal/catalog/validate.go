package catalog

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Problem is what is wrong with a value. Screens word it.
type Problem string

// The problems of a value.
const (
	Fine       Problem = ""
	Missing    Problem = "missing"
	TooShort   Problem = "too-short"
	TooLong    Problem = "too-long"
	WrongShape Problem = "wrong-shape"
	WrongCheck Problem = "wrong-check" // most likely one digit is mistyped

	NoSuchDay   Problem = "no-such-day"
	TooEarly    Problem = "too-early"
	TooLate     Problem = "too-late"
	WrongNumber Problem = "wrong-number" // an identity number whose check character is wrong
	WrongCode   Problem = "wrong-code"   // a credit code whose check character is wrong; see Doubtful
	Unfinished  Problem = "unfinished"   // letters that have not become characters yet
)

// Doubtful reports whether a value with the problem may be right all the same, so that a
// person may stand by it: some of the earliest credit codes were given out with a check
// character that does not fit.
func (p Problem) Doubtful() bool { return p == WrongCode }

// Validate says what is wrong with value as an answer to f that is given today.
func (f Field) Validate(value string, today Day) Problem {
	if value == "" {
		return f.validateEmpty()
	}
	switch f.Kind {
	case Choice:
		if _, ok := f.Option(value); !ok {
			return WrongShape
		}
		return Fine
	case Date:
		return f.validateDate(value, today)
	case IDNumber:
		return validateIDNumber(value)
	case CreditCode:
		return validateCreditCode(value)
	case Words:
		return f.validateWords(value)
	case Slot:
		return Fine // the centre gave the options, and has the last word
	}
	return f.validateDigits(value)
}

// Lacks is how much is still to be typed, at least.
func (f Field) Lacks(draft string) int {
	switch f.Kind {
	case Digits:
		return f.Min - len(draft)
	case Words:
		return f.Min - utf8.RuneCountInString(draft)
	}
	return f.room() - len(draft)
}

// validateWords takes any writing. Control characters are none.
func (f Field) validateWords(value string) Problem {
	switch n := utf8.RuneCountInString(value); {
	case !utf8.ValidString(value) || strings.ContainsFunc(value, unicode.IsControl):
		return WrongShape
	case n < f.Min:
		return TooShort
	case n > f.Max:
		return TooLong
	}
	return Fine
}

func (f Field) validateEmpty() Problem {
	if len(f.Optional) > 0 {
		return Fine
	}
	return Missing
}

func (f Field) validateDigits(value string) Problem {
	switch {
	case strings.Trim(value, "0123456789") != "":
		return WrongShape
	case len(value) < f.Min:
		return TooShort
	case f.Max > 0 && len(value) > f.Max:
		return TooLong
	case f.Pattern != "" && !regexp.MustCompile(f.Pattern).MatchString(value):
		return WrongShape
	case f.Check == Luhn && !luhn(value):
		return WrongCheck
	}
	return Fine
}

// luhn checks the last digit by ISO/IEC 7812-1, annex B. digits holds digits only.
func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
