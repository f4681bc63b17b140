package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"
)

// AlarmKind is what is wrong.
type AlarmKind string

// The kinds of alarms.
const (
	AlarmConflict AlarmKind = "conflict" // another entry came under a number that is taken
	AlarmChain    AlarmKind = "chain"    // the hash chain does not join
	AlarmUnopened AlarmKind = "unopened" // a seal does not open
	AlarmBehind   AlarmKind = "behind"   // a terminal has kept fewer entries than the centre holds of it
	AlarmDamaged  AlarmKind = "damaged"  // an entry's hash is not that of its content; it was refused
	AlarmFork     AlarmKind = "fork"     // two machines speak as one terminal: its disk was copied
	AlarmAudit    AlarmKind = "audit"    // a decision does not follow the one before in its audit chain
	AlarmClock    AlarmKind = "clock"    // a terminal's clock is minutes off
	AlarmBlob     AlarmKind = "blob"     // a large body is not what its entry says
	AlarmLate     AlarmKind = "late"     // an application has waited for its pages for more than a day
	AlarmLie      AlarmKind = "lie"      // a department's system answered about somebody or something else
)

// Alarm is something that an administrator must look into. The same one again
// counts up.
type Alarm struct {
	bun.BaseModel `bun:"table:alarms,alias:alarm"`

	Terminal string    `bun:"terminal,pk"`
	Sequence uint64    `bun:"sequence,pk"` // 0 when it is about the terminal
	Kind     AlarmKind `bun:"kind,pk"`
	FirstAt  Millis    `bun:"first_at"`
	LastAt   Millis    `bun:"last_at"`
	Times    int       `bun:"times"`
}

func (c *commit) alarm(sequence uint64, kind AlarmKind) {
	c.alarms = append(c.alarms, Alarm{Terminal: c.terminal.Code, Sequence: sequence, Kind: kind, FirstAt: MillisOf(c.now)})
}

// raise records the alarms of a commit.
func (c *commit) raise(ctx context.Context) error {
	for _, a := range c.alarms {
		if err := raise(ctx, c.tx, a); err != nil {
			return err
		}
	}
	return nil
}

// Raise records an alarm, or counts it up.
func (s *Store) Raise(ctx context.Context, a Alarm) error {
	if err := raise(ctx, s.db, a); err != nil {
		return fmt.Errorf("store: raise an alarm: %w", err)
	}
	return nil
}

func raise(ctx context.Context, db bun.IDB, a Alarm) error {
	a.LastAt, a.Times = a.FirstAt, 1
	_, err := db.NewInsert().Model(&a).On("CONFLICT (terminal, sequence, kind) DO UPDATE").
		Set("last_at = EXCLUDED.last_at").Set("times = alarm.times + 1").Exec(ctx)
	return err
}

// Alarms lists the alarms of a terminal, or of all when it is empty, latest first, at most limit.
func (s *Store) Alarms(ctx context.Context, terminal string, limit int64) ([]Alarm, error) {
	var all []Alarm
	q := s.db.NewSelect().Model(&all).Order("last_at DESC", "terminal", "sequence").Limit(limit)
	if terminal != "" {
		q = q.Where("terminal = ?", terminal)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, fmt.Errorf("store: alarms: %w", err)
	}
	return all, nil
}
