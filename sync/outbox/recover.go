package outbox

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	bolt "go.etcd.io/bbolt"

	"yitiji/sync/seal"
	"yitiji/terminal"
)

// A store that is damaged is set aside whole, for whoever wants to look. What can be read of it
// and of its backups is put into a new one, which goes on with numbers that the old one cannot
// have given. The centre is told by a decision, and finds out by itself which numbers it lacks.

// leap is how far numbers jump over what a damaged store may have given: more than a terminal
// keeps between two backups.
const leap = 10_000

// Recovery is what became of a damaged store.
type Recovery struct {
	Why     error
	Aside   string // where the damaged file is
	Entries int    // that wait again
	Lost    int    // numbers between them that could not be read, and may wait at the centre
	Slips   int
}

// renew sets the file aside and makes a new one of what can be read.
func (o *Outbox) renew(why error) error {
	found := newSalvaged()
	found.terminal = o.options.Terminal
	readErr := found.scan(o.path)
	for _, backup := range o.backups() {
		readErr = errors.Join(readErr, found.scan(backup))
	}
	r := Recovery{Why: why, Aside: o.path + damagedMark + time.Now().UTC().Format(stampLayout)}
	moved := os.Rename(o.path, r.Aside)
	if errors.Is(moved, fs.ErrNotExist) {
		r.Aside, moved = "", nil
	}
	if err := errors.Join(moved, syncDir(filepath.Dir(o.path))); err != nil {
		return diskError(errors.Join(why, readErr, err))
	}
	if err := o.attach(); err != nil {
		return err
	}
	err := o.db.Update(func(tx *bolt.Tx) error { return found.into(tx, o, &r) })
	if err == nil {
		err = o.db.View(o.look)
	}
	o.recovery.Store(&r)
	return diskError(err)
}

// into puts what was found into a new file.
func (s *salvaged) into(tx *bolt.Tx, o *Outbox, r *Recovery) error {
	c := &change{Tx: tx, state: o.state, sealing: o.sealing}
	s.position(c, o.options)
	if err := s.putEntries(c, r); err != nil {
		return err
	}
	for _, bucket := range []string{slipBucket, printBucket, commandBucket, serialBucket, paperBucket, keyBucket} {
		for key, body := range s.records[bucket] {
			if err := c.set(bucket, []byte(key), guard(bucket, []byte(key), body)); err != nil {
				return err
			}
		}
	}
	r.Slips = len(s.records[slipBucket])
	if err := errors.Join(s.putIntents(c), s.putBlobs(c), s.putAudits(c)); err != nil {
		return err
	}
	c.state.Sequence += leap
	return errors.Join(c.record(r.decision(), time.Now()), c.put(stateBucket, stateKey, c.state))
}

// position is where the new file goes on: behind everything that was found.
func (s *salvaged) position(c *change, options Options) {
	var was state
	if body, ok := s.records[stateBucket][stateKey]; ok && json.Unmarshal(body, &was) == nil {
		c.state.Sequence, c.state.Day, c.state.Serial = was.Sequence, was.Day, was.Serial
		c.state.HeldAudits, c.state.HeldAuditHead, c.state.Notice = was.HeldAudits, was.HeldAuditHead, was.Notice
	}
	c.state.Sequence = max(c.state.Sequence, options.Start.Sequence)
	for n := range s.entries {
		if _, ok := s.entry(n); ok {
			c.state.Sequence = max(c.state.Sequence, n)
		}
	}
	c.state.Floor, c.state.FloorDay = c.state.Sequence+leap, time.Now().Format(time.DateOnly)
}

// entry is an entry that proves itself by its hash.
func (s *salvaged) entry(sequence uint64) (r entryRecord, ok bool) {
	r, err := parseEntry(s.entries[sequence])
	if err != nil {
		return r, false
	}
	prefix, has := s.envelopes[r.Envelope]
	h := seal.Header{Terminal: s.terminal, Sequence: sequence, Kind: r.Kind, Slip: r.Slip, At: r.At}
	sealed := append(append([]byte(nil), prefix...), r.Rest...)
	return r, (has || r.Envelope == 0) && r.Hash == seal.Link(r.Previous, h, sealed)
}

// putEntries puts the entries back that the centre may lack.
func (s *salvaged) putEntries(c *change, r *Recovery) error {
	last := uint64(0)
	for _, n := range slices.Sorted(maps.Keys(s.entries)) {
		e, ok := s.entry(n)
		if !ok || s.delivered(e) {
			continue
		}
		if last != 0 {
			r.Lost += int(n - last - 1)
		}
		last = n
		if e.Envelope != 0 {
			if err := c.set(envelopeBucket, sequenceKey(e.Envelope), s.envelopes[e.Envelope]); err != nil {
				return err
			}
		}
		if err := c.putEntry(n, e); err != nil {
			return err
		}
		r.Entries++
		c.state.Waiting++
		c.state.Bytes += e.sealedLen(c)
		c.state.Head = digest(e.Hash)
	}
	return nil
}

// delivered reports whether the centre is known to have an application.
func (s *salvaged) delivered(e entryRecord) bool {
	var slip slipRecord
	return e.Kind == string(terminal.Application) && json.Unmarshal(s.records[slipBucket][e.Slip], &slip) == nil && slip.Delivered
}

// putIntents puts the prints back that were under way: those without an outcome.
func (s *salvaged) putIntents(c *change) error {
	for key, body := range s.records[printBucket] {
		var r printRecord
		if json.Unmarshal(body, &r) == nil && r.Outcome == "" {
			if err := c.put(intentBucket, key, true); err != nil {
				return err
			}
		}
	}
	return nil
}

// putBlobs puts the blobs back whose files are there.
func (s *salvaged) putBlobs(c *change) error {
	for key, body := range s.records[blobBucket] {
		var r blobRecord
		if json.Unmarshal(body, &r) != nil {
			continue
		}
		c.state.Blobs++
		c.state.Bytes += r.Size
		if err := c.put(blobBucket, key, r); err != nil {
			return err
		}
	}
	return nil
}

// putAudits puts the end of the audit chain back: the decisions that follow one another up to
// the last that was found.
func (s *salvaged) putAudits(c *change) error {
	found := map[uint64]AuditRecord{}
	for _, body := range s.records[auditBucket] {
		var r AuditRecord
		if json.Unmarshal(body, &r) == nil && r.fits() == nil {
			found[r.Number] = r
		}
	}
	if len(found) == 0 {
		c.state.Audits, c.state.AuditHead = c.state.HeldAudits, c.state.HeldAuditHead
		return nil
	}
	last := slices.Max(slices.Collect(maps.Keys(found)))
	first := last
	for found[first-1].Number == first-1 && first > 1 {
		first--
	}
	for n := first; n <= last; n++ {
		key := sequenceKey(n)
		body, err := json.Marshal(found[n])
		if err == nil {
			err = c.set(auditBucket, key, guard(auditBucket, key, body))
		}
		if err != nil {
			return err
		}
	}
	c.state.Audits, c.state.AuditHead = last, found[last].Hash
	return nil
}

func (r Recovery) decision() terminal.Decision {
	return terminal.Decision{What: terminal.StoreRecovered, Who: terminal.ByTerminal, Detail: map[string]string{
		"entries": strconv.Itoa(r.Entries), "lost": strconv.Itoa(r.Lost), "slips": strconv.Itoa(r.Slips),
		"why": fmt.Sprint(r.Why), "aside": filepath.Base(r.Aside),
	}}
}

// Recovery tells what became of a store that was damaged when it was opened, or since. ok is
// false when none was.
func (o *Outbox) Recovery() (r Recovery, ok bool) {
	if found := o.recovery.Load(); found != nil {
		return *found, true
	}
	return Recovery{}, false
}

// sequenceOf reads what sequenceKey wrote.
func sequenceOf(key []byte) uint64 { return binary.BigEndian.Uint64(key) }
