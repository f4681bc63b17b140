package sim

import (
	"encoding/binary"
	"slices"
)

// What HID devices say of their reports. The first is what development kits of USB
// controllers come with, and many readers have kept: one report of 64 bytes each way,
// without numbers.
var hidPlain = []byte{
	0x06, 0x00, 0xFF, 0x09, 0x01, 0xA1, 0x01, // vendor's page, application
	0x09, 0x01, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x95, 0x40, 0x75, 0x08, 0x81, 0x02, // 64 bytes in
	0x09, 0x01, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x95, 0x40, 0x75, 0x08, 0x91, 0x02, // 64 bytes out
	0xC0,
}

// hidCounted is a bar code scanner whose input report 2 holds a count, three bytes of
// AIM identifier, 56 bytes of data and a bit that says that more follows, as
// Honeywell's do; its output report 4 pulls the trigger.
var hidCounted = []byte{
	0x05, 0x8C, 0x09, 0x02, 0xA1, 0x01, 0x85, 0x02, 0x09, 0x12, 0xA1, 0x02,
	0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08, 0x95, 0x01, 0x05, 0x01, 0x09, 0x3B, 0x81, 0x02, // byte count
	0x95, 0x03, 0x05, 0x8C, 0x09, 0xFB, 0x09, 0xFC, 0x09, 0xFD, 0x81, 0x02, // symbology identifier 1 to 3
	0x95, 0x38, 0x09, 0xFE, 0x82, 0x02, 0x01, // decoded data
	0x25, 0x01, 0x75, 0x01, 0x95, 0x01, 0x09, 0xFF, 0x81, 0x02, // decoded data continued
	0x75, 0x07, 0x81, 0x03, 0xC0, // padding
	0x85, 0x04, 0x09, 0x14, 0xA1, 0x02, 0x75, 0x08, 0x95, 0x01, 0x09, 0x60, 0x91, 0x02, 0xC0, // trigger
	0xC0,
}

// hidReserved is the scanner of Access-IS' manuals (LSR118, ATR110): behind the data
// come a further symbology identifier and a reserved byte, and 63 bytes in all. Its
// descriptor names the data alone, as the manuals do not print it.
var hidReserved = []byte{
	0x05, 0x8C, 0x09, 0x02, 0xA1, 0x01, 0x85, 0x02,
	0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08, 0x95, 0x3F, 0x09, 0x12, 0x82, 0x02, 0x01,
	0xC0,
}

// reports is the manner of a device with one input report, of the given number (0 for
// none) and size.
func reports(descriptor []byte, id byte, size int) manner {
	return manner{
		greeting: descriptor,
		cut: func(p []byte) (messages [][]byte) {
			for len(p) > 0 {
				n := min(len(p), size)
				report := make([]byte, size)
				copy(report, p[:n])
				if p = p[n:]; id != 0 {
					report = append([]byte{id}, report...)
				}
				messages = append(messages, report)
			}
			return messages
		},
		join: func(report []byte) []byte { return report[1:] }, // behind its number
	}
}

// posReports are the reports in which a bar code scanner sends one code.
func posReports(size int, aim, text string) []byte {
	const room = 56 // bytes of data in one report
	var all []byte
	for p := []byte(text); ; p = p[room:] {
		report := make([]byte, size)
		report[0] = byte(min(len(p), room))
		copy(report[1:4], aim)
		copy(report[4:4+room], p)
		more := len(p) > room
		if more {
			report[size-1] = 1
		}
		if all = append(all, report...); !more {
			return all
		}
	}
}

// keystrokes is the manner of a keyboard: what it says is a stream of events, of which
// the kernel hands over some at a time.
func keystrokes() manner {
	return manner{
		cut:  func(p []byte) [][]byte { return slices.Collect(slices.Chunk(p, 24*16)) },
		join: func(p []byte) []byte { return p },
	}
}

// event is struct input_event on a machine of 64 bits.
func event(kind, code uint16, value int32) []byte {
	p := make([]byte, 24)
	binary.NativeEndian.PutUint16(p[16:], kind)
	binary.NativeEndian.PutUint16(p[18:], code)
	binary.NativeEndian.PutUint32(p[20:], uint32(value))
	return p
}
