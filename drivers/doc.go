// Package drivers is the vocabulary that terminal and the devices share: what a
// card reader, a printer and a code scanner do, what comes out of them, and what
// can go wrong in terms that a person can act on.
//
// The package holds no protocol and opens nothing. One folder per protocol below
// it (sdt, escpos, scanner …) turns bytes of a [yitiji/drivers/port.Port] into
// these words; drivers/slot keeps a device in its place across unplugging;
// terminal knows only this package.
//
// Three rules hold for every implementation, and drivers/drivertest checks them:
//
//   - A verb blocks until it has a result or its context ends. When the context
//     ends the verb returns promptly, and errors.Is(err, ctx.Err()) holds.
//   - Everything a person can do something about is a *[Fault] with a [Kind].
//   - Absent is a status, not an error: Status of a device that is not there
//     answers [NoDevice].
//
// Verbs of one device are called by one goroutine at a time; Status and Close
// may be called at any time from any goroutine.
package drivers
