// Package tape records what passes between the terminal and a device, without
// anything personal, and plays it back as a device.
//
// A technician who meets a device that behaves oddly records it (kiosk tape record),
// and sends a file of text that anyone may read: names, numbers, addresses, photos
// and the contents of codes and slips are not on it. At the desk the tape becomes a
// simulator (kiosk tape play), and a test can be made of it.
//
// # What is on a tape
//
// Everything is taken out before it is written: each protocol has a [Redactor] that
// knows what carries content, keeps the shape (lengths, statuses, checksums that are
// right or wrong) and replaces the rest. A protocol without one leaves the lengths
// and the times.
//
// # How a tape plays
//
// A driver does not send the same bytes at the same times twice: it polls more often,
// or prints another slip. So the player does not compare the whole conversation. It
// listens for the ends of the questions that are on the tape (their last three bytes,
// which hold a checksum or the command itself), and gives the answers that followed
// them, in their order and after the same time; the last answer is given again and
// again. What the device said without being asked comes when it came then.
package tape
