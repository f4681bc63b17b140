// Package scanner reads bar code and QR code scanners that send what they read over
// a serial line or a USB port that looks like one (CDC): engines of 9,600 or
// 115,200 baud from many makers, which differ in their manuals and hardly on the
// wire.
//
// A code ends with CR, LF, CRLF or TAB, or, on scanners that are set to send no
// suffix, with silence. Its text is UTF-8 or GBK, in this order: GBK of more than
// a few characters is hardly ever valid UTF-8 by chance. Control characters are
// dropped, and what is no text in either encoding is a Misread.
//
// A code with line ends inside it needs the silent framing; with line framing its
// first line is returned and the rest is stale.
//
// Keyboard wedges are not read here: they break under Chinese input methods.
package scanner
