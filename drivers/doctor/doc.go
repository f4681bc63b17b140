// Package doctor examines devices and says how they are in terms that a person can
// act on: what kiosk doctor prints, and what a running terminal answers when it is
// asked.
//
// [Look] asks a device how it is, and moves nothing. The tests that print, scan, or
// want a person's hands are functions of their own; a closed loop lets two devices
// check each other: the scanner reads the code that the printer printed.
//
// Findings are data. Their words are those of the terminal's own vocabulary, by the
// names of verdicts, kinds, causes and checks. Nothing in a finding is personal.
package doctor
