package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	bolt "go.etcd.io/bbolt"

	"yitiji/sync/seal"
	"yitiji/terminal"
)

// What the centre has for a terminal is taken once, however often it is sent: notices by their
// ascending number, commands by their ID.

const commandBucket = "commands"

// Notice says what became of an application of this terminal.
type Notice struct {
	ID       uint64 // ascending
	Slip     terminal.SlipNumber
	Official string
	State    string // as in terminal/centre
	At       time.Time
}

// TakeNotices remembers what became of applications, with the slips that this terminal knows.
// Notices that were taken before, by their ID, change nothing.
func (o *Outbox) TakeNotices(ctx context.Context, notices []Notice) error {
	return o.write(ctx, func(c *change) error {
		for _, n := range notices {
			if n.ID <= c.state.Notice {
				continue
			}
			err := c.changeSlip(string(n.Slip), func(s *slipRecord) { s.Official, s.State, s.StateAt = n.Official, n.State, n.At })
			if err != nil {
				return err
			}
			c.state.Notice = n.ID
		}
		return nil
	})
}

// Command is what an administrator wants this terminal to do, once.
type Command struct {
	ID         string
	Verb       string
	Argument   string
	ValidUntil time.Time
}

// CommandOutcome is what came of a command.
type CommandOutcome string

// The outcomes.
const (
	CommandDone    CommandOutcome = "done"
	CommandRefused CommandOutcome = "refused" // this program cannot, or will not
	CommandExpired CommandOutcome = "expired" // it came too late
	CommandUnknown CommandOutcome = "unknown" // the program ended while it was at it
)

// commandRecord is a command that was begun.
type commandRecord struct {
	Verb    string         `json:"verb,omitempty"`
	At      time.Time      `json:"at"`
	Until   time.Time      `json:"until"`
	Outcome CommandOutcome `json:"outcome,omitempty"` // empty as long as it is under way
}

// CommandReport is the body of an entry of kind command.
type CommandReport struct {
	ID      string         `json:"id"`
	Outcome CommandOutcome `json:"outcome"`
	Text    string         `json:"text,omitempty"` // what happened, for an administrator
}

// BeginCommand notes that a command is about to be carried out. fresh is false for one that was
// begun before: it is not carried out again. One that has expired by now is never fresh; the
// centre is told.
func (o *Outbox) BeginCommand(ctx context.Context, cmd Command, now time.Time) (fresh bool, err error) {
	if cmd.ID == "" {
		return false, errors.New("outbox: a command without an ID")
	}
	err = o.write(ctx, func(c *change) error {
		var record commandRecord
		known, err := get(c.Tx, commandBucket, cmd.ID, &record)
		if fresh = false; err != nil || known {
			return err
		}
		record = commandRecord{Verb: cmd.Verb, At: now, Until: cmd.ValidUntil}
		if err := c.put(commandBucket, cmd.ID, record); err != nil {
			return err
		}
		if now.After(cmd.ValidUntil) {
			return c.endCommand(CommandReport{ID: cmd.ID, Outcome: CommandExpired}, now)
		}
		fresh = true
		return nil
	})
	return fresh, err
}

// EndCommand remembers what came of a command that BeginCommand noted, and keeps an entry of it
// for the centre, in one transaction.
func (o *Outbox) EndCommand(ctx context.Context, report CommandReport) error {
	err := o.write(ctx, func(c *change) error { return c.endCommand(report, time.Now()) })
	if err == nil {
		o.announce()
	}
	return err
}

var errNoCommand = errors.New("outbox: this command is not under way")

func (c *change) endCommand(report CommandReport, now time.Time) error {
	var record commandRecord
	if ok, err := get(c.Tx, commandBucket, report.ID, &record); err != nil || !ok || record.Outcome != "" {
		return errors.Join(errNoCommand, err)
	}
	body, err := json.Marshal(report)
	if err != nil {
		return err
	}
	record.Outcome = report.Outcome
	return errors.Join(
		c.put(commandBucket, report.ID, record),
		c.link(parcel{Entry: terminal.Entry{Kind: terminal.CommandDone, Body: body, At: now}, body: seal.Pack(body)}),
		c.record(record.decision(report.ID), now),
	)
}

// decision is what came of a command, without the words that an administrator gets.
func (r commandRecord) decision(id string) terminal.Decision {
	return terminal.Decision{What: terminal.CommandEnded, Who: terminal.ByCentre, Detail: map[string]string{
		"command": id, "verb": r.Verb, "outcome": string(r.Outcome),
	}}
}

// endCommands reports on the commands that were under way when the program ended.
func (o *Outbox) endCommands() error {
	return o.write(context.Background(), func(c *change) error {
		var open []string
		err := eachCommand(c.Tx, func(id string, r commandRecord) {
			if r.Outcome == "" {
				open = append(open, id)
			}
		})
		for _, id := range open {
			err = errors.Join(err, c.endCommand(CommandReport{ID: id, Outcome: CommandUnknown}, time.Now()))
		}
		return err
	})
}

func eachCommand(tx *bolt.Tx, do func(id string, r commandRecord)) error {
	return tx.Bucket([]byte(commandBucket)).ForEach(func(key, value []byte) error {
		var r commandRecord
		if err := read(commandBucket, key, value, &r); err != nil {
			return err
		}
		do(string(key), r)
		return nil
	})
}

// forgetCommands drops commands that ended before. The centre sends none that has expired.
func (c *change) forgetCommands(before time.Time) error {
	var old []string
	err := eachCommand(c.Tx, func(id string, r commandRecord) {
		if r.Outcome != "" && r.At.Before(before) && r.Until.Before(before) {
			old = append(old, id)
		}
	})
	for _, id := range old {
		err = errors.Join(err, c.remove(commandBucket, id))
	}
	return err
}
