// Package espeak speaks through espeak-ng, as a child process for each sentence: the
// library is GPL-3 and keeps its state in globals, the program takes 30 ms for four
// seconds of speech and cannot take the terminal down with it.
//
// # Where the manual is wrong
//
//   - The voice cmn reads Latin letters between Chinese ones as English, and breaks on
//     Mandarin itself in 1.51; cmn-latn-pinyin is right (measured).
//   - On a pipe it does not know how long the sound will be, and writes 7FFFF000 into
//     the header. The lengths are set right here: browsers refuse the file otherwise.
//   - A voice that does not exist is an error on stderr, but the exit status is 0.
//
// # What is kept
//
// Sentences that the program says itself are kept in memory, up to a limit, the least
// recently said going first. What was made of a person's own words is not: nothing
// personal outlives a visit.
//
// Long numbers are read digit by digit, as people say them.
package espeak
