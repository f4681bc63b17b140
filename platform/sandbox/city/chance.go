package city

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"time"

	"yitiji/terminal/catalog"
	"yitiji/terminal/identity"
)

// Region begins every number; no place has it.
const Region = "999999"

// chance is what decides about one thing, always the same way: no two things draw from
// one row of numbers, so that a new one changes nothing about the others.
func chance(about ...any) *rand.Rand {
	h := fnv.New64a()
	fmt.Fprint(h, about...)
	return rand.New(rand.NewPCG(h.Sum64(), 999999))
}

func oneOf[T any](r *rand.Rand, all []T) T { return all[r.IntN(len(all))] }

// number composes an 18-digit number (GB 11643). The last digit of serial is odd for men.
func number(birth time.Time, serial int) string {
	body := Region + birth.Format("20060102") + fmt.Sprintf("%03d", serial)
	check, _ := identity.CheckDigit(body)
	return body + string(check)
}

// creditCode composes a unified social credit code (GB 32100).
func creditCode(kind string, serial int) string {
	body := kind + Region + fmt.Sprintf("MA%07d", serial)
	check, _ := identity.CreditCheck(body)
	return body + string(check)
}

// luhn completes a number with the check digit of ISO/IEC 7812.
func luhn(body string) string {
	sum := 0
	for i := range len(body) {
		d := int(body[len(body)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return body + fmt.Sprint((10-sum%10)%10)
}

func dayOf(t time.Time) catalog.Day { return catalog.Day(t.Format(time.DateOnly)) }

// parse reads a day that is written in this package.
func parse(day string) time.Time {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err) // a slip of the pen in this package
	}
	return t
}
