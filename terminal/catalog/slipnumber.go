package catalog

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"yitiji/terminal/identity"
)

// SlipNumber (凭条编号) is the local number of an application: terminal, day,
// serial of that day, check character, as in YX07-261122-0036-D. A terminal gives
// it with or without a network; it is not the centre's official number.
type SlipNumber string

// NewSlipNumber composes the number of the serial-th application of terminal on
// the local calendar day of at. serial counts from 1 and may pass 9999.
func NewSlipNumber(terminal string, at time.Time, serial int) SlipNumber {
	body := fmt.Sprintf("%s-%s-%04d", terminal, at.Format("060102"), serial)
	return SlipNumber(body + "-" + string(identity.Mod3736(body)))
}

var slipShape = regexp.MustCompile(`^([A-Z0-9]{2,12})-(\d{6})-(\d{4,9})-([0-9A-Z])$`)

// ParseSlipNumber reads a number as a person typed it or a scanner read it:
// spaces and case do not matter. A wrong check character is an error.
func ParseSlipNumber(s string) (SlipNumber, error) {
	s = strings.ToUpper(strings.Join(strings.Fields(s), ""))
	m := slipShape.FindStringSubmatch(s)
	if m == nil {
		return "", fmt.Errorf("slip number: want a form such as YX07-261122-0036-D")
	}
	if identity.Mod3736(s[:len(s)-2]) != m[4][0] {
		return "", fmt.Errorf("slip number: the check character does not fit; compare it with the slip again")
	}
	return SlipNumber(s), nil
}
