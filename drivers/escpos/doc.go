// Package escpos prints slips on receipt printers that speak ESC/POS, on rolls of
// 58 and 80 mm at 203 dots per inch.
//
// # A slip
//
// [yitiji/drivers.Slip] is laid out in columns of 12 dots, two for a Chinese
// character. Text goes out in GBK, which is what the fonts of these printers hold.
// A row with a character that GBK lacks (rare characters in names) goes out as a
// raster image, drawn on the same grid by a [Typeface]; without one the character
// becomes 〓, so that its absence can be seen.
//
// Text cannot inject commands: control characters are dropped, and the bytes of
// GBK are 20–7E or begin with 81–FE.
//
// # Knowing what came out
//
// Before a slip the printer is asked in real time (DLE EOT) how it is; with the
// paper out or the cover open nothing is sent. Behind the cut goes a queued
// question (GS r), which the printer answers only when all before it was executed:
// that answer makes a slip Printed. When it does not come, DLE EOT tells why.
//
// After a failed job the printer's buffer is cleared, so that the rest of a slip
// does not come out under the next citizen's. A new Printer clears it too, because
// it cannot know what was left there.
//
// # Where manuals are wrong
//
// Many cheap printers answer only DLE EOT 4, or nothing: silence is Unknown, not a
// fault. DLE EOT inside another command is taken as its data, so questions are put
// between commands only; and in images the bytes that would look like a real-time
// command are altered by a dot. Double size for Chinese takes GS ! on some units and
// FS ! on others: both are sent.
package escpos
