package drivertest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"yitiji/drivers"
)

// CardDispenserRig is a card dispenser under test and the hands around it.
type CardDispenserRig struct {
	Dispenser drivers.CardDispenser
	Fed       func() int    // how many cards have left the stacker
	Take      func()        // takes the card at the gate
	Empty     func()        // empties the stacker
	Jam       func(on bool) // jams the transport, or frees it
	Mute      func()        // it answers nothing any more
	Unplug    func()        // pulls the plug
}

// CardDispenser runs the suite; rig is called once for each check, and once before.
func CardDispenser(t *testing.T, rig func(t *testing.T) CardDispenserRig) {
	t.Helper()
	runAll(t, cardDispenserChecks(), rig)
}

// FailingCardDispenser gives the names of the checks that a rig does not pass.
func FailingCardDispenser(t *testing.T, rig func(t *testing.T) CardDispenserRig) []string {
	t.Helper()
	return failing(t, cardDispenserChecks(), rig)
}

func cardDispenserChecks() []check[CardDispenserRig] {
	return []check[CardDispenserRig]{
		{"issues a card", issuesCard, nil},
		{"captures a card", capturesCard, nil},
		{"says that a card is left at the gate", cardLeftAtGate, nil},
		{"feeds one card for two orders", feedsOnce, nil},
		{"says that the stacker is empty", stackerEmpty, nil},
		{"says that it is jammed", transportJammed, nil},
		{"ends with its context", dispenserEndsWithContext, nil},
		{"is disconnected when unplugged", dispenserUnplugged, nil},
		{"closes", dispenserCloses, nil},
	}
}

func (r CardDispenserRig) position(ctx context.Context) error {
	_, err := r.Dispenser.Position(ctx)
	return err
}

// at wants the card to be where it was moved.
func (r CardDispenserRig) at(ctx context.Context, want drivers.CardPosition) error {
	got, err := r.Dispenser.Position(ctx)
	if err == nil && got != want {
		err = fmt.Errorf("the card is at %q, want %q", got, want)
	}
	return err
}

func (r CardDispenserRig) moveTo(ctx context.Context, to, want drivers.CardPosition) error {
	if err := r.Dispenser.Move(ctx, to); err != nil {
		return err
	}
	return r.at(ctx, want)
}

func issuesCard(ctx context.Context, r CardDispenserRig) error {
	if err := errors.Join(
		r.at(ctx, drivers.NoCard),
		r.moveTo(ctx, drivers.Inside, drivers.Inside),
		r.moveTo(ctx, drivers.AtGate, drivers.AtGate),
	); err != nil {
		return err
	}
	r.Take()
	if err := r.at(ctx, drivers.NoCard); err != nil {
		return err
	}
	var f *drivers.Fault
	if err := r.Dispenser.Move(ctx, drivers.AtGate); err == nil || errors.As(err, &f) {
		return fmt.Errorf("presenting nothing: got %v, want an error without a Fault", err)
	}
	return eventually(ctx, r.Dispenser.Status, drivers.Online)
}

func cardLeftAtGate(ctx context.Context, r CardDispenserRig) error {
	if err := errors.Join(
		r.moveTo(ctx, drivers.Inside, drivers.Inside),
		eventually(ctx, r.Dispenser.Status, drivers.Online),
		r.moveTo(ctx, drivers.AtGate, drivers.AtGate),
		leftBehind(ctx, r.Dispenser.Status),
	); err != nil {
		return err
	}
	r.Take()
	return eventually(ctx, r.Dispenser.Status, drivers.Online)
}

func capturesCard(ctx context.Context, r CardDispenserRig) error {
	return errors.Join(
		r.moveTo(ctx, drivers.Inside, drivers.Inside),
		r.moveTo(ctx, drivers.Bin, drivers.NoCard),
		r.moveTo(ctx, drivers.Bin, drivers.NoCard),
	)
}

func feedsOnce(ctx context.Context, r CardDispenserRig) error {
	before := r.Fed()
	err := errors.Join(
		r.moveTo(ctx, drivers.Inside, drivers.Inside),
		r.moveTo(ctx, drivers.Inside, drivers.Inside),
		r.moveTo(ctx, drivers.AtGate, drivers.AtGate),
		r.moveTo(ctx, drivers.Inside, drivers.Inside),
	)
	if n := r.Fed() - before; err == nil && n != 1 {
		err = fmt.Errorf("%d cards were fed, want 1", n)
	}
	return err
}

func stackerEmpty(ctx context.Context, r CardDispenserRig) error {
	r.Empty()
	if err := wantKind(r.Dispenser.Move(ctx, drivers.Inside), drivers.NeedsTechnician); err != nil {
		return err
	}
	return eventually(ctx, r.Dispenser.Status, drivers.Offline)
}

func transportJammed(ctx context.Context, r CardDispenserRig) error {
	r.Jam(true)
	if err := wantKind(r.Dispenser.Move(ctx, drivers.Inside), drivers.Jam); err != nil {
		return err
	}
	r.Jam(false)
	return r.moveTo(ctx, drivers.Inside, drivers.Inside)
}

func dispenserEndsWithContext(ctx context.Context, r CardDispenserRig) error {
	if err := r.position(ctx); err != nil {
		return err
	}
	r.Mute()
	return endsWithContext(ctx, r.position)
}

func dispenserUnplugged(ctx context.Context, r CardDispenserRig) error {
	r.Unplug()
	if err := wantKind(r.position(ctx), drivers.Disconnected); err != nil {
		return err
	}
	return eventually(ctx, r.Dispenser.Status, drivers.NoDevice)
}

func dispenserCloses(ctx context.Context, r CardDispenserRig) error {
	return closes(ctx, r.Dispenser, r.position, false)
}
