// Package pcsc reaches smart cards through pcscd, the daemon of PC/SC on Linux, by its
// own socket: no C library is linked, and a daemon that hangs ends with a context.
//
// # The socket
//
// A message is its size and its command, each 32 bits in the order of this machine, and
// a structure of C; most answers are the same structure, filled in. This is what
// libpcsclite speaks with its own daemon (winscard_msg.h, protocol 4.4, unchanged since
// pcsc-lite 1.8.11 in what is used here), and no published interface: the version is
// compared first, and a daemon that speaks another one is refused with both numbers.
//
// # What is done differently
//
// Whether a card is there is asked again and again instead of waited for: waiting makes
// the daemon speak on its own, and a client that leaves meanwhile loses step with it. A
// client that has lost step for any reason hangs up; the daemon then lets its cards go.
package pcsc
