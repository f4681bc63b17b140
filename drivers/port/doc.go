// Package port is the byte stream between the terminal and one device: a serial
// line, or the far end of a pseudo terminal on which a simulator sits.
//
// A driver takes a [Port] and never opens one. What differs between lines (time
// limits, hang-up, unplugging, a second process on the same line) ends here, so
// that every driver sees the same few rules:
//
//   - A Read or Write ends when its context ends, and not later.
//   - A device that is unplugged or hung up is [ErrGone], at once and for good;
//     the Port is then closed and another one opened.
//   - After Close everything is [ErrClosed].
//
// [OpenSerial] lets go.bug.st/serial set the line up and moves the bytes itself
// through the runtime's poller, for three measured reasons: the library's Read
// answers (0, nil) after a time-out and knows no context; its Write blocks
// without limit while a printer holds the line; and its Write after Close writes
// to whatever file has the number of the old descriptor by then.
//
// drivers/port/porttest holds the ports of tests: a pipe, a recorder and its
// playback.
package port
