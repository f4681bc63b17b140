// Package wlt decodes the photo of an identity card (WLT, 1,024 bytes) by a program
// of the module's maker. The format is proprietary: every decoder known is a closed
// library, and none may be shipped, so a site that has a licence names a program.
//
// # The program
//
// It is started once for each photo, which is the least that can go wrong between two
// people: it gets the photo on standard input, which then ends; it writes a BMP on
// standard output, 102 by 126 pixels of 24 bits, 38,862 bytes in all, and exits with
// 0. Exit status 1 says that this photo cannot be decoded; everything else that the
// program is broken. What it writes on standard error is dropped, because it may tell
// of the person. A few lines of C around a maker's library (libwltdecode.so,
// libwlt2bmp.so) make such a program; cmd/wltsim is one for the photos of simulated
// cards, which hold no picture but a number.
//
// The program runs in a process group of its own, and the group is killed when the
// caller leaves, when the time is up, when more is written than a picture takes, and
// when the program has ended and left something running.
package wlt
