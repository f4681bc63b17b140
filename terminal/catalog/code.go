package catalog

import (
	"errors"
	"fmt"
	"strings"

	"yitiji/terminal/identity"
)

// ItemCode is the code of a service item (事项编码), unique in one catalogue.
type ItemCode string

// Scheme is the rule by which a code is made. Provinces have their own side by side with
// the national one: a code of a scheme that is not known here is taken as it is.
type Scheme string

// The schemes that are known.
const (
	// Implementation is 实施编码, 31 characters (GB/T 39554.1-2020): the unified social
	// credit code of the body that carries the item out (18), the level at which it
	// does (1), and the basic code (12): province (2), type (2), main item (5), sub
	// item (3).
	Implementation Scheme = "gb39554"

	// Basic is 基本编码 alone, 12 digits.
	Basic Scheme = "gb39554-basic"

	// Sample marks a fictitious item.
	Sample Scheme = "sample"
)

// Lengths of the parts of a code.
const (
	creditSize = 18
	basicSize  = 12
	wholeSize  = creditSize + 1 + basicSize
)

// Check says what is wrong with a code under its scheme.
func (s Scheme) Check(code ItemCode) error {
	if code == "" {
		return errors.New("no code")
	}
	switch s {
	case "":
		return errors.New("no scheme")
	case Implementation:
		return checkImplementation(string(code))
	case Basic:
		return checkBasic(string(code))
	}
	return nil
}

func checkImplementation(code string) error {
	if len(code) != wholeSize {
		return fmt.Errorf("code of %d characters: 实施编码 has %d", len(code), wholeSize)
	}
	if !identity.CreditCodeFits(code[:creditSize]) {
		return fmt.Errorf("%q is no unified social credit code: its check character is wrong", code[:creditSize])
	}
	if level := code[creditSize]; level < '1' || level > '6' {
		return fmt.Errorf("level %q: want 1 (nation) to 6 (village)", level)
	}
	return checkBasic(code[creditSize+1:])
}

func checkBasic(code string) error {
	if len(code) != basicSize || strings.Trim(code, "0123456789") != "" {
		return fmt.Errorf("basic code %q: want %d digits", code, basicSize)
	}
	return nil
}
