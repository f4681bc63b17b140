package sim

import (
	"strconv"
	"strings"
)

// region begins every number here. No place has it; and as numbers of the
// foreigner's card of 2023 begin with 9, it serves there too.
const region = "999999"

// number composes an 18-digit number: region, day of birth, three digits of which
// the last is odd for men, check digit.
func number(birth, serial string) string {
	body := region + strings.ReplaceAll(birth, "-", "") + serial
	return body + checkDigit(body)
}

// checkDigit is that of GB 11643: weigh the digits by powers of two, divide by 11,
// and take what makes the whole sum leave 1.
func checkDigit(body string) string {
	sum := 0
	for _, d := range body {
		sum = (sum + int(d-'0')) * 2 % 11
	}
	if rest := (12 - sum) % 11; rest < 10 {
		return strconv.Itoa(rest)
	}
	return "X"
}

// number2017 completes the 15 characters of the foreigner's card of 2017: country,
// region and day of birth are given; a serial and the check digit follow. The
// check digit is that of travel documents (ICAO 9303: weights 7, 3, 1).
func number2017(body string) string {
	body += "1"
	sum := 0
	for i, r := range body {
		v, _ := strconv.ParseInt(string(r), 36, 32)
		sum += int(v) * []int{7, 3, 1}[i%3]
	}
	return body + strconv.Itoa(sum%10)
}
