// Package sim holds believable devices: an identity card reader, a receipt
// printer and a code scanner that sit outside the program, at the far end of real
// pseudo terminals. They are what the device desk plays with and what tests plug
// in. Nothing here is linked into the terminal.
//
// Each device hangs on a [Cable]. Plugging it in makes a pseudo terminal and a
// symbolic link of a stable name to it, as udev does; unplugging takes both away
// and hangs the terminal up in the middle of whatever it does.
//
// The devices are written from the manuals and share no code with the drivers, so
// that a misunderstanding shows. They do what real ones do where it matters: the
// reader refuses a card that it has read until it is lifted, the printer keeps its
// buffer while it is offline and prints the rest when the cover is closed, a slip
// that was torn off stays a slip.
//
// The people on the cards are invented. Their numbers begin with 999999, a region
// that does not exist, and their check digits are right.
package sim
