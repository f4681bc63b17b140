package terminal

import (
	"context"

	"yitiji/drivers"
	"yitiji/terminal/flow"
)

// PrintSlip carries out one effect, for a test that drives the flow itself.
func (t *Terminal) PrintSlip(ctx context.Context, e flow.PrintSlip) flow.Event {
	return t.printSlip(ctx, e)
}

// Leaflet lays a leaflet out.
func (t *Terminal) Leaflet(l flow.Leaflet) drivers.Slip { return t.leaflet(l) }

// Slip lays a slip out.
func (t *Terminal) Slip(s flow.Slip) drivers.Slip { return t.slip(s) }
