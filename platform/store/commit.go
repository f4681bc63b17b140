package store

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"
)

// Answer is the official number of one application.
type Answer struct {
	Sequence uint64
	Slip     string
	Official string
}

// Outcome is what a Commit did. Entries up to Through are durable, whether they
// are new or were there; the hash of that one is Head.
type Outcome struct {
	Through  uint64
	Head     []byte
	Answers  []Answer
	Conflict uint64 // the number that another entry has already; 0 for none
}

// Commit stores a batch of entries of one terminal, in the order of their
// sequence, in one durable transaction. An entry that is there already is
// answered again. At an entry whose number another one has it stops, keeps what
// came before, and raises an alarm. Official numbers begin with region.
func (s *Store) Commit(ctx context.Context, terminal, region string, batch []Arrival) (Outcome, error) {
	c := commit{terminal: terminal, region: region, now: time.Now()}
	err := s.change(ctx, func(ctx context.Context, tx bun.Tx) error {
		c.tx, c.outcome = tx, Outcome{}
		return c.run(ctx, batch)
	})
	if err != nil {
		return Outcome{}, fmt.Errorf("store: commit %d entries of %s: %w", len(batch), terminal, err)
	}
	return c.outcome, nil
}

// commit is one run of Commit.
type commit struct {
	tx       bun.Tx
	terminal string
	region   string
	now      time.Time
	held     map[uint64]heldEntry // what the batch may touch, by sequence
	outcome  Outcome
}

// heldEntry is what a commit must know of an entry that is there.
type heldEntry struct {
	Sequence uint64 `bun:"sequence"`
	Hash     []byte `bun:"hash"`
	Previous []byte `bun:"previous"`
	Official string `bun:"official"`
}

func (c *commit) run(ctx context.Context, batch []Arrival) error {
	if len(batch) == 0 {
		return nil
	}
	if err := c.load(ctx, batch[0].Entry.Sequence, batch[len(batch)-1].Entry.Sequence); err != nil {
		return err
	}
	for _, a := range batch {
		held, there := c.held[a.Entry.Sequence]
		if there && !bytes.Equal(held.Hash, a.Entry.Hash) {
			c.outcome.Conflict = a.Entry.Sequence
			return c.alarm(ctx, a.Entry.Sequence, AlarmConflict)
		}
		if !there {
			fresh, err := c.insert(ctx, a)
			if err != nil {
				return err
			}
			held = fresh
		}
		c.answer(a, held)
	}
	return nil
}

// load reads what is there from before first to after last: the neighbours prove
// the chain.
func (c *commit) load(ctx context.Context, first, last uint64) error {
	var rows []heldEntry
	err := c.tx.NewSelect().TableExpr("entries AS entry").
		ColumnExpr("entry.sequence, entry.hash, entry.previous, COALESCE(application.official, '') AS official").
		Join("LEFT JOIN applications AS application ON application.terminal = entry.terminal AND application.sequence = entry.sequence").
		Where("entry.terminal = ? AND entry.sequence BETWEEN ? AND ?", c.terminal, first-1, last+1).
		Scan(ctx, &rows)
	c.held = map[uint64]heldEntry{}
	for _, row := range rows {
		c.held[row.Sequence] = row
	}
	return err
}

func (c *commit) answer(a Arrival, held heldEntry) {
	c.outcome.Through, c.outcome.Head = held.Sequence, held.Hash
	if a.Entry.Kind == "application" {
		c.outcome.Answers = append(c.outcome.Answers, Answer{held.Sequence, a.Entry.Slip, held.Official})
	}
}

// insert stores a new entry with what belongs to it.
func (c *commit) insert(ctx context.Context, a Arrival) (heldEntry, error) {
	e := a.Entry
	e.Terminal, e.ReceivedAt = c.terminal, MillisOf(c.now)
	if _, err := c.tx.NewInsert().Model(&e).Exec(ctx); err != nil {
		return heldEntry{}, err
	}
	fresh := heldEntry{Sequence: e.Sequence, Hash: e.Hash, Previous: e.Previous}
	if err := c.contents(ctx, a, &fresh); err != nil {
		return heldEntry{}, err
	}
	if err := c.prove(ctx, e); err != nil {
		return heldEntry{}, err
	}
	c.held[e.Sequence] = fresh
	return fresh, c.advance(ctx, e)
}

// contents stores what was under the seal, and gives the official number.
func (c *commit) contents(ctx context.Context, a Arrival, fresh *heldEntry) (err error) {
	switch {
	case a.Entry.State == Unopened:
		return c.alarm(ctx, a.Entry.Sequence, AlarmUnopened)
	case a.Application != nil:
		row := *a.Application
		row.Terminal, row.Sequence, row.Slip = c.terminal, a.Entry.Sequence, a.Entry.Slip
		if row.Official, err = c.official(ctx); err != nil {
			return err
		}
		fresh.Official = row.Official
		if _, err = c.tx.NewInsert().Model(&row).Exec(ctx); err == nil {
			err = c.given(ctx, a)
		}
	case a.Rating != nil:
		row := *a.Rating
		row.Terminal, row.Sequence, row.Slip = c.terminal, a.Entry.Sequence, a.Entry.Slip
		_, err = c.tx.NewInsert().Model(&row).Exec(ctx)
	}
	if a.Page != "" && err == nil {
		_, err = c.tx.NewRaw("INSERT INTO pages (digest, terminal, sequence) VALUES (?, ?, ?)", a.Page, c.terminal, a.Entry.Sequence).Exec(ctx)
	}
	return err
}

// given remembers what was handed in with an application.
func (c *commit) given(ctx context.Context, a Arrival) error {
	for _, row := range a.Given {
		row.Terminal, row.Sequence, row.At, row.Item = c.terminal, a.Entry.Sequence, a.Entry.At, a.Application.Item
		if _, err := c.tx.NewInsert().Model(&row).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// prove raises an alarm when the chain does not join e to its neighbours.
func (c *commit) prove(ctx context.Context, e Entry) error {
	before, hasBefore := c.held[e.Sequence-1]
	after, hasAfter := c.held[e.Sequence+1]
	switch {
	case hasBefore && !bytes.Equal(before.Hash, e.Previous),
		hasAfter && !bytes.Equal(after.Previous, e.Hash),
		e.Sequence == 1 && !bytes.Equal(e.Previous, make([]byte, len(e.Hash))):
		return c.alarm(ctx, e.Sequence, AlarmChain)
	}
	return nil
}

// advance moves the terminal's position.
func (c *commit) advance(ctx context.Context, e Entry) error {
	_, err := c.tx.NewUpdate().Table("terminals").Set("received = received + 1").
		Set("head = CASE WHEN last_sequence < ? THEN ? ELSE head END", e.Sequence, e.Hash).
		Set("last_sequence = CASE WHEN last_sequence < ? THEN ? ELSE last_sequence END", e.Sequence, e.Sequence).
		Where("code = ?", c.terminal).Exec(ctx)
	return err
}
