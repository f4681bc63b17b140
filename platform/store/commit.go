package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"
)

// Answer is the official number of one application.
type Answer struct {
	Sequence uint64
	Slip     string
	Official string
}

// Mark is an entry by its number and its hash.
type Mark struct {
	Sequence uint64
	Hash     []byte
}

// Outcome is what a Commit did.
type Outcome struct {
	Kept      []Mark // durable now, whether they are new or were there; ascending
	Conflicts []Mark // another entry has their number
	Failed    []Mark // the database failed over them, and over no other
	Answers   []Answer
	Through   Mark // the terminal lacks nothing up to here; zero for nothing
	Audits    Mark // its audit chain is here up to this decision, by number and hash
	New       int  // how many of those kept were not there before
}

// Commit stores a batch of entries of one terminal, in ascending order of their sequence, in one
// durable transaction. Numbers may be missing between them. An entry that is there already is
// answered again: for good, for nothing is ever deleted. One whose number another entry has is
// refused, with an alarm, and the others are kept. Where the database fails over some entry, the
// others are kept without it. Official numbers begin with region.
func (s *Store) Commit(ctx context.Context, terminal, region string, batch []Arrival) (Outcome, error) {
	outcome, err := s.commitAll(ctx, terminal, region, batch)
	if err == nil || ctx.Err() != nil || len(batch) < 2 {
		return outcome, commitError(terminal, len(batch), err)
	}
	return s.commitEach(ctx, terminal, region, batch)
}

func commitError(terminal string, n int, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("store: commit %d entries of %s: %w", n, terminal, err)
}

// commitEach commits entries one by one. When none is kept the database is down.
func (s *Store) commitEach(ctx context.Context, terminal, region string, batch []Arrival) (all Outcome, err error) {
	for i := range batch {
		one, failed := s.commitAll(ctx, terminal, region, batch[i:i+1])
		if failed != nil {
			err = failed
			all.Failed = append(all.Failed, batch[i].Entry.mark())
			continue
		}
		all.Kept, all.Conflicts = append(all.Kept, one.Kept...), append(all.Conflicts, one.Conflicts...)
		all.Answers = append(all.Answers, one.Answers...)
		all.Through, all.Audits, all.New = one.Through, one.Audits, all.New+one.New
	}
	if len(all.Kept)+len(all.Conflicts) == 0 {
		return Outcome{}, commitError(terminal, len(batch), err)
	}
	return all, nil
}

func (s *Store) commitAll(ctx context.Context, terminal, region string, batch []Arrival) (Outcome, error) {
	c := commit{terminal: Terminal{Code: terminal}, region: region, now: time.Now()}
	err := s.changeInBulk(ctx, func(ctx context.Context, tx bulk) error {
		c.tx = tx
		return c.run(ctx, batch)
	})
	return c.outcome, err
}

// commit is one run of Commit.
type commit struct {
	tx       bulk
	terminal Terminal
	region   string
	now      time.Time
	held     map[uint64]heldEntry // the entries of the batch and their neighbours, by sequence
	fresh    []Arrival            // what is new in the batch
	alarms   []Alarm
	outcome  Outcome
}

// heldEntry is what a commit must know of an entry that is there.
type heldEntry struct {
	Sequence uint64 `bun:"sequence"`
	Hash     []byte `bun:"hash"`
	Previous []byte `bun:"previous"`
	Kind     string `bun:"kind"`
	Slip     string `bun:"slip"`
	Official string `bun:"official"`
}

func (c *commit) run(ctx context.Context, batch []Arrival) error {
	if len(batch) == 0 {
		return nil
	}
	for _, step := range []func(context.Context, []Arrival) error{c.lock, c.load, c.sift, c.number, c.insert, c.prove, c.audit, c.report, c.advance, c.answer} {
		if err := step(ctx, batch); err != nil {
			return err
		}
	}
	return nil
}

// lock reads the terminal's row, and keeps others from it until the transaction ends.
func (c *commit) lock(ctx context.Context, _ []Arrival) error {
	return locked(c.tx.Tx, c.tx.NewSelect().Model(&c.terminal).WherePK()).Scan(ctx)
}

// load reads what is there of the batch, and its neighbours: they prove the chain.
func (c *commit) load(ctx context.Context, batch []Arrival) error {
	numbers := make([]uint64, 0, len(batch)+2)
	for _, a := range batch {
		for n := a.Entry.Sequence - 1; n <= a.Entry.Sequence+1; n++ {
			if len(numbers) == 0 || n > numbers[len(numbers)-1] {
				numbers = append(numbers, n)
			}
		}
	}
	var rows []heldEntry
	err := c.tx.NewSelect().TableExpr("entries AS entry").
		ColumnExpr("entry.sequence, entry.hash, entry.previous, entry.kind, entry.slip, COALESCE(application.official, '') AS official").
		Join("LEFT JOIN applications AS application ON application.terminal = entry.terminal AND application.sequence = entry.sequence").
		Where("entry.terminal = ? AND entry.sequence IN (?)", c.terminal.Code, bun.List(numbers)).
		Scan(ctx, &rows)
	c.held = map[uint64]heldEntry{}
	for _, row := range rows {
		c.held[row.Sequence] = row
	}
	return err
}

// sift tells what is new from what is there, and from what may not be.
func (c *commit) sift(_ context.Context, batch []Arrival) error {
	for _, a := range batch {
		held, there := c.held[a.Entry.Sequence]
		switch {
		case !there:
			a.Entry.Terminal, a.Entry.ReceivedAt = c.terminal.Code, MillisOf(c.now)
			c.fresh = append(c.fresh, a)
			c.held[a.Entry.Sequence] = a.Entry.held()
		case string(held.Hash) != string(a.Entry.Hash):
			c.outcome.Conflicts = append(c.outcome.Conflicts, a.Entry.mark())
			c.alarm(a.Entry.Sequence, AlarmConflict)
			continue
		}
		c.outcome.Kept = append(c.outcome.Kept, a.Entry.mark())
	}
	return nil
}

func (e Entry) held() heldEntry {
	return heldEntry{Sequence: e.Sequence, Hash: e.Hash, Previous: e.Previous, Kind: e.Kind, Slip: e.Slip}
}

func (e Entry) mark() Mark { return Mark{e.Sequence, e.Hash} }

// number gives official numbers to the new applications.
func (c *commit) number(ctx context.Context, _ []Arrival) error {
	var applications []*Application
	for i, a := range c.fresh {
		if a.Application != nil {
			row := *a.Application
			c.fresh[i].Application = &row
			applications = append(applications, &row)
		}
	}
	numbers, err := officials(ctx, c.tx.Tx, c.region, c.now, len(applications))
	for i, number := range numbers {
		applications[i].Official = number
	}
	return err
}

// insert stores what is new, with what was under its seal.
func (c *commit) insert(ctx context.Context, _ []Arrival) error {
	var entries []Entry
	for _, a := range c.fresh {
		entries = append(entries, a.Entry)
		if a.Entry.State == Unopened {
			c.alarm(a.Entry.Sequence, AlarmUnopened)
		}
	}
	return errors.Join(insert(ctx, c.tx, entries), c.contents(ctx, c.fresh))
}

// contents stores what was under the seals of entries that are there.
func (c *commit) contents(ctx context.Context, arrivals []Arrival) error {
	var (
		applications []Application
		given        []Given
		ratings      []Rating
		pages        []pageRow
		blobs        []Blob
	)
	for _, a := range arrivals {
		if row := a.Application; row != nil {
			row.Terminal, row.Sequence, row.Slip = c.terminal.Code, a.Entry.Sequence, a.Entry.Slip
			row.LookAt = MillisOf(c.now)
			applications = append(applications, *row)
			given = append(given, c.given(a)...)
			held := c.held[a.Entry.Sequence]
			held.Official = row.Official
			c.held[a.Entry.Sequence] = held
		}
		if a.Rating != nil {
			row := *a.Rating
			row.Terminal, row.Sequence, row.Slip = c.terminal.Code, a.Entry.Sequence, a.Entry.Slip
			ratings = append(ratings, row)
		}
		if b := a.Blob; b != nil {
			blobs = append(blobs, Blob{Terminal: c.terminal.Code, Sequence: a.Entry.Sequence, Address: b.Address, Size: b.Size})
		}
		if a.Page != "" {
			pages = append(pages, pageRow{Digest: a.Page, Terminal: c.terminal.Code, Sequence: a.Entry.Sequence})
		}
	}
	err := errors.Join(
		insert(ctx, c.tx, applications), insert(ctx, c.tx, given), insert(ctx, c.tx, ratings), insert(ctx, c.tx, pages), insert(ctx, c.tx, blobs),
	)
	if err == nil && len(pages) > 0 {
		err = c.due(ctx)
	}
	return err
}

// pageRow says which entry holds a page.
type pageRow struct {
	bun.BaseModel `bun:"table:pages"`

	Digest   string `bun:"digest"`
	Terminal string `bun:"terminal"`
	Sequence uint64 `bun:"sequence"`
}

// given is what was handed in with an application.
func (c *commit) given(a Arrival) []Given {
	rows := slices.Clone(a.Given)
	for i := range rows {
		rows[i].Terminal, rows[i].Sequence = c.terminal.Code, a.Entry.Sequence
		rows[i].At, rows[i].Item = a.Entry.At, a.Application.Item
	}
	return rows
}

// prove raises an alarm where the chain does not join a new entry to its neighbours.
func (c *commit) prove(_ context.Context, _ []Arrival) error {
	for _, a := range c.fresh {
		e := a.Entry
		before, hasBefore := c.held[e.Sequence-1]
		after, hasAfter := c.held[e.Sequence+1]
		if hasBefore && string(before.Hash) != string(e.Previous) ||
			hasAfter && string(after.Previous) != string(e.Hash) ||
			e.Sequence == 1 && string(e.Previous) != string(make([]byte, len(e.Hash))) {
			c.alarm(e.Sequence, AlarmChain)
		}
	}
	return nil
}

// audit follows the terminal's audit chain as far as it is whole.
func (c *commit) audit(_ context.Context, _ []Arrival) error {
	t := &c.terminal
	for _, a := range c.fresh {
		d := a.Decision
		switch {
		case d == nil:
		case d.Number == t.Audits+1 && (t.Audits == 0 || string(d.Previous) == string(t.AuditHead)):
			t.Audits, t.AuditHead = d.Number, d.Hash
		default:
			c.alarm(a.Entry.Sequence, AlarmAudit)
		}
	}
	c.outcome.Audits = Mark{t.Audits, t.AuditHead}
	return nil
}

// advance moves the terminal's position.
func (c *commit) advance(ctx context.Context, batch []Arrival) error {
	t := &c.terminal
	for _, a := range c.fresh {
		if a.Entry.Sequence > t.LastSequence {
			t.LastSequence, t.Head = a.Entry.Sequence, a.Entry.Hash
		}
	}
	c.outcome.New = len(c.fresh)
	t.Received += uint64(len(c.fresh))
	if err := c.complete(ctx, batch); err != nil {
		return err
	}
	_, err := c.tx.NewUpdate().Model(t).Column("received", "last_sequence", "head", "complete", "complete_head", "audits", "audit_head").WherePK().Exec(ctx)
	c.outcome.Through = Mark{t.Complete, t.CompleteHead}
	return errors.Join(err, c.raise(ctx))
}

// completeAtOnce is how many entries complete looks through together.
const completeAtOnce = 1000

// complete moves the place up to which nothing is missing.
func (c *commit) complete(ctx context.Context, batch []Arrival) error {
	t := &c.terminal
	for _, a := range batch {
		if held, there := c.held[a.Entry.Sequence]; there && held.Sequence == t.Complete+1 {
			t.Complete, t.CompleteHead = held.Sequence, held.Hash
		}
	}
	for t.Complete < t.LastSequence { // entries that came before what is new may follow it
		var next []Mark
		err := c.tx.NewSelect().Table("entries").Column("sequence", "hash").
			Where("terminal = ? AND sequence > ?", t.Code, t.Complete).Order("sequence").Limit(completeAtOnce).Scan(ctx, &next)
		if err != nil {
			return err
		}
		before := t.Complete
		for _, m := range next {
			if m.Sequence == t.Complete+1 {
				t.Complete, t.CompleteHead = m.Sequence, m.Hash
			}
		}
		if t.Complete-before < uint64(len(next)) || len(next) == 0 {
			return nil
		}
	}
	return nil
}

// answer tells the official numbers of the applications that are kept.
func (c *commit) answer(_ context.Context, _ []Arrival) error {
	for _, m := range c.outcome.Kept {
		if held := c.held[m.Sequence]; held.Kind == "application" {
			c.outcome.Answers = append(c.outcome.Answers, Answer{held.Sequence, held.Slip, held.Official})
		}
	}
	return nil
}
