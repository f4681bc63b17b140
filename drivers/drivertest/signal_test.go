package drivertest_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	"yitiji/drivers"
	"yitiji/drivers/drivertest"
	"yitiji/drivers/modbus"
	"yitiji/drivers/port"
	"yitiji/drivers/sim"
	"yitiji/drivers/slot"
)

func deskBoard(t *testing.T) (*sim.Board, func(context.Context) (drivers.SignalBoard, error)) {
	device := sim.NewBoard(sim.BoardOptions{Link: filepath.Join(t.TempDir(), "signals")})
	t.Cleanup(func() { device.Close() })
	must(t, 0, device.Plug())
	return device, func(context.Context) (drivers.SignalBoard, error) {
		line, err := port.OpenSerial(device.Path(), port.SerialOptions{Baud: modbus.Baud})
		if err != nil {
			return nil, err
		}
		return modbus.New(line, modbus.Options{Outputs: map[string]int{"lamp": 2}, Inputs: map[string]int{"door": 3}})
	}
}

func signalRig(device *sim.Board, board drivers.SignalBoard) drivertest.SignalBoardRig {
	return drivertest.SignalBoardRig{
		Board: board, Output: "lamp", Input: "door",
		Shown:  func() bool { return device.State().Outputs[2] },
		Hand:   func(on bool) { device.SetInput(3, on) },
		Mute:   func() { device.Befall(sim.Mute, 0) },
		Unplug: func() { _ = device.Unplug() },
	}
}

func TestSignalBoard(t *testing.T) {
	t.Parallel()
	drivertest.SignalBoard(t, func(t *testing.T) drivertest.SignalBoardRig {
		device, open := deskBoard(t)
		board := must2(open(t.Context()))(t)
		t.Cleanup(func() { board.Close() })
		return signalRig(device, board)
	})
}

func TestSignalBoardInSlot(t *testing.T) {
	t.Parallel()
	drivertest.SignalBoard(t, func(t *testing.T) drivertest.SignalBoardRig {
		device, open := deskBoard(t)
		board := slot.NewSignalBoard("signals", open, quick)
		seat(t, board.Run, board.Status)
		rig := signalRig(device, board)
		rig.Unplug = untilGone(t, device.Unplug, board.Status)
		return rig
	})
}

// careless says that it has switched what it has not.
type careless struct{ drivers.SignalBoard }

func (careless) Set(context.Context, string, bool) error { return nil }

func TestSuiteRejectsCarelessSignalBoard(t *testing.T) {
	t.Parallel()
	got := drivertest.FailingSignalBoard(t, func(t *testing.T) drivertest.SignalBoardRig {
		device, open := deskBoard(t)
		board := must2(open(t.Context()))(t)
		t.Cleanup(func() { board.Close() })
		return signalRig(device, careless{board})
	})
	if want := []string{"switches an output", "refuses an unknown output"}; !slices.Equal(got, want) {
		t.Errorf("the suite rejects %q, want %q", got, want)
	}
}
