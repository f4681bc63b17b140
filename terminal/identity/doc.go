// Package identity holds the numbers and documents by which people prove who
// they are: their check characters, what they say of their holder, and how they
// are masked wherever others can see them.
//
// It is pure: no clock, no I/O.
package identity
