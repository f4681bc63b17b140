package api

import (
	"context"
	"time"

	"yitiji/platform/store"
	"yitiji/sync/seal"
	"yitiji/sync/wire"
)

// noticesAtOnce bounds the notices in one answer.
const noticesAtOnce = 100

// downlink puts into answer what the centre has for a terminal that has taken notices up to one.
func (s *service) downlink(ctx context.Context, t store.Terminal, notice uint64, answer *wire.HelloResponse) error {
	notices, err := s.store.NoticesAfter(ctx, t.Code, notice, noticesAtOnce)
	if err != nil {
		return s.internal(err)
	}
	commands, err := s.store.OpenCommands(ctx, t.Code, time.Now())
	if err != nil {
		return s.internal(err)
	}
	if len(notices)+len(commands) == 0 {
		return nil
	}
	down := &wire.Downlink{Terminal: t.Code, At: answer.GetAt()}
	for _, n := range notices {
		down.Notices = append(down.Notices, &wire.Notice{Id: n.ID, Slip: n.Slip, Official: n.Official, State: n.State, At: int64(n.At)})
	}
	for _, c := range commands {
		down.Commands = append(down.Commands, &wire.Command{Id: c.ID, Verb: c.Verb, Argument: c.Argument, ValidUntil: int64(c.ValidUntil)})
	}
	answer.Downlink, answer.Signature, err = s.sign(seal.ForDownlink, down)
	return err
}
