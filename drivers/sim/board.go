package sim

import (
	"context"
	"sync"

	"yitiji/drivers/port"
)

// BoardOptions say where the board is found and what it has.
type BoardOptions struct {
	Link     string // the stable name to make; empty for none
	Baud     int    // bits per second on the line; 0 sends at once
	Unit     byte   // its number on the bus; 0 means 1
	Channels int    // as many outputs, and as many inputs; 0 means 8
	Echo     bool   // the adapter hears itself
}

// Board is a simulated board of relays and inputs that speaks Modbus RTU.
type Board struct {
	*Cable
	opts BoardOptions

	mu      sync.Mutex
	outputs []bool
	inputs  []bool
}

// NewBoard returns a board with all its relays off, not plugged in yet.
func NewBoard(o BoardOptions) *Board {
	if o.Unit == 0 {
		o.Unit = 1
	}
	if o.Channels == 0 {
		o.Channels = 8
	}
	b := &Board{opts: o, outputs: make([]bool, o.Channels), inputs: make([]bool, o.Channels)}
	b.Cable = newCable(o.Link, b.serve)
	return b
}

// BoardState is how the board is at one moment.
type BoardState struct {
	Plugged bool   `json:"plugged"`
	Outputs []bool `json:"outputs"`
	Inputs  []bool `json:"inputs"`
}

// State is how the board is at this moment.
func (b *Board) State() BoardState {
	plugged := b.Plugged()
	b.mu.Lock()
	defer b.mu.Unlock()
	return BoardState{plugged, append([]bool{}, b.outputs...), append([]bool{}, b.inputs...)}
}

// SetInput closes or opens what hangs on an input.
func (b *Board) SetInput(n int, on bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if 0 <= n && n < len(b.inputs) {
		b.inputs[n] = on
	}
}

// serve answers frames of eight bytes, which is what all questions here have, until
// the cable is pulled. Bytes that are no frame are dropped one by one.
func (b *Board) serve(ctx context.Context, line port.Port) {
	w := &wire{line: line, baud: b.opts.Baud}
	var got []byte
	buf := make([]byte, 64)
	for {
		n, err := line.Read(ctx, buf)
		if err != nil {
			return
		}
		w.received(n)
		if b.opts.Echo && w.send(ctx, buf[:n]) != nil {
			return
		}
		for got = append(got, buf[:n]...); len(got) >= 8; {
			frame := got[:8]
			if !sealed(frame) {
				got = got[1:]
				continue
			}
			got = got[8:]
			if reply := b.execute(frame); reply != nil && w.send(ctx, reply) != nil {
				return
			}
		}
	}
}

// execute does what a question asks for, and gives its answer; nil to another unit.
func (b *Board) execute(frame []byte) []byte {
	if frame[0] != b.opts.Unit {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	at, value := int(frame[2])<<8|int(frame[3]), int(frame[4])<<8|int(frame[5])
	switch function := frame[1]; {
	case function == 1 && at+value <= len(b.outputs):
		return b.pack(function, b.outputs[at:at+value])
	case function == 2 && at+value <= len(b.inputs):
		return b.pack(function, b.inputs[at:at+value])
	case function == 5 && at < len(b.outputs) && (value == 0 || value == 0xFF00):
		b.outputs[at] = value != 0
		return append([]byte(nil), frame...)
	case function == 1 || function == 2 || function == 5:
		return seal([]byte{b.opts.Unit, function | 0x80, 2}) // illegal address
	}
	return seal([]byte{b.opts.Unit, frame[1] | 0x80, 1}) // illegal function
}

func (b *Board) pack(function byte, bits []bool) []byte {
	data := make([]byte, (len(bits)+7)/8)
	for i, on := range bits {
		if on {
			data[i/8] |= 1 << (i % 8)
		}
	}
	return seal(append([]byte{b.opts.Unit, function, byte(len(data))}, data...))
}

// seal adds the CRC-16 of the protocol: the reflected polynomial 8005, from FFFF.
func seal(p []byte) []byte {
	sum := modbusSum(p)
	return append(p, byte(sum), byte(sum>>8))
}

func sealed(frame []byte) bool {
	n := len(frame) - 2
	sum := modbusSum(frame[:n])
	return frame[n] == byte(sum) && frame[n+1] == byte(sum>>8)
}

func modbusSum(p []byte) uint16 {
	var sum uint32 = 0xFFFF
	for _, b := range p {
		for i := range 8 {
			feedback := (sum ^ uint32(b)>>i) & 1
			sum >>= 1
			if feedback == 1 {
				sum ^= 0xA001
			}
		}
	}
	return uint16(sum)
}
