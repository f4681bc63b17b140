package outbox

import (
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

// PrintReport is the body of a print entry.
type PrintReport struct {
	Copy    int                   `json:"copy"`
	Outcome terminal.PrintOutcome `json:"outcome"`
}

var errNotIntended = errors.New("outbox: this print is not open: it was never begun here, or it is settled")

// Intend implements terminal.Journal.
func (o *Outbox) Intend(ctx context.Context, slip terminal.SlipNumber) (terminal.PrintID, error) {
	var id terminal.PrintID
	err := o.write(ctx, func(c *change) error {
		var record slipRecord
		if ok, err := get(c.Tx, slipBucket, string(slip), &record); err != nil || !ok {
			return errors.Join(err, missing(ok, slip))
		}
		record.Prints++
		id = terminal.PrintID{Slip: slip, Copy: record.Prints}
		return errors.Join(c.put(slipBucket, string(slip), record), c.intend(id, time.Now()))
	})
	if err != nil {
		return terminal.PrintID{}, err
	}
	return id, nil
}

// intend opens a print in the ledger.
func (c *change) intend(id terminal.PrintID, at time.Time) error {
	return errors.Join(
		c.put(printBucket, printKey(id), printRecord{At: at}),
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
	return o.write(ctx, func(c *change) error { return c.settle(id, outcome) })
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
	body, err := json.Marshal(PrintReport{Copy: id.Copy, Outcome: Uncertain})
	if err != nil {
		return err
	}
	event := terminal.Entry{Kind: terminal.PrintEvent, Slip: id.Slip, Body: body, At: time.Now()}
	return errors.Join(c.settle(id, Uncertain), c.link(parcel{Entry: event, body: seal.Pack(body)}))
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
