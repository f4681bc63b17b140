// Package paper makes of scanned pages what can be sent and kept: pages that lie
// straight, are no larger than allowed, and stand together in one PDF.
//
// All its functions are pure: a page goes in and another comes out, and the same
// page gives the same bytes on every machine. Nothing about a page is believed that
// its picture does not show, and no picture is decoded before its size is known to
// be within MostPixels: a small file may say that it is a huge picture.
//
// Pages are personal. No error here holds anything of what stands on one.
package paper
