// Package outbox keeps what a terminal must not lose: a queue of sealed entries
// for the centre, the ledger of prints, and what became of each slip. It
// implements terminal.Journal on one bbolt file.
//
// # How it keeps
//
// Every change is one durable transaction (two fdatasyncs), so that a power cut
// leaves all of it or nothing. Keep gives the slip number and the sequence, seals
// the body to the centre's key and links it into the hash chain in that one
// transaction; the clear body never reaches the disk. Entries leave the file in
// Acknowledge and nowhere else.
//
// The file has five buckets: "state" (one record), "entries" (by sequence),
// "slips" (what Lookup tells), "prints" (the ledger) with "intents" (the prints
// that are not settled), and "serials" (the last serial of each local day, so
// that a clock that is set back gives no number twice). Nothing in them is
// personal but what is sealed.
//
// # When the disk fails
//
// bbolt cannot tell whether a transaction whose last write failed is in the
// file. After such a failure the outbox closes the file; the next call opens it
// again, looks, and takes the transaction back if it is there: its caller was
// told that nothing was kept. See disk.go.
package outbox
