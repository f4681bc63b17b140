package megatec

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

// Baud is the speed of the protocol.
const Baud = 2400

// The waits of one question.
const (
	// answerTimeout is for the 47 bytes of an answer, which take 196 ms, and for a
	// model that measures first.
	answerTimeout = 1500 * time.Millisecond
	// attempts is how often a question is put: a line of 2,400 baud beside a
	// transformer loses a byte now and then.
	attempts = 3
	// pause is what precedes a question: the time of six bytes.
	pause = 25 * time.Millisecond
	// longest is above any answer; more is noise.
	longest = 256
)

// errSilent says that no whole answer came in time, errForeign that what came is none of
// this protocol: neither the beginning of an answer nor the question itself.
var (
	errSilent  = errors.New("no answer")
	errForeign = errors.New("what answers does not speak this protocol")
)

// question asks for everything, and changes nothing.
const question = "Q1\r"

// Options are the supply's place and nothing else.
type Options struct {
	Place string // the place of the device in faults; empty means "ups"
}

// Supply is a power supply. It implements drivers.PowerSupply.
type Supply struct {
	port  port.Port
	place string
	turn  port.Turn
}

var (
	_ drivers.PowerSupply = (*Supply)(nil)
	_ drivers.Canceller   = (*Supply)(nil)
)

// New returns the supply behind p and sends nothing. Closing the supply closes p.
func New(p port.Port, o Options) (*Supply, error) {
	if p == nil {
		return nil, errors.New("megatec: no port")
	}
	return &Supply{p, cmp.Or(o.Place, "ups"), port.NewTurn()}, nil
}

// String names the protocol and the line.
func (s *Supply) String() string { return "megatec on " + s.port.String() }

// Err is why the line cannot be used any more, or nil; the device is not asked.
func (s *Supply) Err() error { return s.port.Err() }

// Close is drivers.PowerSupply's.
func (s *Supply) Close() error { return s.port.Close() }

// Power is drivers.PowerSupply's.
func (s *Supply) Power(ctx context.Context) (drivers.Power, error) {
	power, err := s.ask(ctx)
	return power, s.fault(ctx, "power", err)
}

// Status is drivers.PowerSupply's.
func (s *Supply) Status(ctx context.Context) drivers.Status {
	if err := s.port.Err(); err != nil {
		return drivers.Status{State: drivers.NoDevice, Note: err.Error()}
	}
	power, err := s.ask(ctx)
	switch {
	case err != nil && ctx.Err() != nil:
		return drivers.Status{State: drivers.Unknown, Note: err.Error()}
	case errors.Is(err, errForeign):
		return drivers.Status{State: drivers.NoDevice, Causes: []drivers.Cause{drivers.Stranger}, Note: err.Error()}
	case err != nil:
		return drivers.Status{State: drivers.NoDevice, Note: err.Error()}
	case power.Failed:
		return drivers.Status{
			State: drivers.HardwareError, Kinds: []drivers.Kind{drivers.NeedsTechnician},
			Causes: []drivers.Cause{drivers.SelfTestFailed}, Note: "the supply says that it has failed",
		}
	case !power.Mains && power.BatteryLow:
		return drivers.Status{State: drivers.Online, Causes: []drivers.Cause{drivers.OnBattery, drivers.BatteryLow}, Note: fmt.Sprintf("on battery, %.1f V", power.Battery)}
	case !power.Mains:
		return drivers.Status{State: drivers.Online, Causes: []drivers.Cause{drivers.OnBattery}, Note: fmt.Sprintf("on battery, %.1f V", power.Battery)}
	}
	return drivers.Status{State: drivers.Online, Note: fmt.Sprintf("mains %.0f V, load %d %%", power.Input, power.Load)}
}

// ShutDown is drivers.PowerSupply's. The protocol knows tenths of a minute from 0.2 to
// 0.9 and whole minutes from 1 to 10: a time is rounded up to the next of them. The
// output comes back a minute after the mains, or after the cut where they did not fail.
func (s *Supply) ShutDown(ctx context.Context, after time.Duration) error {
	command, err := shutdown(after)
	if err != nil {
		return fmt.Errorf("%s: %w", s.place, err)
	}
	if err := s.turn.Take(ctx); err != nil {
		return err
	}
	defer s.turn.Give()
	_, err = s.port.Write(ctx, []byte(command))
	return s.fault(ctx, "shut down", err)
}

// shutdown words the command: S, the time, R and the minutes until the output returns.
func shutdown(after time.Duration) (string, error) {
	switch tenths := int((after + 6*time.Second - 1) / (6 * time.Second)); {
	case after < 0 || after > 10*time.Minute:
		return "", fmt.Errorf("shut down after %s: want at most 10m", after)
	case tenths < 10:
		return fmt.Sprintf("S.%dR0001\r", max(tenths, 2)), nil
	default:
		return fmt.Sprintf("S%02dR0001\r", (tenths+9)/10), nil
	}
}

// Cancel is drivers.Canceller's.
func (s *Supply) Cancel(ctx context.Context) error {
	if err := s.turn.Take(ctx); err != nil {
		return err
	}
	defer s.turn.Give()
	_, err := s.port.Write(ctx, []byte("C\r"))
	return s.fault(ctx, "cancel", err)
}

// ask puts the question until an answer makes sense. Only what is foreign each time is no
// noise.
func (s *Supply) ask(ctx context.Context) (power drivers.Power, err error) {
	if err := s.turn.Take(ctx); err != nil {
		return power, err
	}
	defer s.turn.Give()
	foreign := 0
	for range attempts {
		var line string
		if line, err = s.exchange(ctx); err == nil {
			power, err = parse(line)
		}
		if err == nil || ctx.Err() != nil || gone(err) {
			return power, err
		}
		if errors.Is(err, errForeign) {
			foreign++
		}
	}
	if errors.Is(err, errForeign) && foreign < attempts {
		err = errSilent
	}
	return power, err
}

// exchange asks once and returns the line that holds the answer's parenthesis.
func (s *Supply) exchange(ctx context.Context) (string, error) {
	if err := s.quiet(ctx); err != nil {
		return "", err
	}
	limited, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	if _, err := s.port.Write(limited, []byte(question)); err != nil {
		return "", err
	}
	var got []byte
	for p := make([]byte, longest); len(got) < longest; {
		n, err := s.port.Read(limited, p)
		if err != nil && ctx.Err() == nil && limited.Err() != nil {
			return "", silence(got)
		}
		if err != nil {
			return "", err
		}
		got = append(got, p[:n]...)
		if from := bytes.IndexByte(got, '('); from >= 0 {
			if end := bytes.IndexByte(got[from:], '\r'); end >= 0 {
				return string(got[from : from+end]), nil
			}
		}
	}
	return "", errAnswer
}

// silence is what it means that no answer followed what was heard.
func silence(heard []byte) error {
	if len(heard) == 0 || bytes.HasPrefix([]byte(question), heard) || bytes.IndexByte(heard, '(') >= 0 {
		return errSilent
	}
	return errForeign
}

// quiet drops what was sent and what is still coming. An answer carries no number: one
// that is late, or said twice, must not stand for the next. A device that never falls
// silent is asked all the same.
func (s *Supply) quiet(ctx context.Context) error {
	if err := s.port.Flush(); err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	for limited.Err() == nil {
		if err := s.hear(limited); err != nil {
			if errors.Is(err, context.DeadlineExceeded) {
				err = ctx.Err() // silence is none of the caller's
			}
			return err
		}
	}
	return ctx.Err()
}

// hear drops what comes within a silence; nothing is DeadlineExceeded.
func (s *Supply) hear(ctx context.Context) error {
	limited, cancel := context.WithTimeout(ctx, pause)
	defer cancel()
	_, err := s.port.Read(limited, make([]byte, longest))
	return err
}

// gone says that the line is dead.
func gone(err error) bool { return errors.Is(err, port.ErrGone) || errors.Is(err, port.ErrClosed) }

// fault puts an error into words for people. The end of the caller's context is no
// fault.
func (s *Supply) fault(ctx context.Context, op string, err error) error {
	if err == nil || ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return err
	}
	kind := drivers.Disconnected
	if errors.Is(err, errAnswer) {
		kind = drivers.NeedsTechnician
	}
	return &drivers.Fault{Device: s.place, Op: op, Kind: kind, Err: err}
}

// Probe asks once whether a supply is at the other end of p: Q1 is a question that
// changes nothing. ok is false when nothing that makes sense came before ctx ended.
func Probe(ctx context.Context, p port.Port) (answer string, ok bool) {
	s := &Supply{port: p}
	line, err := s.exchange(ctx)
	if err != nil {
		return "", false
	}
	_, err = parse(line)
	return line, err == nil
}
