package outbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"

	"yitiji/sync/seal"
)

// What can be read of a damaged file is read page by page, past bbolt and its pointers: a leaf
// page says itself where its records lie, and every record proves itself, an entry by its hash,
// any other by a checksum over its bucket, key and value. Pages that bbolt has let go of hold
// older versions of a record; of all versions that are found the furthest counts.

// salvaged is what was found, each record once.
type salvaged struct {
	envelopes map[uint64][]byte
	entries   map[uint64][]byte // as candidates, until their hash has proved them
	records   map[string]map[string][]byte
	terminal  string
}

func newSalvaged() *salvaged {
	s := &salvaged{envelopes: map[uint64][]byte{}, entries: map[uint64][]byte{}, records: map[string]map[string][]byte{}}
	for _, bucket := range buckets() {
		s.records[bucket] = map[string][]byte{}
	}
	return s
}

// scan reads every leaf page of the file at path. Pages are as large as those of this machine, as
// bbolt takes them.
func (s *salvaged) scan(path string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	size := os.Getpagesize()
	for ; len(b) >= size; b = b[size:] {
		p := page(b)
		if whole := (1 + p.more()) * uint64(size); p.flags() == leafPage && whole <= uint64(len(b)) {
			s.page(p[:whole])
		}
	}
	return nil
}

// page reads the records of a leaf page, and of the small buckets that lie inside it.
func (s *salvaged) page(p page) {
	for n := range p.count() {
		e, err := p.element(n)
		if err != nil {
			continue
		}
		if !e.bucket {
			s.record(e.key, e.value)
		} else if _, inside, err := e.inline(); err == nil && inside != nil && inside.flags() == leafPage {
			s.page(inside)
		}
	}
}

// record keeps a record that proves itself, or may yet.
func (s *salvaged) record(key, value []byte) {
	for _, bucket := range buckets() {
		if body, err := unguard(bucket, key, value); err == nil {
			s.merge(bucket, string(key), body)
			return
		}
	}
	if len(key) != 8 {
		return
	}
	sequence := sequenceOf(key)
	if seal.IsPrefix(value) {
		s.envelopes[sequence] = bytes.Clone(value)
	} else if r, err := parseEntry(value); err == nil && r.Kind != "" {
		s.entries[sequence] = bytes.Clone(value)
	}
}

// merge keeps the version of a record that is further.
func (s *salvaged) merge(bucket, key string, body []byte) {
	was, known := s.records[bucket][key]
	if !known || further(bucket, body, was) {
		s.records[bucket][key] = bytes.Clone(body)
	}
}

// further reports whether version a of a record was written after version b.
func further(bucket string, a, b []byte) bool {
	switch bucket {
	case stateBucket:
		return later(a, b, func(s state) uint64 { return s.Sequence<<20 + uint64(1<<20-1-min(s.Waiting, 1<<20-1)) })
	case slipBucket:
		return later(a, b, slipRecord.age)
	case printBucket:
		return later(a, b, printRecord.age)
	case commandBucket:
		return later(a, b, func(r commandRecord) uint64 { return uint64(len(r.Outcome)) })
	case paperBucket:
		return later(a, b, func(r paperRecord) uint64 { return uint64(r.Prints) })
	case serialBucket:
		return later(a, b, func(n uint64) uint64 { return n })
	}
	return false
}

func later[T any](a, b []byte, age func(T) uint64) bool {
	var x, y T
	return errors.Join(json.Unmarshal(a, &x), json.Unmarshal(b, &y)) == nil && age(x) > age(y)
}

// age grows with everything that happens to a print.
func (r printRecord) age() uint64 {
	switch {
	case !r.Taken.IsZero():
		return 2
	case r.Outcome != "":
		return 1
	}
	return 0
}

// age grows with everything that happens to a slip.
func (r slipRecord) age() uint64 {
	n := uint64(r.Prints)
	for _, happened := range []bool{r.Delivered, r.Official != "", r.State != ""} {
		if n <<= 1; happened {
			n++
		}
	}
	return n
}
