// Package paper draws what a department hands out: A4 sheets with a title, facts, a table,
// a red round seal and a code by which they are verified, as PDF.
//
// Nothing is rasterised. A [Press] takes the outlines of characters out of the system's
// fonts and puts each into the document once (a Type 3 font, ISO 32000-1, 9.6.5), with
// what it means beside it: sheets are small, sharp on every printer, and their text can be
// searched and copied. The seal stands for an electronic seal; it is drawn for the sandbox
// and signs nothing.
//
// The parts: typeface.go finds characters in fonts, glyph.go writes them as fonts of the
// document, canvas.go draws, pdf.go writes the file, and sheet.go, table.go, seal.go and
// code.go are what stands on a sheet.
package paper
