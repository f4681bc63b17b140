// Package api is what terminals speak to: the services of sync/wire over one TLS
// address.
//
// Enrolment is open to whoever has a one-time code. Intake wants the client
// certificate that Enrolment gave; which terminal speaks is read from it and
// from nothing else. Intake opens each entry, commits the batch, and only then
// signs: an acknowledgement is never about anything that a power cut could take.
//
// Counter answers what a terminal asks while a person waits: it writes the use down, asks
// the system of whoever is responsible through platform/connect, and keeps nothing of the
// answer.
//
// An entry that does not open is kept as it came, marked and alarmed, and does
// not hold up the rest. An entry that contradicts one that is there is refused.
package api
