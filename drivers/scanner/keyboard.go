package scanner

import (
	"context"
	"encoding/binary"
	"errors"

	"yitiji/drivers/port"
)

// errMissed says that the kernel had to drop keys: nobody read them in time.
var errMissed = errors.New("keys were lost")

// keyboard is a port that gives what was typed: a character for its key, CR for Enter,
// TAB for Tab. What is typed with Ctrl or Meta held gives nothing.
type keyboard struct {
	port.Port
	keys  keys
	half  []byte // of an event
	ready []byte // typed, and not yet read
}

// Read is port.Port's.
func (k *keyboard) Read(ctx context.Context, p []byte) (int, error) {
	for buf := make([]byte, 64*eventSize); len(k.ready) == 0; {
		n, err := k.Port.Read(ctx, buf)
		if err != nil {
			return 0, err
		}
		if k.ready, err = k.typed(append(k.half, buf[:n]...)); err != nil {
			return 0, err
		}
	}
	n := copy(p, k.ready)
	k.ready = k.ready[n:]
	return n, nil
}

// typed follows all whole events, and keeps the rest.
func (k *keyboard) typed(p []byte) (typed []byte, err error) {
	for ; len(p) >= eventSize; p = p[eventSize:] {
		e := parseEvent(p[:eventSize])
		if e.kind == evSyn && e.code == synDropped {
			k.keys, k.half = keys{}, nil
			return nil, errMissed
		}
		if e.kind == evKey {
			typed = append(typed, k.keys.press(e.code, e.value)...)
		}
	}
	k.half = append([]byte(nil), p...)
	return typed, nil
}

// Flush is port.Port's. Keys that are held count no more: their release may have been
// dropped.
func (k *keyboard) Flush() error {
	k.keys, k.half, k.ready = keys{}, nil, nil
	return k.Port.Flush()
}

// inputEvent is struct input_event of linux/input.h, without its time.
type inputEvent struct {
	kind, code uint16
	value      int32
}

// eventSize is that of the struct on a machine of 64 bits.
const eventSize = 24

// Codes of linux/input-event-codes.h.
const (
	evSyn      = 0
	evKey      = 1
	synDropped = 3
)

// parseEvent reads eventSize bytes.
func parseEvent(p []byte) inputEvent {
	n := binary.NativeEndian
	return inputEvent{n.Uint16(p[16:]), n.Uint16(p[18:]), int32(n.Uint32(p[20:]))}
}
