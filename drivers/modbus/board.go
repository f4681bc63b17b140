package modbus

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/port"
)

// Baud is the speed at which boards are delivered.
const Baud = 9600

// The waits of one question.
const (
	// silence keeps frames apart: 3.5 characters of 11 bits at 9,600 baud.
	silence = 4 * time.Millisecond
	// answerTimeout is what boards promise, doubled; a USB adapter adds 16 ms.
	answerTimeout = 400 * time.Millisecond
	// attempts is how often a question is put.
	attempts = 3
	// mostBits is what one question may ask for (V1.1b3, 6.1).
	mostBits = 2000
)

// Options say which board it is, and what hangs on it.
type Options struct {
	Place          string         // the place of the device in faults; empty means "signals"
	Unit           int            // the board's number, 1 to 247; 0 means 1
	Outputs        map[string]int // the coil of each output, from 0
	Inputs         map[string]int // the input of each sensor, from 0
	Inverted       []string       // names whose off is the protocol's on
	InputsAreCoils bool           // the board shows its inputs as coils
	Echo           bool           // the adapter hears itself
}

// Check says what is wrong with the options, before anything is opened.
func (o Options) Check() error {
	if o.Unit < 0 || o.Unit > 247 {
		return fmt.Errorf("unit %d: want 1 to 247", o.Unit)
	}
	for _, names := range []map[string]int{o.Outputs, o.Inputs} {
		for name, at := range names {
			if at < 0 || at >= mostBits {
				return fmt.Errorf("%s: channel %d: want 0 to %d", name, at, mostBits-1)
			}
		}
	}
	for _, name := range o.Inverted {
		_, out := o.Outputs[name]
		if _, in := o.Inputs[name]; !in && !out {
			return fmt.Errorf("inverted: no channel is called %q", name)
		}
	}
	return nil
}

// Board is a relay and input board. It implements drivers.SignalBoard.
type Board struct {
	port     port.Port
	opts     Options
	inverted map[string]bool
	turn     port.Turn
}

var _ drivers.SignalBoard = (*Board)(nil)

// New returns the board behind p and sends nothing. Closing the board closes p.
func New(p port.Port, o Options) (*Board, error) {
	if p == nil {
		return nil, errors.New("modbus: no port")
	}
	if err := o.Check(); err != nil {
		return nil, fmt.Errorf("modbus: %w", err)
	}
	o.Place, o.Unit = cmp.Or(o.Place, "signals"), cmp.Or(o.Unit, 1)
	b := &Board{p, o, map[string]bool{}, port.NewTurn()}
	for _, name := range o.Inverted {
		b.inverted[name] = true
	}
	return b, nil
}

// String names the protocol, the unit and the line.
func (b *Board) String() string { return fmt.Sprintf("modbus unit %d on %s", b.opts.Unit, b.port) }

// Err is why the line cannot be used any more, or nil; the device is not asked.
func (b *Board) Err() error { return b.port.Err() }

// Close is drivers.SignalBoard's.
func (b *Board) Close() error { return b.port.Close() }

// Set is drivers.SignalBoard's.
func (b *Board) Set(ctx context.Context, output string, on bool) error {
	at, ok := b.opts.Outputs[output]
	if !ok {
		return fmt.Errorf("%s: no output is called %q", b.opts.Place, output)
	}
	value := 0x0000
	if on != b.inverted[output] {
		value = 0xFF00
	}
	_, err := b.ask(ctx, writeCoil, at, value)
	return b.fault(ctx, "set", err)
}

// Sense is drivers.SignalBoard's. A board without inputs answers none.
func (b *Board) Sense(ctx context.Context) (map[string]bool, error) {
	if len(b.opts.Inputs) == 0 {
		return map[string]bool{}, nil
	}
	values, err := b.read(ctx)
	if err != nil {
		return nil, b.fault(ctx, "sense", err)
	}
	out := map[string]bool{}
	for name, at := range b.opts.Inputs {
		out[name] = values[at] != b.inverted[name]
	}
	return out, nil
}

// read reads all inputs up to the last that has a name.
func (b *Board) read(ctx context.Context) ([]bool, error) {
	function, n := byte(readInputs), 0
	if b.opts.InputsAreCoils {
		function = readCoils
	}
	for _, at := range b.opts.Inputs {
		n = max(n, at+1)
	}
	data, err := b.ask(ctx, function, 0, n)
	if err != nil {
		return nil, err
	}
	return bits(data, n)
}

// Status is drivers.SignalBoard's. It reads one coil, which every board has.
func (b *Board) Status(ctx context.Context) drivers.Status {
	if err := b.port.Err(); err != nil {
		return drivers.Status{State: drivers.NoDevice, Note: err.Error()}
	}
	_, err := b.ask(ctx, readCoils, 0, 1)
	switch {
	case err == nil || errors.Is(err, errRefused): // a refusal is an answer too
		return drivers.Status{State: drivers.Online, Note: fmt.Sprintf("unit %d", b.opts.Unit)}
	case ctx.Err() != nil:
		return drivers.Status{State: drivers.Unknown, Note: err.Error()}
	}
	return drivers.Status{State: drivers.NoDevice, Note: err.Error()}
}

// ask puts a question until its answer has come.
func (b *Board) ask(ctx context.Context, function byte, at, value int) (data []byte, err error) {
	if err := b.turn.Take(ctx); err != nil {
		return nil, err
	}
	defer b.turn.Give()
	for range attempts {
		if data, err = b.exchange(ctx, question(byte(b.opts.Unit), function, at, value)); err == nil || ctx.Err() != nil || final(err) {
			return data, err
		}
	}
	return nil, err
}

// final says that asking again cannot help.
func final(err error) bool {
	return errors.Is(err, port.ErrGone) || errors.Is(err, port.ErrClosed) || errors.Is(err, errRefused)
}

// exchange asks once, after a silence that ends whatever was said before.
func (b *Board) exchange(ctx context.Context, ask []byte) ([]byte, error) {
	if err := port.Sleep(ctx, silence); err != nil {
		return nil, err
	}
	if err := b.port.Flush(); err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	if _, err := b.port.Write(limited, ask); err != nil {
		return nil, b.late(ctx, limited, err)
	}
	var got []byte
	for p := make([]byte, longest); len(got) < 2*longest; {
		n, err := b.port.Read(limited, p)
		if err != nil {
			return nil, b.late(ctx, limited, err)
		}
		got = append(got, p[:n]...)
		heard := got
		if b.opts.Echo {
			if len(got) < len(ask) {
				continue
			}
			heard = bytes.TrimPrefix(got, ask)
		}
		if data, done, err := answer(ask, heard); done {
			return data, err
		}
	}
	return nil, errFrame
}

// late turns the end of our own patience into what it means.
func (b *Board) late(ctx, limited context.Context, err error) error {
	if ctx.Err() == nil && limited.Err() != nil {
		return errSilent
	}
	return err
}

// fault puts an error into words for people. The end of the caller's context is no
// fault.
func (b *Board) fault(ctx context.Context, op string, err error) error {
	if err == nil || ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return err
	}
	kind := drivers.Disconnected
	if errors.Is(err, errRefused) || errors.Is(err, errFrame) {
		kind = drivers.NeedsTechnician
	}
	return &drivers.Fault{Device: b.opts.Place, Op: op, Kind: kind, Err: err}
}

// Probe asks once whether a board with the number 1 is at the other end of p, by
// reading one coil. ok is false when nothing that makes sense came before ctx ended.
func Probe(ctx context.Context, p port.Port) (answer string, ok bool) {
	b := &Board{port: p}
	_, err := b.exchange(ctx, question(1, readCoils, 0, 1))
	return "unit 1", err == nil || errors.Is(err, errRefused)
}
