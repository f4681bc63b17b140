// Package port is the byte stream between the terminal and one device: a serial
// line, the reports of a HID device, the bulk pipes of a USB device, the keys of one
// that types, or the far end of a pseudo terminal or a socket on which a simulator
// sits.
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
// # What is no stream by nature
//
// A HID device ([OpenHIDRaw]) sends reports. The stream is their data: without the
// number of the report, with the padding at its end. A Read never goes beyond a
// report, so that a protocol of whole reports finds their borders; what is written is
// cut into reports of the size that the device describes.
//
// A USB device ([OpenUSB]) has pipes. The stream is on the first interface that has
// bulk endpoints in both directions, which are chosen by type and direction, never by
// number. It moves a packet at a time and waits in slices of 50 ms: the kernel's ioctl
// cannot be interrupted, and of a longer transfer that timed out nobody knows how far
// it came.
//
// A device that types ([OpenInput]) sends events, and is grabbed: what it types
// reaches nobody else.
//
// Of all these and of printers ([OpenLP]) a Unix socket may stand in for the node:
// that is how a device reaches a container, and how a simulator takes part.
//
// # What only hardware can prove
//
// Tests run on sockets and on a fake of usbfs, with descriptors written from manuals
// and publications (testdata says which). They cannot show that the kernel takes our
// ioctls (their numbers and structs were compared with Linux' headers); that a HID
// reader sends its answers unasked instead of waiting for GET_REPORT; that one without
// output reports takes our feature reports; how long a device may stall an output
// report, during which the kernel does not let go of a Write; that detaching usbhid
// leaves a reader in a state in which its pipes work; that a stale packet shows within
// 5 ms; that a grabbed keyboard is silent for everybody else.
//
// drivers/port/porttest holds the ports of tests: a pipe, a recorder and its
// playback.
package port
