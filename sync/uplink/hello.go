package uplink

import (
	"context"
	"fmt"
	"time"

	"connectrpc.com/connect"

	"yitiji/sync/outbox"
	"yitiji/sync/seal"
	"yitiji/sync/wire"
	"yitiji/terminal"
)

// hello tells the centre that this terminal lives and how it fares, checks that the centre
// knows no more of it than it knows itself, and takes what the centre has for it.
func (u *Uplink) hello(ctx context.Context) error {
	stats, err := u.outbox.Stats(ctx)
	if err != nil {
		return err
	}
	call, cancel := context.WithTimeout(ctx, helloWithin)
	defer cancel()
	sent := time.Now()
	answer, err := u.intake.Hello(call, connect.NewRequest(u.fares(stats)))
	if err != nil {
		return reason(err)
	}
	u.greeted = time.Now()
	u.clock.answered(answer.Msg.GetAt(), sent, u.greeted)
	if there := answer.Msg.GetLastSequence(); there > stats.Last {
		return fmt.Errorf("uplink: the centre holds %d entries of this terminal, its store only %d; the store was replaced: enrol the terminal again with a new code", there, stats.Last)
	}
	return u.take(ctx, answer.Msg)
}

// fares is how this terminal fares.
func (u *Uplink) fares(s outbox.Stats) *wire.HelloRequest {
	r := &wire.HelloRequest{
		LastSequence: s.Last, At: time.Now().UnixMilli(), Program: u.options.Program,
		Waiting: uint64(s.Pending), Aside: uint64(s.Aside), Notice: s.Notice,
	}
	if s.Last > 0 {
		r.Head = s.Head[:]
	}
	if !s.Oldest.IsZero() {
		r.Oldest = s.Oldest.UnixMilli()
	}
	return r
}

// take takes what the centre has for this terminal: each notice and each command once.
func (u *Uplink) take(ctx context.Context, answer *wire.HelloResponse) error {
	if len(answer.GetDownlink()) == 0 {
		return nil
	}
	var down wire.Downlink
	if err := u.signed(seal.ForDownlink, answer.GetDownlink(), answer.GetSignature(), &down); err != nil {
		return err
	}
	if down.GetTerminal() != u.identity.Terminal {
		return errOther
	}
	if err := u.outbox.TakeNotices(ctx, noticesOf(&down)); err != nil {
		return err
	}
	for _, c := range down.GetCommands() {
		if err := u.obey(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

func noticesOf(down *wire.Downlink) (out []outbox.Notice) {
	for _, n := range down.GetNotices() {
		out = append(out, outbox.Notice{
			ID: n.GetId(), Slip: terminal.SlipNumber(n.GetSlip()), Official: n.GetOfficial(),
			State: n.GetState(), At: time.UnixMilli(n.GetAt()),
		})
	}
	return out
}

// obey carries a command out that was not begun before, and keeps what came of it.
func (u *Uplink) obey(ctx context.Context, c *wire.Command) error {
	cmd := outbox.Command{
		ID: c.GetId(), Verb: c.GetVerb(), Argument: c.GetArgument(), ValidUntil: time.UnixMilli(c.GetValidUntil()),
	}
	fresh, err := u.outbox.BeginCommand(ctx, cmd, u.clock.now())
	if err != nil || !fresh {
		return err
	}
	u.options.Log.Info("a command of the centre", "id", cmd.ID, "verb", cmd.Verb)
	report := u.options.Obey(ctx, cmd)
	report.ID = cmd.ID
	return u.outbox.EndCommand(context.WithoutCancel(ctx), report)
}
