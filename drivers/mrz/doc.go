// Package mrz reads the machine-readable zone of travel documents (ICAO Doc 9303) from
// the text that a page reader sends over a serial line: passports (TD3, two lines of
// 44), official documents in the larger format (TD2, two of 36) and cards (TD1, three of
// 30), among them the permits of Hong Kong, Macao and Taiwan residents.
//
// Digits count as themselves, A to Z as 10 to 35, fillers as 0; weights are 7, 3 and 1 in
// turn; the sum modulo 10 is the check digit (Part 3, 4.9). Number, birth, expiry and,
// on passports, the optional data have one each, and one covers them all. A zone of
// which one check fails is read again by the person, not by guessing: O and 0 look alike
// to a camera, and a number that was mended is a number of somebody else.
//
// Names have no check digit on TD2 and TD3: they are what the camera saw.
//
// # Where documents differ from the paper
//
//   - The check digit of empty optional data may be a filler instead of 0.
//   - A number of more than nine characters goes on in the optional data of a TD1; its
//     own check digit's place then holds a filler, and the digit follows the number.
//   - Days and months of birth may be unknown, and are fillers then.
//   - Expiry may be fillers on documents that do not expire.
//   - Page readers send the lines with CR, LF or both, some with a line of their own
//     before them; the last lines that form a zone count.
//
// The century of a birth is not in the zone: a birth in the future is a hundred years
// earlier.
package mrz
