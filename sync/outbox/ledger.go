package outbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	bolt "go.etcd.io/bbolt"

	"yitiji/sync/seal"
	"yitiji/terminal"
)

// Uncertain is the outcome of a print that a restart cut short: whether there is
// a slip, nobody knows.
const Uncertain terminal.PrintOutcome = "uncertain"

// PrintReport is the body of a print entry: a print whose outcome nobody knows, or a print of what
// was printed before, with its reason.
type PrintReport struct {
	Copy    int                   `json:"copy"`
	Outcome terminal.PrintOutcome `json:"outcome,omitempty"`
	Reason  terminal.PrintReason  `json:"reason,omitempty"`
}

var errNotIntended = errors.New("outbox: this print is not open: it was never begun here, or it is settled")

// Intend implements terminal.Journal. Copies of a slip are counted for ever, those of another paper
// over the local day.
func (o *Outbox) Intend(ctx context.Context, p terminal.PrintJob) (terminal.PrintID, error) {
	if p.Number == "" || strings.Contains(p.Number, "/") {
		return terminal.PrintID{}, fmt.Errorf("outbox: %q is no number of a paper", p.Number)
	}
	now := time.Now()
	id := terminal.PrintID{Slip: terminal.SlipNumber(p.Number)}
	err := o.write(ctx, func(c *change) (err error) {
		if id.Copy, err = c.copies(p, now); err != nil {
			return err
		}
		id.Copy++
		again := id.Copy > 1 && p.Paper != terminal.LeafletPaper
		if again && p.Again == "" {
			return fmt.Errorf("outbox: copy %d of %s: %w", id.Copy, p.Number, terminal.ErrNoReason)
		}
		if err := errors.Join(c.count(p, id.Copy, now), c.intend(id, p, now)); err != nil || !again {
			return err
		}
		return errors.Join(
			c.report(id, PrintReport{Copy: id.Copy, Reason: p.Again}, now),
			c.recordAll(p.Begun(id.Copy), now),
		)
	})
	if err != nil {
		return terminal.PrintID{}, err
	}
	return id, nil
}

// copies is how often a paper was begun.
func (c *change) copies(p terminal.PrintJob, now time.Time) (int, error) {
	if p.Paper != terminal.SlipPaper {
		var record paperRecord
		_, err := get(c.Tx, paperBucket, paperDay(now)+p.Number, &record)
		return record.Prints, err
	}
	var record slipRecord
	ok, err := get(c.Tx, slipBucket, p.Number, &record)
	return record.Prints, errors.Join(err, missing(ok, terminal.SlipNumber(p.Number)))
}

// count notes how often a paper was begun.
func (c *change) count(p terminal.PrintJob, copies int, now time.Time) error {
	if p.Paper != terminal.SlipPaper {
		return c.put(paperBucket, paperDay(now)+p.Number, paperRecord{Prints: copies})
	}
	var record slipRecord
	if _, err := get(c.Tx, slipBucket, p.Number, &record); err != nil {
		return err
	}
	record.Prints = copies
	return c.put(slipBucket, p.Number, record)
}

// report keeps an entry about a print. Limits do not bind it: what it tells must be told.
func (c *change) report(id terminal.PrintID, r PrintReport, now time.Time) error {
	body, err := json.Marshal(r)
	if err != nil {
		return err
	}
	e := terminal.Entry{Kind: terminal.PrintEvent, Slip: id.Slip, Body: body, At: now}
	return c.link(parcel{Entry: e, body: seal.Pack(body)})
}

// intend opens a print in the ledger.
func (c *change) intend(id terminal.PrintID, p terminal.PrintJob, at time.Time) error {
	return errors.Join(
		c.put(printBucket, printKey(id), printRecord{At: at, Paper: p.Paper, Slip: p.Slip, Item: p.Item, Pages: p.Pages}),
		c.put(intentBucket, printKey(id), true),
	)
}

func missing(ok bool, slip terminal.SlipNumber) error {
	if ok {
		return nil
	}
	return fmt.Errorf("outbox: slip %s: %w", slip, terminal.ErrNoSlip)
}

// Settle implements terminal.Journal. A print that is not open is an error: a
// restart has settled it as uncertain already.
func (o *Outbox) Settle(ctx context.Context, id terminal.PrintID, outcome terminal.PrintOutcome) error {
	err := o.write(ctx, func(c *change) error { return c.settle(id, outcome) })
	if err == nil {
		o.announce()
	}
	return err
}

func (c *change) settle(id terminal.PrintID, outcome terminal.PrintOutcome) error {
	var open bool
	if _, err := get(c.Tx, intentBucket, printKey(id), &open); err != nil {
		return err
	}
	var record printRecord
	if ok, err := get(c.Tx, printBucket, printKey(id), &record); err != nil || !ok || !open {
		return errors.Join(err, errNotIntended)
	}
	record.Outcome = string(outcome)
	return errors.Join(
		c.put(printBucket, printKey(id), record),
		c.remove(intentBucket, printKey(id)),
		c.recordAll(record.job(id).Ended(id.Copy, outcome), time.Now()),
	)
}

// settleUnknown settles what was under way when the program ended, and keeps an
// entry for each. Limits do not bind it: what is unknown must be told.
func (o *Outbox) settleUnknown() error {
	ids, err := o.intents()
	if err != nil || len(ids) == 0 {
		return err
	}
	return o.write(context.Background(), func(c *change) error {
		for _, id := range ids {
			if err := c.uncertain(id); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c *change) uncertain(id terminal.PrintID) error {
	return errors.Join(c.settle(id, Uncertain), c.report(id, PrintReport{Copy: id.Copy, Outcome: Uncertain}, time.Now()))
}

func (o *Outbox) intents() (ids []terminal.PrintID, err error) {
	err = o.read(context.Background(), func(tx *bolt.Tx) error {
		return tx.Bucket([]byte(intentBucket)).ForEach(func(key, _ []byte) error {
			id, err := parsePrintKey(string(key))
			ids = append(ids, id)
			return err
		})
	})
	return ids, err
}

// Taken implements terminal.Journal.
func (o *Outbox) Taken(ctx context.Context, id terminal.PrintID) error {
	return o.write(ctx, func(c *change) error {
		var record printRecord
		if ok, err := get(c.Tx, printBucket, printKey(id), &record); err != nil || !ok || record.Outcome == "" {
			return errors.Join(err, errNotSettled)
		}
		first := record.Taken.IsZero()
		record.Taken = time.Now()
		if err := c.put(printBucket, printKey(id), record); err != nil || !first {
			return err
		}
		return c.recordAll(record.job(id).Taken(id.Copy), record.Taken)
	})
}

var errNotSettled = errors.New("outbox: this print is still under way, or was never begun here")

// LastPrint implements terminal.Journal.
func (o *Outbox) LastPrint(ctx context.Context, number string) (last terminal.Print, ok bool, err error) {
	err = o.read(ctx, func(tx *bolt.Tx) error {
		var record printRecord
		cursor := tx.Bucket([]byte(printBucket)).Cursor()
		for key, _ := cursor.Seek([]byte(number + "/")); bytes.HasPrefix(key, []byte(number+"/")); key, _ = cursor.Next() {
			id, err := parsePrintKey(string(key))
			if err != nil {
				return err
			}
			last.PrintID = id
		}
		if last.Copy == 0 {
			return nil
		}
		ok, err = get(tx, printBucket, printKey(last.PrintID), &record)
		last.At, last.Outcome, last.Taken = record.At, terminal.PrintOutcome(record.Outcome), record.Taken
		return err
	})
	return last, ok, err
}

// printKey orders the copies of a slip.
func printKey(id terminal.PrintID) string {
	return fmt.Sprintf("%s/%06d", id.Slip, id.Copy)
}

func parsePrintKey(key string) (terminal.PrintID, error) {
	slip, number, _ := strings.Cut(key, "/")
	n, err := strconv.Atoi(number)
	if err != nil {
		return terminal.PrintID{}, fmt.Errorf("outbox: the ledger has a damaged key: %w", err)
	}
	return terminal.PrintID{Slip: terminal.SlipNumber(slip), Copy: n}, nil
}
