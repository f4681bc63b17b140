package identity

import "strings"

// CreditAlphabet are the characters of a unified social credit code (统一社会信用代码,
// GB 32100-2015): digits and letters without I, O, S, V and Z, which are mistaken.
const CreditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// CreditCheck returns the check character of the first 17 characters of a unified social
// credit code (GB 32100-2015, 4.6: weights 3^i mod 31). ok is false for what is no body
// of one.
func CreditCheck(body string) (check byte, ok bool) {
	if len(body) != 17 {
		return 0, false
	}
	sum, weight := 0, 1
	for i := range len(body) {
		value := strings.IndexByte(CreditAlphabet, body[i])
		if value < 0 {
			return 0, false
		}
		sum += value * weight
		weight = weight * 3 % 31
	}
	return CreditAlphabet[(31-sum%31)%31], true
}

// CreditCodeFits reports whether code is a unified social credit code with the right
// check character.
func CreditCodeFits(code string) bool {
	if len(code) != 18 {
		return false
	}
	check, ok := CreditCheck(code[:17])
	return ok && check == code[17]
}
