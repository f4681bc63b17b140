package catalog

import (
	"strings"
	"time"
	"unicode/utf8"

	"yitiji/terminal/identity"
)

// The lengths of what is typed into fields of a fixed form.
const (
	dateSize       = 8 // YYYYMMDD
	idNumberSize   = 18
	creditCodeSize = 18
)

// Limit is an end of a range of dates: a Day, or Today.
type Limit string

// Today is the day of the visit.
const Today Limit = "today"

func (l Limit) on(today Day) Day {
	if l == Today {
		return today
	}
	return Day(l)
}

func (l Limit) prove(p proof) {
	if l != Today {
		Day(l).prove(p)
	}
}

// Takes reports whether a key may be typed behind what stands there already. Of words any
// piece of writing is a key.
func (f Field) Takes(draft, key string) bool {
	if f.Kind == Words {
		return key != "" && f.validateWords(draft+key) != WrongShape && utf8.RuneCountInString(draft+key) <= f.Max
	}
	if len(key) != 1 || len(draft) >= f.room() {
		return false
	}
	switch f.Kind {
	case CreditCode:
		return strings.Contains(identity.CreditAlphabet, key)
	case IDNumber:
		return isDigit(key) || key == "X" && len(draft) == idNumberSize-1
	}
	return isDigit(key)
}

func isDigit(key string) bool { return key >= "0" && key <= "9" }

// room is how much may be typed.
func (f Field) room() int {
	switch f.Kind {
	case Digits:
		return f.Max
	case Date:
		return dateSize
	case IDNumber:
		return idNumberSize
	case CreditCode:
		return creditCodeSize
	}
	return 0
}

// Value is what was typed, as the answer has it.
func (f Field) Value(draft string) string {
	if f.Kind == Date && len(draft) == dateSize {
		return draft[:4] + "-" + draft[4:6] + "-" + draft[6:]
	}
	return draft
}

// Draft is an answer as it is typed.
func (f Field) Draft(value string) string {
	if f.Kind == Date {
		return strings.ReplaceAll(value, "-", "")
	}
	return value
}

// Spaced shows what is typed or answered as a person reads it: 138 0013 8000,
// 2026-11-24.
func (f Field) Spaced(value string) string {
	switch f.Kind {
	case Date:
		return strings.Join(parts(f.Draft(value), []int{4, 2}), "-")
	case IDNumber:
		return strings.Join(parts(value, []int{6, 8}), " ")
	case CreditCode: // who registered it, where, the body, the check character
		return strings.Join(parts(value, []int{2, 6, 9}), " ")
	}
	return strings.Join(parts(value, f.Group), " ")
}

// Sample is an answer that passes today, for rehearsals and for training.
func (f Field) Sample(today Day) string {
	switch f.Kind {
	case Choice:
		return f.Options[0].Key
	case IDNumber:
		return sampleNumber()
	case CreditCode:
		return sampleCode()
	case Date:
		return string(f.sampleDay(today))
	}
	return f.Example
}

// sampleNumber is the number of nobody: there is no region 999999.
func sampleNumber() string {
	const body = "99999919580505002"
	check, _ := identity.CheckDigit(body)
	return body + string(check)
}

// sampleCode is the code of no firm, for the same reason.
func sampleCode() string {
	const body = "91999999MA0000001"
	check, _ := identity.CreditCheck(body)
	return body + string(check)
}

// sampleDay is today, or the end of the range that is nearest.
func (f Field) sampleDay(today Day) Day {
	if latest := f.Latest.on(today); f.Latest != "" && latest < today {
		return latest
	}
	if earliest := f.Earliest.on(today); earliest > today {
		return earliest
	}
	return today
}

// parts cuts a number into groups; what is left over is the last one.
func parts(value string, sizes []int) []string {
	var out []string
	for _, n := range sizes {
		if len(value) <= n {
			break
		}
		out, value = append(out, value[:n]), value[n:]
	}
	return append(out, value)
}

func (f Field) validateDate(value string, today Day) Problem {
	if len(f.Draft(value)) < dateSize {
		return TooShort
	}
	if _, err := time.Parse(time.DateOnly, value); err != nil {
		return NoSuchDay
	}
	switch day := Day(value); {
	case f.Earliest != "" && day < f.Earliest.on(today):
		return TooEarly
	case f.Latest != "" && day > f.Latest.on(today):
		return TooLate
	}
	return Fine
}

func validateIDNumber(value string) Problem {
	switch {
	case len(value) < idNumberSize:
		return TooShort
	case !identity.Person{Number: value}.NumberFits():
		return WrongNumber
	}
	return Fine
}

func validateCreditCode(value string) Problem {
	switch {
	case strings.Trim(value, identity.CreditAlphabet) != "":
		return WrongShape
	case len(value) < creditCodeSize:
		return TooShort
	case !identity.CreditCodeFits(value):
		return WrongCode
	}
	return Fine
}
