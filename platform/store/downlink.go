package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"
)

// Notice says what became of an application, to the terminal that took it.
type Notice struct {
	bun.BaseModel `bun:"table:notices,alias:notice"`

	Terminal string `bun:"terminal,pk"`
	ID       uint64 `bun:"id,pk"` // ascending per terminal
	Slip     string `bun:"slip"`
	Official string `bun:"official"`
	State    string `bun:"state"` // as in terminal/centre
	At       Millis `bun:"at"`
}

// Notify has the terminal of an application told what became of it, once for each change: the same
// state again changes nothing. told is whether it is news.
func (s *Store) Notify(ctx context.Context, official, state string, at time.Time) (told bool, err error) {
	err = s.change(ctx, func(ctx context.Context, tx bun.Tx) error {
		var a Application
		if ok, err := found(tx.NewSelect().Model(&a).Where("official = ?", official).Scan(ctx)); err != nil || !ok {
			return err
		}
		// Its notices have one order, whoever gives them: a terminal that has taken one is sent
		// none before it any more.
		t := Terminal{Code: a.Terminal}
		if err := locked(tx, tx.NewSelect().Model(&t).Column("code").WherePK()).Scan(ctx); err != nil {
			return err
		}
		told, err = notify(ctx, tx, Notice{Terminal: a.Terminal, Slip: a.Slip, Official: official, State: state, At: MillisOf(at)})
		return err
	})
	if err != nil {
		return false, fmt.Errorf("store: notify: %w", err)
	}
	return told, nil
}

// notify adds a notice that is news. The row of its terminal must be locked.
func notify(ctx context.Context, tx bun.Tx, n Notice) (told bool, err error) {
	var last Notice
	if _, err := found(tx.NewSelect().Model(&last).Where("official = ?", n.Official).Order("id DESC").Limit(1).Scan(ctx)); err != nil {
		return false, err
	}
	if last.State == n.State {
		return false, nil
	}
	err = tx.NewSelect().Table("notices").ColumnExpr("COALESCE(MAX(id), 0) + 1").Where("terminal = ?", n.Terminal).Scan(ctx, &n.ID)
	if err == nil {
		_, err = tx.NewInsert().Model(&n).Exec(ctx)
	}
	return err == nil, err
}

// NoticesAfter lists the notices for a terminal after one, ascending, at most limit.
func (s *Store) NoticesAfter(ctx context.Context, terminal string, after uint64, limit int) (all []Notice, err error) {
	err = s.db.NewSelect().Model(&all).Where("terminal = ? AND id > ?", terminal, after).Order("id").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("store: notices: %w", err)
	}
	return all, nil
}

// Command is what an administrator wants a terminal to do, once.
type Command struct {
	bun.BaseModel `bun:"table:commands,alias:command"`

	ID         string `bun:"id,pk"`
	Terminal   string `bun:"terminal"`
	Verb       string `bun:"verb"`
	Argument   string `bun:"argument"`
	GivenBy    string `bun:"given_by"`
	GivenAt    Millis `bun:"given_at"`
	ValidUntil Millis `bun:"valid_until"`
	Outcome    string `bun:"outcome"` // done, refused, expired, unknown; empty until the terminal has reported
	Report     string `bun:"report"`
	ReportedAt Millis `bun:"reported_at"`
}

// Verbs are the commands that terminals know.
func Verbs() []string { return []string{"retry", "backup", "verify", "restart"} }

// ErrVerb tells a command that no terminal knows.
var ErrVerb = errors.New("no terminal knows this command")

// Give has a terminal do something, until a moment. The administrator who wants it is by.
func (s *Store) Give(ctx context.Context, by, terminal, verb, argument string, until time.Time) (Command, error) {
	known := false
	for _, v := range Verbs() {
		known = known || v == verb
	}
	if !known {
		return Command{}, ErrVerb
	}
	c := Command{
		ID: rand.Text(), Terminal: terminal, Verb: verb, Argument: argument,
		GivenBy: by, GivenAt: MillisOf(time.Now()), ValidUntil: MillisOf(until),
	}
	if _, err := s.db.NewInsert().Model(&c).Exec(ctx); err != nil {
		return Command{}, fmt.Errorf("store: give a command: %w", err)
	}
	return c, nil
}

// OpenCommands lists what a terminal is to do: commands that it has not reported on, and that are
// valid at now.
func (s *Store) OpenCommands(ctx context.Context, terminal string, now time.Time) (all []Command, err error) {
	err = s.db.NewSelect().Model(&all).Where("terminal = ? AND outcome = '' AND valid_until >= ?", terminal, MillisOf(now)).
		Order("given_at").Limit(100).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("store: commands: %w", err)
	}
	return all, nil
}

// Commands lists the commands to a terminal, latest first, at most limit.
func (s *Store) Commands(ctx context.Context, terminal string, limit int) (all []Command, err error) {
	err = s.db.NewSelect().Model(&all).Where("terminal = ?", terminal).Order("given_at DESC").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("store: commands: %w", err)
	}
	return all, nil
}

// report notes what came of the commands that are reported on in a batch. A report on another
// terminal's command, or on one that was reported on, changes nothing.
func (c *commit) report(ctx context.Context, _ []Arrival) error {
	for _, a := range c.fresh {
		if a.Report == nil {
			continue
		}
		_, err := c.tx.NewUpdate().Table("commands").Set("outcome = ?, report = ?, reported_at = ?", a.Report.Outcome, a.Report.Text, MillisOf(c.now)).
			Where("id = ? AND terminal = ? AND outcome = ''", a.Report.ID, c.terminal.Code).Exec(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}
