// Package escpos prints slips on receipt printers that speak ESC/POS, on rolls of
// 58 and 80 mm at 203 dots per inch. The line may be serial, a USB printer
// ([yitiji/drivers/port.LP]) or any other [yitiji/drivers/port.Port].
//
// # A slip
//
// [yitiji/drivers.Slip] is laid out in columns of 12 dots, two for a Chinese
// character. Text goes out in GBK, which is what the fonts of these printers hold.
// A row with a character that GBK lacks (rare characters in names) goes out as a
// raster image, drawn on the same grid by a [Typeface]; without one the character
// becomes 〓, so that its absence can be seen. For a model without a Chinese font all
// rows are drawn.
//
// Text cannot inject commands: control characters are dropped, and the bytes of
// GBK are 20–7E or begin with 81–FE.
//
// # Knowing how it is
//
// A printer is asked in real time (DLE EOT 1 to 4); with the paper out or the cover
// open nothing is sent. A model that knows only automatic status (GS a, ASB) is made
// to report, and its last report counts. Reports look like answers in part, so both
// are cut apart by counting bytes ([ear]), also where nobody asked for them; a report
// that contradicts itself is dropped. The status of IEEE 1284, which USB printers have
// beside their bytes, counts only where there is no other answer, and only when it
// says that something is wrong: many have it wired to "all is well".
//
// Silence is Unknown, not a fault. But a printer that talked before and is mute now
// has lost its power, or takes what it is sent for the data of a command of which the
// line altered the length. It is fed zeros, within bounds, until it talks again; see
// swallow.go for what zeros do. One that stays mute is Disconnected: whoever switches
// it off and on mends both.
//
// # Knowing what came out
//
// Behind the cut goes a queued question (GS r), which the printer answers only when
// all before it was executed: that answer makes a slip Printed. When it does not come,
// DLE EOT tells why. A hot head and a feed button that is pressed end by themselves:
// they are waited for, a minute at most, and the printer prints on.
//
// Whether a printer answers queued questions is found out while it is idle, before the
// first slip. One that does not (or answers only DLE EOT 4, or nothing) is given the
// time that the slip takes at [Options].Speed and a second more, and the slip is
// Uncertain without a Fault. One that answered late is heard all the same, and must
// then have answered twice.
//
// ESC/POS has no checksums. A byte of text that is altered on the line prints another
// character, and an altered cut joins two slips: neither can be noticed here.
//
// After a failed job the printer's buffer is cleared, and what is on the paper cut
// off, so that the rest of a slip does not come out under the next citizen's, nor its
// head above it. A new Printer does both too, because it cannot know what was left
// there; that costs 12 mm of paper.
//
// # Flow control
//
// RTS/CTS and XON/XOFF are the kernel's, set by port.SerialOptions. DTR/DSR is
// [yitiji/drivers/port.DTRDSR]: Linux has none, so port paces the bytes itself.
//
// # Where manuals are wrong
//
// Many cheap printers answer only DLE EOT 4, or nothing. DLE EOT inside another
// command is taken as its data by some and obeyed by others, so questions are put
// between commands only, and in images the bytes that would look like a real-time
// command are altered by a dot. Double size for Chinese takes GS ! on some units and
// FS ! on others: both are sent, unless the model is known ([Double]). ESC @ ends
// automatic status on some models: it is asked for again behind it.
//
// # What only hardware proves
//
// Everything here was tested against yitiji/drivers/sim, which was written from the
// manuals. Not proven: how a model behaves inside a command that the line altered, and
// what the zeros do to it; that DLE DC4 8 clears; how far the head is from the cutter;
// usblp's polling and its ioctls; the voltages of DTR; which bit a presenter sets.
package escpos
