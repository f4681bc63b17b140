package identity

import (
	"errors"
	"strings"
	"time"
)

// ResidentNumber is what a 公民身份号码 says of its holder (GB 11643-1999).
type ResidentNumber struct {
	Region string // of the first registration, GB/T 2260, six digits; it need not exist any more
	Birth  string // YYYY-MM-DD
	Sex    string // GB/T 2261.1: "1" where the last digit of the serial is odd, else "2"
}

// What is wrong with a number, in the order in which it is looked for.
var (
	ErrNumberForm  = errors.New("identity: a number has 17 digits, and a digit or an X behind them")
	ErrNumberBirth = errors.New("identity: the day of birth in the number is no day")
	ErrNumberCheck = errors.New("identity: the last character does not fit the digits before it")
)

// ParseResidentNumber reads the 18 characters of a 公民身份号码. A small x at the end is one that was
// typed. The numbers of residence permits (港澳台居民居住证) have the same form, with the regions
// 810000, 820000 and 830000.
func ParseResidentNumber(number string) (ResidentNumber, error) {
	number = strings.Replace(number, "x", "X", 1)
	if len(number) != 18 {
		return ResidentNumber{}, ErrNumberForm
	}
	check, ok := CheckDigit(number[:17])
	if !ok || strings.IndexByte("0123456789X", number[17]) < 0 {
		return ResidentNumber{}, ErrNumberForm
	}
	birth, err := time.Parse("20060102", number[6:14])
	if err != nil {
		return ResidentNumber{}, ErrNumberBirth
	}
	if check != number[17] {
		return ResidentNumber{}, ErrNumberCheck
	}
	sex := "2"
	if number[16]%2 == 1 {
		sex = "1"
	}
	return ResidentNumber{Region: number[:6], Birth: birth.Format(time.DateOnly), Sex: sex}, nil
}

// NumberFits reports whether the number is one that such a document may have, and, where it tells
// the day of birth and the sex, tells those of the holder.
func (p Person) NumberFits() bool {
	switch p.Document {
	case ForeignerCard:
		return foreignerNumberFits(p.Number)
	case HomeReturnPermit:
		return HomeReturnNumber(p.Number)
	case TaiwanPermit:
		return TaiwanNumber(p.Number)
	case Passport:
		return PassportNumber(p.Number)
	}
	n, err := ParseResidentNumber(p.Number)
	if err != nil {
		return false
	}
	stated := p.Sex == "1" || p.Sex == "2"
	return (p.Birth == "" || n.Birth == p.Birth) && (!stated || n.Sex == p.Sex)
}

// foreignerNumberFits judges the number of a 外国人永久居留身份证: of 2017, three letters and twelve
// digits; from December 2023 on, 18 digits that begin with 9, with the check digit of GB 11643.
func foreignerNumberFits(number string) bool {
	if len(number) == 15 {
		return all(number[:3], letter) && all(number[3:], digit)
	}
	if len(number) != 18 || number[0] != '9' {
		return false
	}
	check, ok := CheckDigit(number[:17])
	return ok && check == number[17]
}

// HomeReturnNumber reports whether number may be that of a permit by which residents of Hong Kong
// and Macao come to the mainland (港澳居民来往内地通行证): H or M and eight digits that a person
// keeps for life; on the card of 1999 two more digits count the renewals. It has no check digit.
func HomeReturnNumber(number string) bool {
	if len(number) != 9 && len(number) != 11 {
		return false
	}
	return (number[0] == 'H' || number[0] == 'M') && all(number[1:], digit)
}

// TaiwanNumber reports whether number may be that of a permit by which residents of Taiwan come to
// the mainland (台湾居民来往大陆通行证), the card since 2015: eight digits without a check digit.
func TaiwanNumber(number string) bool { return len(number) == 8 && all(number, digit) }

// PassportNumber reports whether number may be that of a passport: one to nine digits and capital
// letters (ICAO Doc 9303-4).
func PassportNumber(number string) bool {
	return number != "" && len(number) <= 9 && all(number, func(c byte) bool { return digit(c) || letter(c) })
}

func digit(c byte) bool  { return '0' <= c && c <= '9' }
func letter(c byte) bool { return 'A' <= c && c <= 'Z' }

func all(s string, is func(byte) bool) bool {
	for i := range len(s) {
		if !is(s[i]) {
			return false
		}
	}
	return true
}

// ZoneCheck returns the check digit of a field of a machine-readable zone (ICAO Doc 9303-3, 4.9):
// digits count as themselves, A to Z as 10 to 35 and fillers as 0, with the weights 7, 3, 1. ok is
// false for what cannot stand in a zone.
func ZoneCheck(field string) (check byte, ok bool) {
	sum := 0
	for i := range len(field) {
		value := 0
		switch c := field[i]; {
		case digit(c):
			value = int(c - '0')
		case letter(c):
			value = int(c-'A') + 10
		case c != '<':
			return 0, false
		}
		sum += value * [...]int{7, 3, 1}[i%3]
	}
	return '0' + byte(sum%10), true
}
