package modbus

// What tests look into.
var (
	CRC      = crc
	Question = question
	Answer   = answer
	Bits     = bits
)
