// Package sdt reads second-generation identity cards (二代居民身份证阅读器) through
// the security module SAM_A, whose serial protocol every reader with a module of
// its own speaks: 8N1, 115,200 baud unless set otherwise, half duplex, the host
// asks and the module answers. Cloud readers have no module and do not speak it.
//
// # Frames
//
//	to the module:   AA AA AA 96 69 | LEN LEN | CMD PARA | data | CHK
//	to the host:     AA AA AA 96 69 | LEN LEN | SW1 SW2 SW3 | data | CHK
//
// LEN is big endian and counts all that follows it; CHK is the exclusive-or of
// everything from LEN to the last data byte. There is no sequence number, so
// after a lost answer what still comes is dropped before the next question.
//
// # One card
//
// Find, select, read: none may be skipped, and the first two precede every
// attempt. After a card was read the module refuses to find it (80) until it has
// left the field; this is how one card is returned once. The newest address
// (追加地址) is asked for straight after the read, on the same selection.
//
// # Where manuals are wrong
//
// One printed source gives 01 FF for the reset; 10 FF is right. The expiry date is
// not always a date: long-term cards say 长期. Dates may be empty or odd, and are
// then the zero Date. Names hold characters beyond the basic plane as surrogate
// pairs. The photo (WLT) is proprietary: it is passed on undecoded.
//
// # Fingerprints
//
// 30 10 answers like 30 01, with a third length and up to two templates (GA) of 512
// bytes behind the photo. They are copied into the card as they are: matching needs a
// licensed algorithm, and no field of them is read here. A module or card without them
// answers 21, 23 or 91, and is asked for 30 01 on the same selection.
//
// # Lines
//
// The same frames come over a serial line at one of five speeds ([Seek]), in the
// reports of a HID device, padded with zeros, and over one or two pairs of USB pipes
// ([Split]); drivers/port makes streams of all of them. On a line that is named, the
// speed is sought by the module's status at 115,200 first, as the vendor's own library
// does; an answer at the first costs one exchange.
//
// # What only hardware can prove
//
// The serial protocol is agreed on by several publications. Variants of USB rest on
// one publication each: that 0400:C35A has these pipes, that modules with two pairs use
// them as described, that HID modules pad with zeros and send unasked. No module was at
// hand; what drivers/sim does was written from the same publications.
//
// Nothing that stands on a card ever reaches an error or a log.
package sdt
