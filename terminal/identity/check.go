package identity

import "strings"

// CheckDigit returns the check character of the first 17 digits of a 公民身份号码
// (GB 11643, ISO 7064 MOD 11-2). ok is false when body is not 17 digits.
func CheckDigit(body string) (check byte, ok bool) {
	if len(body) != 17 {
		return 0, false
	}
	sum := 0
	for i := range len(body) {
		d := body[i]
		if d < '0' || d > '9' {
			return 0, false
		}
		sum += int(d-'0') * weights[i]
	}
	return "10X98765432"[sum%11], true
}

// weights are 2^(17-i) mod 11, as GB 11643 prints them.
var weights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

// mod37 is the alphabet of ISO 7064 MOD 37,36.
const mod37 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// Mod3736 returns the check character of s by ISO 7064 MOD 37,36, the system that
// GB/T 36904 uses for certificate identifiers. Characters outside 0-9A-Z are
// passed over, so that dots and hyphens may stand in s.
func Mod3736(s string) byte {
	p := 36
	for i := range len(s) {
		v := strings.IndexByte(mod37, s[i])
		if v < 0 {
			continue
		}
		if p = (p + v) % 36; p == 0 {
			p = 36
		}
		p = p * 2 % 37
	}
	return mod37[(37-p)%36]
}
