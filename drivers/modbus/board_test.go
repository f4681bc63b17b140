package modbus_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"path/filepath"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/modbus"
	"yitiji/drivers/port"
	"yitiji/drivers/sim"
)

func plugged(t *testing.T, so sim.BoardOptions, o modbus.Options) (*sim.Board, *modbus.Board) {
	t.Helper()
	so.Link = filepath.Join(t.TempDir(), "signals")
	device := sim.NewBoard(so)
	if err := device.Plug(); err != nil {
		t.Fatal(err)
	}
	line, err := port.OpenSerial(device.Path(), port.SerialOptions{Baud: modbus.Baud})
	if err != nil {
		t.Fatal(err)
	}
	board, err := modbus.New(line, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { board.Close(); device.Close() })
	return device, board
}

func names() modbus.Options {
	return modbus.Options{
		Outputs:  map[string]int{"card-lamp": 0, "lock": 7},
		Inputs:   map[string]int{"door": 1, "near": 4},
		Inverted: []string{"door", "lock"},
	}
}

func TestSetAndSense(t *testing.T) {
	for _, echo := range []bool{false, true} {
		o := names()
		o.Echo = echo
		device, board := plugged(t, sim.BoardOptions{Echo: echo, Baud: modbus.Baud}, o)
		for output, want := range map[string]int{"card-lamp": 0, "lock": 7} {
			for _, on := range []bool{true, false} {
				if err := board.Set(t.Context(), output, on); err != nil {
					t.Fatal(err)
				}
				if got := device.State().Outputs[want]; got != (on != (output == "lock")) {
					t.Errorf("%s %v: relay %d is %v", output, on, want, got)
				}
			}
		}
		device.SetInput(4, true)
		got, err := board.Sense(t.Context())
		if want := map[string]bool{"door": true, "near": true}; err != nil || !maps.Equal(got, want) {
			t.Errorf("Sense = %v, %v, want %v", got, err, want)
		}
	}
}

func TestRefusals(t *testing.T) {
	_, board := plugged(t, sim.BoardOptions{Channels: 4}, names())
	if err := board.Set(t.Context(), "lock", true); drivers.KindOf(err) != drivers.NeedsTechnician {
		t.Errorf("a relay that the board lacks: %v", err)
	}
	if err := board.Set(t.Context(), "siren", true); err == nil {
		t.Error("an output without a name is set")
	}
	if s := board.Status(t.Context()); s.State != drivers.Online {
		t.Errorf("status %+v", s)
	}
	_, other := plugged(t, sim.BoardOptions{Unit: 9}, names())
	if s := other.Status(t.Context()); s.State != drivers.NoDevice {
		t.Errorf("a board of another number is %+v", s)
	}
}

func TestWrongOptions(t *testing.T) {
	for _, o := range []modbus.Options{
		{Unit: 300}, {Outputs: map[string]int{"x": -1}}, {Inputs: map[string]int{"x": 2000}}, {Inverted: []string{"x"}},
	} {
		if o.Check() == nil {
			t.Errorf("%+v is accepted", o)
		}
	}
}

// Whatever happens to the line, an output is set, and an input is read as it is.
func TestTroubles(t *testing.T) {
	device, board := plugged(t, sim.BoardOptions{}, names())
	step := func(on bool) error {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		device.SetInput(4, on)
		if err := board.Set(ctx, "card-lamp", on); err != nil {
			return err
		}
		inputs, err := board.Sense(ctx)
		if err == nil && (inputs["near"] != on || device.State().Outputs[0] != on) {
			err = fmt.Errorf("set and sensed wrongly: %v", inputs)
		}
		return err
	}
	device.Befall("", 0)
	if err := step(true); err != nil {
		t.Fatal(err)
	}
	size := device.Carried()
	for i, trouble := range []sim.Trouble{sim.Noise, sim.Flipped, sim.Dropped, sim.Twice} {
		for at := i; at < size; at += 4 {
			device.Befall(trouble, at)
			if err := step(at%2 == 0); err != nil {
				t.Errorf("%s at byte %d of %d: %v", trouble, at, size, err)
			}
		}
	}
}

func TestCRC(t *testing.T) {
	// The example of Modbus over Serial Line V1.02, appendix B: 02 07 gives 41 12.
	if got := modbus.CRC([]byte{0x02, 0x07}); got != binary.LittleEndian.Uint16([]byte{0x41, 0x12}) {
		t.Errorf("crc %04X", got)
	}
}

func FuzzAnswer(f *testing.F) {
	ask := modbus.Question(1, 2, 0, 5)
	f.Add([]byte{1, 2, 1, 0x10, 0xA0, 0x44})
	f.Add([]byte{1, 0x82, 2, 0xC1, 0x61})
	f.Add(ask)
	f.Fuzz(func(_ *testing.T, p []byte) {
		if data, done, err := modbus.Answer(ask, p); done && err == nil {
			_, _ = modbus.Bits(data, 5)
		}
	})
}
