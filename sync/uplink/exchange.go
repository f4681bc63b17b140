package uplink

import (
	"context"
	"errors"
	"fmt"
	"time"

	"connectrpc.com/connect"

	"yitiji/sync/outbox"
	"yitiji/sync/wire"
)

// exchange sends all that waits, or says hello when nothing does, and then lets large bodies
// follow their entries. While a busy centre has us wait for our turn it hears hellos only.
func (u *Uplink) exchange(ctx context.Context) error {
	var sent bool
	err := u.inTurn(func() (err error) {
		sent, err = u.deliverAll(ctx)
		return err
	})
	if err == nil && (!sent || time.Since(u.greeted) >= u.options.Heartbeat) {
		err = u.hello(ctx)
	}
	if err == nil {
		err = u.inTurn(func() error { return u.carryBlobs(ctx) })
	}
	if err == nil {
		_, err = u.outbox.RetryDue(ctx, time.Now())
	}
	return err
}

// deliverAll sends entries until none waits, and reports whether there were any.
func (u *Uplink) deliverAll(ctx context.Context) (sent bool, err error) {
	for {
		batch, err := u.outbox.Pending(ctx, u.size.entries, batchBytes)
		if err != nil || len(batch) == 0 {
			return sent, err
		}
		start := time.Now()
		err = u.deliver(ctx, batch)
		switch {
		case isBusy(err):
			return sent, err
		case err != nil:
			u.size.failed()
			return sent, u.stuck(ctx, batch, err)
		}
		u.size.took(len(batch), time.Since(start))
		u.lone, sent = lone{}, true
	}
}

// deliver sends one batch, and lets the outbox delete what was acknowledged.
func (u *Uplink) deliver(ctx context.Context, batch []outbox.Sealed) error {
	call, cancel := context.WithTimeout(ctx, deliverWithin)
	defer cancel()
	answer, err := u.intake.Deliver(call, connect.NewRequest(&wire.DeliverRequest{Entries: Entries(batch)}))
	if err != nil {
		return reason(err)
	}
	ack, err := u.verify(answer.Msg, batch)
	if err != nil {
		return err
	}
	if err := u.outbox.Acknowledge(ctx, ack); err != nil {
		return err
	}
	for _, r := range ack.Refused {
		u.options.Log.Error("the centre refused an entry; it steps aside: see kiosk outbox list", "sequence", r.Sequence, "reason", r.Reason)
	}
	for _, a := range ack.Answers {
		u.options.Answered(a)
	}
	return nil
}

// lone is an entry that was sent by itself, and how often that failed.
type lone struct {
	outbox.Position
	times int
}

// loneTries is how often an entry may fail alone before those behind it are tried, one by one;
// witnesses is how many of them; chances is how often it is tried again after one got through.
const (
	loneTries = 6
	witnesses = 8
	chances   = 4
)

// stuck counts the failures of an entry that is sent alone. One that nobody can deliver must not
// hold up the others: it steps aside as soon as one behind it gets through. As long as none does,
// it is the centre that fails, or the link.
func (u *Uplink) stuck(ctx context.Context, batch []outbox.Sealed, why error) error {
	if len(batch) != 1 || ctx.Err() != nil {
		return why
	}
	at := outbox.Position{Sequence: batch[0].Sequence, Head: batch[0].Hash}
	if u.lone.Position != at {
		u.lone = lone{Position: at}
	}
	u.lone.times++
	if u.lone.times%loneTries != 0 || !u.overtake(ctx) || u.lastChance(ctx, batch) {
		return why
	}
	u.options.Log.Error("an entry cannot be delivered; it steps aside: see kiosk outbox list", "sequence", at.Sequence, "reason", why)
	return u.outbox.SetAside(ctx, outbox.Refusal{Position: at, Reason: outbox.Undeliverable})
}

// lastChance reports whether an entry gets through after all, now that another one did, or is
// told to come later.
func (u *Uplink) lastChance(ctx context.Context, batch []outbox.Sealed) bool {
	for range chances {
		if err := u.deliver(ctx, batch); err == nil || isBusy(err) {
			return true
		}
	}
	return false
}

// overtake reports whether an entry behind the first gets through. None overtakes one with its own
// slip.
func (u *Uplink) overtake(ctx context.Context) bool {
	next, err := u.outbox.Pending(ctx, 1+witnesses, batchBytes)
	if err != nil {
		return false
	}
	held := map[string]bool{}
	for _, e := range next {
		first := e.Sequence == u.lone.Sequence
		if !first && !held[e.Slip] && u.deliver(ctx, []outbox.Sealed{e}) == nil {
			return true
		}
		held[e.Slip] = e.Slip != ""
	}
	return false
}

// Entries puts a batch into the words of the contract.
func Entries(batch []outbox.Sealed) []*wire.Entry {
	out := make([]*wire.Entry, len(batch))
	for i, e := range batch {
		_, zone := e.At.Zone()
		out[i] = &wire.Entry{
			Sequence: e.Sequence, Previous: e.Previous[:], Hash: e.Hash[:],
			Kind: e.Kind, Slip: e.Slip, At: e.At.UnixMilli(), Zone: int32(zone), Sealed: e.Body,
		}
	}
	return out
}

// reason tells a centre that is busy, and a refusal, which the centre worded, from a link that is
// down.
func reason(err error) error {
	var b *busy
	if errors.As(err, &b) {
		return fmt.Errorf("uplink: %w", b)
	}
	var said *connect.Error
	if errors.As(err, &said) && connect.IsWireError(err) {
		return fmt.Errorf("uplink: the centre says: %s", said.Message())
	}
	return fmt.Errorf("uplink: the centre was not reached: %w", err)
}
