package terminal

import (
	"context"

	"yitiji/terminal/flow"
)

// PrintSlip carries out one effect, for a test that drives the flow itself.
func (t *Terminal) PrintSlip(ctx context.Context, e flow.PrintSlip) flow.Event {
	return t.printSlip(ctx, e)
}
