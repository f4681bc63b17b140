package escpos

// The commands of the manuals (SPRT, SurePrint, Birch, Epson), as bytes.
const (
	initialise  = "\x1B\x40"         // ESC @
	reportOff   = "\x1D\x61\x00"     // GS a 0: no unasked status
	reportOn    = "\x1D\x61\x0E"     // GS a n: report now, and whenever paper, errors or being online change
	chineseOn   = "\x1C\x26"         // FS &
	lineSpacing = "\x1B\x33"         // ESC 3 n: dots from line to line
	alignTo     = "\x1B\x61"         // ESC a n: 0 left, 1 centre, 2 right; at the start of a line only
	bold        = "\x1B\x45"         // ESC E n
	size        = "\x1D\x21"         // GS ! n: height-1 in the low nibble, width-1 in the high one
	sizeChinese = "\x1C\x21"         // FS ! n: bit 2 double width, bit 3 double height
	lineFeed    = "\x0A"             // LF: print and go to the next line
	feedDots    = "\x1B\x4A"         // ESC J n: print and feed n dots
	raster      = "\x1D\x76\x30\x00" // GS v 0, normal scale: then width in bytes and height in dots, 16 bits each
	qr          = "\x1D\x28\x6B"     // GS ( k: then the length, 31 and a function
	cut         = "\x1D\x56\x42\x00" // GS V 66: feed to the cutter, cut, leave a point standing
	askQueued   = "\x1D\x72\x01"     // GS r 1: paper sensor, answered in the order of printing

	// clearBuffer is DLE DC4 8 with its fixed parameters: drop everything received.
	clearBuffer = "\x10\x14\x08\x01\x03\x20\x14\x06\x02\x08"
	// clearedAnswer is what it is answered with, by those that answer.
	clearedAnswer = "\x37\x25\x00"
)

// word16 is n in the order that the commands want: low byte first.
func word16(n int) []byte { return []byte{byte(n), byte(n >> 8)} }

// qrCommand frames one function of GS ( k for symbol 31h.
func qrCommand(function byte, data ...byte) []byte {
	b := append([]byte(qr), word16(len(data)+2)...)
	return append(append(b, 0x31, function), data...)
}
