// Package slot keeps a device in its place. To terminal a slot is a device that is
// always there: it opens the real one, watches it, notices when it is unplugged and
// opens it again. Hot plug ends here.
//
// # What terminal sees
//
//   - Until Run has looked for the first time, Status is Starting and verbs wait.
//   - While the device is there, verbs go through to it.
//   - A verb under way when it vanishes ends with a Fault of Kind Disconnected.
//   - For a moment after that (a USB plug that is pushed in properly, a hub that
//     starts anew) new verbs wait for it to come back.
//   - After three misses in a row the device is declared gone: Status is NoDevice,
//     and verbs are a Disconnected Fault at once.
//   - When it is plugged in again the next verb works. No one has to be told.
//
// # What can be hoped for
//
// A line that is not there or gone may come back, and is looked for four times a second.
// One that another program has is DeviceBusy, and is tried every second: the verbs' Fault
// is Busy. Anything else (no permission, not a serial line) waits
// for a technician: HardwareError with NeedsTechnician, tried again twice a minute
// because technicians do not like to restart programs either.
//
// The files: place.go is the core that the three kinds share, watch.go its loop,
// use.go how a verb goes through; reader.go, printer.go and scanner.go dress it.
package slot
