package identity

import "strings"

// MaskName hides all of a name but its first character: 林**. A name in Latin
// letters keeps the first letter of its first word.
func MaskName(name string) string {
	runes := []rune(name)
	if len(runes) < 2 {
		return strings.Repeat("*", len(runes))
	}
	return string(runes[0]) + strings.Repeat("*", min(len(runes)-1, 2))
}

// MaskNumber hides all of a number but its first and last character, the most
// that a public screen may show.
func MaskNumber(number string) string {
	runes := []rune(number)
	if len(runes) < 4 {
		return strings.Repeat("*", len(runes))
	}
	return string(runes[0]) + strings.Repeat("*", len(runes)-2) + string(runes[len(runes)-1])
}

// MaskTail hides all of a number but its last four characters, as banks and
// phone companies show them to their holder.
func MaskTail(number string) string {
	runes := []rune(number)
	if len(runes) < 8 {
		return MaskNumber(number)
	}
	return strings.Repeat("*", 4) + " " + string(runes[len(runes)-4:])
}
