package sdt

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"yitiji/drivers"
)

// Status is drivers.CardReader's. It asks the module for its own status; a module
// that does not answer at all is as good as not plugged in. Where another verb has the
// turn until ctx ends, nobody has asked, and nothing is known: that verb may be waiting
// for a module that is mute.
func (r *Reader) Status(ctx context.Context) drivers.Status {
	if err := r.link.port.Err(); err != nil {
		return drivers.Status{State: drivers.NoDevice, Note: err.Error()}
	}
	if err := r.link.turn.Take(ctx); err != nil {
		return drivers.Status{State: drivers.Unknown, Note: err.Error()}
	}
	defer r.link.turn.Give()
	_, err := r.link.ask(ctx, 0x11, 0xFF, swOK)
	if errors.Is(err, errForeign) { // once may be noise
		_, err = r.link.ask(ctx, 0x11, 0xFF, swOK)
	}
	switch {
	case err == nil:
		return drivers.Status{State: drivers.Online, Note: r.module(ctx)}
	case ctx.Err() != nil:
		return drivers.Status{State: drivers.Unknown, Note: err.Error()}
	case errors.Is(err, errForeign):
		return drivers.Status{State: drivers.NoDevice, Causes: []drivers.Cause{drivers.Stranger}, Note: err.Error()}
	case kindOf(err) == drivers.Disconnected:
		return drivers.Status{State: drivers.NoDevice, Note: err.Error()}
	case kindOf(err) == drivers.NeedsTechnician:
		return drivers.Status{State: drivers.HardwareError, Kinds: []drivers.Kind{drivers.NeedsTechnician}, Causes: causes(err), Note: err.Error()}
	}
	return drivers.Status{State: drivers.Unknown, Note: err.Error()}
}

// causes explain what a technician is needed for.
func causes(err error) []drivers.Cause {
	switch {
	case ended(err, swSelfTest):
		return []drivers.Cause{drivers.SelfTestFailed}
	case ended(err, swNoRight):
		return []drivers.Cause{drivers.NotAuthorised}
	}
	return nil
}

// module asks for the module's number once and remembers it.
func (r *Reader) module(ctx context.Context) string {
	if r.sam == "" {
		if data, err := r.link.ask(ctx, 0x12, 0xFF, swOK); err == nil && len(data) == 16 {
			r.sam = "SAM " + samNumber(data)
		}
	}
	return r.sam
}

// SAM asks for the module's number as it is printed on the reader's label, such
// as 05.03-20261122-0000000007-0000000042.
func (r *Reader) SAM(ctx context.Context) (string, error) {
	if err := r.link.turn.Take(ctx); err != nil {
		return "", err
	}
	defer r.link.turn.Give()
	data, err := r.link.ask(ctx, 0x12, 0xFF, swOK)
	if err == nil && len(data) != 16 {
		err = fmt.Errorf("%w: module number of %d bytes", errGarbage, len(data))
	}
	if err != nil {
		return "", &drivers.Fault{Device: r.place, Op: "sam", Kind: kindOf(err), Err: err}
	}
	return samNumber(data), nil
}

// samNumber formats the 16 bytes of 12 FF, little endian throughout.
func samNumber(p []byte) string {
	le := binary.LittleEndian
	return fmt.Sprintf("%02d.%02d-%08d-%010d-%010d",
		le.Uint16(p), le.Uint16(p[2:]), le.Uint32(p[4:]), le.Uint32(p[8:]), le.Uint32(p[12:]))
}
