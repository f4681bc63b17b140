// Package store is what the centre remembers: terminals, their enrolment codes,
// every entry exactly once, what people may see of it, and alarms.
//
// [Store.Commit] is the heart: one transaction takes a batch of entries, refuses
// what contradicts an entry that is there, gives official numbers, and says what
// may be acknowledged. Everything else is small.
//
// It is written in plain bun on SQLite (WAL, synchronous = FULL), one writer at a
// time; nothing in the queries is SQLite's alone, so that PostgreSQL can follow
// with migrations of its own.
package store
