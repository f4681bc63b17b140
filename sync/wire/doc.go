// Package wire is the contract between a terminal and its centre: yitiji.proto,
// the Go and Connect code generated from it, and the [EnrolmentCode] by which
// the two meet for the first time.
//
// # What is inside a seal
//
// An entry's sealed bytes are opened by the centre alone; see sync/seal. Inside
// is JSON, by the kind of the entry:
//
//	application  catalog.Application
//	rating       catalog.Rating
//	print        {"copy": 2, "outcome": "uncertain"}
//
// An unknown kind is kept by the centre and shown as such, so that a terminal
// may be newer than its centre.
//
// # What is exactly once
//
// An entry is named by terminal and sequence. A terminal deletes it only after
// an [Acknowledgement], signed by the centre and bound to the hash of the last
// entry that it covers, has been verified. The centre keeps the name for good:
// the same entry is answered again, another one under the same name is refused.
package wire
