package terminal

import (
	"context"

	"yitiji/terminal/flow"
)

// PrintSlip carries out one effect, for a test that drives the flow itself.
func (t *Terminal) PrintSlip(ctx context.Context, e flow.PrintSlip) flow.Event {
	return t.printSlip(ctx, e, matter{slip: e.Slip.Number})
}

// GiveCard carries out one effect, for a test that lets cards out.
func (t *Terminal) GiveCard(ctx context.Context, e flow.GiveCard) flow.Event {
	return t.giveCard(ctx, e, matter{slip: e.Slip})
}
