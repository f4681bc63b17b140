package drivertest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"yitiji/drivers"
)

// SignalBoardRig is a board under test and the hands around it.
type SignalBoardRig struct {
	Board  drivers.SignalBoard
	Output string        // the name of an output
	Shown  func() bool   // whether what hangs on it is on
	Input  string        // the name of an input
	Hand   func(on bool) // works what hangs on it
	Mute   func()        // it answers nothing any more
	Unplug func()        // pulls the plug
}

// SignalBoard runs the suite; rig is called once for each check, and once before.
func SignalBoard(t *testing.T, rig func(t *testing.T) SignalBoardRig) {
	t.Helper()
	runAll(t, signalBoardChecks(), rig)
}

// FailingSignalBoard gives the names of the checks that a rig does not pass.
func FailingSignalBoard(t *testing.T, rig func(t *testing.T) SignalBoardRig) []string {
	t.Helper()
	return failing(t, signalBoardChecks(), rig)
}

func signalBoardChecks() []check[SignalBoardRig] {
	return []check[SignalBoardRig]{
		{"switches an output", switches, nil},
		{"senses an input", senses, nil},
		{"refuses an unknown output", refusesOutput, nil},
		{"ends with its context", signalEndsWithContext, nil},
		{"is disconnected when unplugged", signalUnplugged, nil},
		{"closes", signalCloses, nil},
	}
}

func (r SignalBoardRig) sense(ctx context.Context) error {
	_, err := r.Board.Sense(ctx)
	return err
}

func switches(ctx context.Context, r SignalBoardRig) error {
	for _, on := range []bool{true, true, false} {
		if err := r.Board.Set(ctx, r.Output, on); err != nil {
			return err
		}
		if r.Shown() != on {
			return fmt.Errorf("%s is %v, want %v", r.Output, !on, on)
		}
	}
	return eventually(ctx, r.Board.Status, drivers.Online)
}

func senses(ctx context.Context, r SignalBoardRig) error {
	for _, on := range []bool{false, true, false} {
		r.Hand(on)
		inputs, err := r.Board.Sense(ctx)
		if err != nil {
			return err
		}
		if got, ok := inputs[r.Input]; !ok || got != on {
			return fmt.Errorf("%s is %v (named: %v), want %v", r.Input, got, ok, on)
		}
	}
	return nil
}

func refusesOutput(ctx context.Context, r SignalBoardRig) error {
	var f *drivers.Fault
	if err := r.Board.Set(ctx, "no such output", true); err == nil || errors.As(err, &f) {
		return fmt.Errorf("got %v, want an error without a Fault", err)
	}
	return nil
}

func signalEndsWithContext(ctx context.Context, r SignalBoardRig) error {
	r.Mute()
	return endsWithContext(ctx, r.sense)
}

func signalUnplugged(ctx context.Context, r SignalBoardRig) error {
	r.Unplug()
	if err := wantKind(r.sense(ctx), drivers.Disconnected); err != nil {
		return err
	}
	return eventually(ctx, r.Board.Status, drivers.NoDevice)
}

func signalCloses(ctx context.Context, r SignalBoardRig) error {
	return closes(ctx, r.Board, r.sense, false)
}
