package uplink

import (
	"context"
	"errors"
	"fmt"

	"connectrpc.com/connect"

	"yitiji/sync/outbox"
	"yitiji/sync/wire"
)

// exchange sends all that waits, or says hello when nothing does.
func (u *Uplink) exchange(ctx context.Context) error {
	sent := false
	for {
		batch, err := u.outbox.Pending(ctx, u.batch)
		switch {
		case err != nil:
			return err
		case len(batch) == 0 && sent:
			return nil
		case len(batch) == 0:
			return u.hello(ctx)
		}
		if err := u.deliver(ctx, batch); err != nil {
			u.batch = max(1, u.batch/2)
			return err
		}
		u.batch = min(maxBatch, u.batch*2)
		sent = true
	}
}

// deliver sends one batch, and lets the outbox delete what was acknowledged.
func (u *Uplink) deliver(ctx context.Context, batch []outbox.Sealed) error {
	call, cancel := context.WithTimeout(ctx, deliverWithin)
	defer cancel()
	answer, err := u.intake.Deliver(call, connect.NewRequest(&wire.DeliverRequest{Entries: entries(batch)}))
	if err != nil {
		return reason(err)
	}
	ack, err := u.verify(answer.Msg, batch)
	if err != nil {
		return err
	}
	answers := ack.terminalAnswers()
	if err := u.outbox.Acknowledge(ctx, ack.through, ack.head, answers); err != nil {
		return err
	}
	for _, a := range answers {
		u.options.Answered(a)
	}
	return nil
}

// hello tells the centre that this terminal lives, and checks that the centre
// knows no more of it than it knows itself.
func (u *Uplink) hello(ctx context.Context) error {
	stats, err := u.outbox.Stats(ctx)
	if err != nil {
		return err
	}
	call, cancel := context.WithTimeout(ctx, helloWithin)
	defer cancel()
	answer, err := u.intake.Hello(call, connect.NewRequest(&wire.HelloRequest{LastSequence: stats.Last}))
	if err != nil {
		return reason(err)
	}
	if there := answer.Msg.GetLastSequence(); there > stats.Last {
		return fmt.Errorf("uplink: the centre holds %d entries of this terminal, its store only %d; the store was replaced: enrol the terminal again with a new code", there, stats.Last)
	}
	return nil
}

// entries puts a batch into the words of the contract.
func entries(batch []outbox.Sealed) []*wire.Entry {
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

// reason tells a refusal, which the centre worded, from a link that is down.
func reason(err error) error {
	var said *connect.Error
	if errors.As(err, &said) && connect.IsWireError(err) {
		return fmt.Errorf("uplink: the centre says: %s", said.Message())
	}
	return fmt.Errorf("uplink: the centre was not reached: %w", err)
}
