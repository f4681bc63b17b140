// Package scanner reads bar code and QR code scanners, over the three lines on which
// they come:
//
//   - [New]: a serial line or a USB port that looks like one (CDC): engines of 9,600
//     or 115,200 baud from many makers, which differ in their manuals and hardly on
//     the wire.
//   - [NewHIDPOS]: reports of a HID device of the usage page for bar codes (8C). Where
//     in a report count, AIM identifier and data are is read from the device's own
//     description; one that names no data has the layout of the manuals that print it
//     (Access-IS LSR118, ATR110).
//   - [NewKeyboard]: a device that types, taken from everybody else (evdev). The last
//     choice: other characters than ASCII come only from scanners that are set to type
//     the decimal number of a character's GBK code on the keypad with Alt held, and a
//     keyboard layout other than the American one is not known.
//
// On a line a code ends with CR, LF, CRLF or TAB, or, on scanners that are set to send
// no suffix, with silence. Its text is UTF-8 or GBK, in this order: GBK of more than a
// few characters is hardly ever valid UTF-8 by chance. Control characters are dropped,
// and what is no text in either encoding is a Misread.
//
// A code with line ends inside it needs reports or the silent framing; with line
// framing its first line is returned and the rest is stale.
//
// # Triggers
//
// What begins and ends a scan is data ([Options]), and quirks know it of models: 16 54
// 0D and 16 55 0D of Honeywell and Datalogic, 7E 00 08 01 00 02 01 AB CD of GM65
// engines. The latter acknowledge with 02 00 00 01 00 33 31 on the same line, ahead of
// the code; [Options].Acknowledge takes that off.
//
// # AIM identifiers
//
// "]", a letter for the symbology, and a digit or letter for its variant. Reports carry
// them beside the code; on a line they precede it, on scanners that are set to send
// them:
//
//	A Code 39      E EAN and UPC    I Interleaved 2 of 5   U MaxiCode
//	C Code 128     F Codabar        L PDF417               X other
//	d Data Matrix  G Code 93        M MSI                  e GS1 DataBar
//	h Han Xin      H Code 11        Q QR code              z Aztec
//
// # What only hardware can prove
//
// That a model's description of its reports is true to what it sends; that the kernel's
// own driver lets go of a scanner which is keyboard and HID-POS at once; that a scanner
// which is set to "Alt" types as described. A description without fields, and the codes
// of Han Xin and Aztec, rest on one source each.
package scanner
