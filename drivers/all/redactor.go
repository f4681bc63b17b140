package all

import (
	"yitiji/drivers/escpos"
	"yitiji/drivers/scanner"
	"yitiji/drivers/sdt"
	"yitiji/drivers/tape"
)

// Redactor returns what takes the personal out of the traffic of a kind of device. For
// a kind of which it is not known what carries content, nothing but lengths is left.
func Redactor(kind string) tape.Redactor {
	switch kind {
	case "sdt":
		return &sdt.Redactor{}
	case "escpos":
		return &escpos.Redactor{}
	case "serial":
		return &scanner.Redactor{}
	case "crt591", "megatec", "modbus": // motions, volts and switches
		return tape.Whole{}
	}
	return tape.Nothing{}
}
