package mrz_test

import (
	"fmt"
	"time"

	"yitiji/drivers/mrz"
)

// The specimen of Doc 9303, Part 4.
func Example() {
	d, err := mrz.Parse([]string{
		"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
		"L898902C36UTO7408122F1204159ZE184226B<<<<<10",
	}, time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC))
	fmt.Println(d.Surname, d.GivenNames, d.Number, d.Birth, d.Expiry, d.Sex, err)
	// Output: ERIKSSON ANNA MARIA L898902C3 1974-08-12 2012-04-15 2 <nil>
}
