// Package crt591 drives motorised card dispensers of CREATOR's CRT-591 family (发卡机),
// among them the CRT-571 and MTK-F31: a stacker, a read and write position, a gate at
// which a person takes the card, and a bin for cards that nobody took.
//
// # Link
//
// A frame is F2, an address, the length of the text in two bytes, the text, 03, and the
// exclusive-or of everything from F2 to 03. A command's text is C, a command and a
// parameter; a good answer's is P, the same two, three states and data; a bad one's is
// N, the same two and two digits of an error. The device acknowledges a command with 06
// within 300 ms, or refuses its form with 15; the host acknowledges the answer in the
// same way. 04 clears the line.
//
// # Motion
//
// A motion is ordered once. When its answer is lost nobody knows where the card is, so
// the driver says what it knows and asks for the position; it never orders the same
// motion again by itself, because two cards would come out. A command whose receipt was
// not acknowledged is sent again, as the protocol demands: that is safe here, because
// every target is a place, and a card that is there already stays.
//
// # Where manuals are wrong
//
//   - Bad answers begin with N (4E); the paper of the M001 prints 45. Both are taken.
//   - Units delivered now speak 115,200 baud; papers say 9,600 to 57,600.
//   - After power-up everything but initialising is refused with B0: it is initialised
//     then, leaving a card where it is, and the refused command is sent anew.
//   - The parameter of the entry gate means the opposite in two papers. It is not used
//     here: the gate stays as the device was set up.
package crt591
