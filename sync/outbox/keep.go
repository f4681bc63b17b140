package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"yitiji/sync/seal"
	"yitiji/terminal"
)

// MaxBody is the largest body that Keep takes, in bytes: what the centre accepts
// in one call, less the seal.
const MaxBody = 1 << 20

// overhead is what a seal and a record add to a body, generously.
const overhead = 4 << 10

// Keep implements terminal.Journal. The body of an application must be JSON with
// the item's code under "item".
func (o *Outbox) Keep(ctx context.Context, e terminal.Entry) (terminal.Receipt, error) {
	item, err := check(e)
	if err != nil {
		return terminal.Receipt{}, err
	}
	if err := o.room(len(e.Body)); err != nil {
		return terminal.Receipt{}, err
	}
	prepared := o.envelope()
	if prepared.err != nil {
		return terminal.Receipt{}, prepared.err
	}
	var receipt terminal.Receipt
	err = o.write(ctx, func(c *change) (err error) {
		if err := o.full(c.state, len(e.Body)); err != nil {
			return err
		}
		receipt, err = c.keep(e, item, prepared)
		return err
	})
	if err != nil {
		return terminal.Receipt{}, err
	}
	o.announce()
	return receipt, nil
}

// check refuses what the centre could not use, and tells an application's item.
func check(e terminal.Entry) (item string, err error) {
	switch {
	case len(e.Body) > MaxBody:
		return "", fmt.Errorf("outbox: a body of %d bytes; at most %d", len(e.Body), MaxBody)
	case e.Kind == terminal.Application && e.Slip != "":
		return "", errors.New("outbox: an application gets its slip number here; leave it empty")
	case e.Kind == terminal.Application:
		return itemOf(e)
	case e.Slip != "" || e.Kind == terminal.Material:
		return "", nil
	case e.Kind == terminal.Rating: // of something that was looked up
		_, err = itemOf(e)
		return "", err
	}
	return "", fmt.Errorf("outbox: an entry of kind %q needs a slip number", e.Kind)
}

// itemOf is the item that an entry's body names.
func itemOf(e terminal.Entry) (string, error) {
	var body struct {
		Item string `json:"item"`
	}
	if json.Unmarshal(e.Body, &body) != nil || body.Item == "" {
		return "", fmt.Errorf("outbox: the body of an entry of kind %q must be JSON with its item", e.Kind)
	}
	return body.Item, nil
}

// keep puts e into the transaction.
func (c *change) keep(e terminal.Entry, item string, prepared envelope) (terminal.Receipt, error) {
	slip := e.Slip
	if e.Kind == terminal.Application {
		serial, err := c.nextSerial(e.At)
		if err != nil {
			return terminal.Receipt{}, err
		}
		slip = terminal.NewSlipNumber(c.state.Terminal, e.At, serial)
		if err := put(c.Tx, slipBucket, string(slip), slipRecord{Item: item, At: e.At}); err != nil {
			return terminal.Receipt{}, err
		}
	}
	e.Slip = slip
	err := c.link(e, prepared)
	return terminal.Receipt{Slip: slip, Sequence: c.state.Sequence}, err
}

// link seals e and makes it the end of the chain.
func (c *change) link(e terminal.Entry, prepared envelope) error {
	header := seal.Header{
		Terminal: c.state.Terminal, Sequence: c.state.Sequence + 1,
		Kind: string(e.Kind), Slip: string(e.Slip), At: e.At,
	}
	sealed := prepared.Seal(header, e.Body)
	hash := seal.Link(c.state.Head, header, sealed)
	record := entryRecord{
		Kind: header.Kind, Slip: header.Slip, At: e.At,
		Previous: c.state.Head, Hash: hash, Sealed: sealed,
	}
	c.state.Sequence, c.state.Head = header.Sequence, hash
	c.state.Bytes += int64(len(sealed))
	return c.putEntry(header.Sequence, record)
}

// nextSerial counts the applications of the local day of at.
func (c *change) nextSerial(at time.Time) (int, error) {
	day, serial := at.Format(time.DateOnly), 0
	if _, err := get(c.Tx, serialBucket, day, &serial); err != nil {
		return 0, err
	}
	if day <= c.state.FloorDay {
		serial = max(serial, int(c.state.Floor))
	}
	serial++
	return serial, put(c.Tx, serialBucket, day, serial)
}

// room refuses when the disk is so full that bbolt might fail half way.
func (o *Outbox) room(body int) error {
	left, err := free(o.path)
	if err != nil {
		return err
	}
	if left < o.options.Reserve+int64(body)+overhead {
		return fmt.Errorf("outbox: %d MiB free on the disk: %w", left>>20, terminal.ErrFull)
	}
	return nil
}

// full refuses when the entries that wait are as many as they may be.
func (o *Outbox) full(s state, body int) error {
	if s.waiting() >= o.options.MaxEntries || s.Bytes+int64(body)+overhead > o.options.MaxBytes {
		return fmt.Errorf("outbox: %d entries wait for the centre: %w", s.waiting(), terminal.ErrFull)
	}
	return nil
}

// envelope is a seal whose key exchange is done, or why that failed.
type envelope struct {
	*seal.Envelope
	err error
}

func (o *Outbox) envelope() envelope {
	select {
	case prepared := <-o.envelopes:
		return prepared
	case <-o.closing:
		return envelope{err: errClosed}
	}
}

// prepare keeps envelopes ready until Close, so that the key exchange costs
// the citizen nothing.
func (o *Outbox) prepare() {
	for {
		var next envelope
		next.Envelope, next.err = o.options.SealTo.Prepare()
		select {
		case o.envelopes <- next:
		case <-o.closing:
			return
		}
	}
}
