package scanner

import (
	"bytes"
	"context"
	"errors"
	"time"

	"yitiji/drivers/port"
)

// lines are codes in a stream of bytes: a suffix or silence ends each.
type lines struct {
	port port.Port
	opts Options
}

// next is source's.
func (l *lines) next(ctx context.Context) (code []byte, aim string, err error) {
	for {
		p := make([]byte, 512)
		n, err := l.read(ctx, p, len(code) > 0)
		switch {
		case err == nil:
			code = l.acknowledged(append(code, p[:n]...))
		case !late(ctx, err):
			return nil, "", err
		case l.opts.Framing == Lines, len(code) > 0 && bytes.HasPrefix(l.opts.Acknowledge, code):
			return nil, "", errTorn
		default:
			return code, "", nil
		}
		if len(code) > longest {
			return nil, "", errors.Join(errLong, l.drain(ctx))
		}
		if line, ok := l.line(code); ok {
			return line, "", nil
		}
		code = bytes.TrimLeft(code, suffixes)
	}
}

// acknowledged takes off what the engine said of a trigger, as often as it said it.
func (l *lines) acknowledged(code []byte) []byte {
	for len(l.opts.Acknowledge) > 0 && bytes.HasPrefix(code, l.opts.Acknowledge) {
		code = code[len(l.opts.Acknowledge):]
	}
	return code
}

// line is the first line of code that is not empty, if its end has come.
func (l *lines) line(code []byte) ([]byte, bool) {
	if l.opts.Framing == Gap {
		return nil, false
	}
	code = bytes.TrimLeft(code, suffixes)
	end := bytes.IndexAny(code, suffixes)
	if end < 0 {
		return nil, false
	}
	return code[:end], true
}

// read reads what comes next: without a limit before a code, and within the gap in
// the middle of one.
func (l *lines) read(ctx context.Context, p []byte, inside bool) (int, error) {
	if !inside {
		return l.port.Read(ctx, p)
	}
	gap := l.opts.Gap
	if l.opts.Framing == Lines {
		gap = lineGap
	}
	return within(ctx, gap, l.port, p)
}

// within reads what comes within a time limit.
func within(ctx context.Context, limit time.Duration, from port.Port, p []byte) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return from.Read(ctx, p)
}

// late says that err is the end of a gap, not of the caller's patience.
func late(ctx context.Context, err error) bool {
	return ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded)
}

// drain drops the rest of what will not stop, up to a limit in time.
func (l *lines) drain(ctx context.Context) error {
	limited, cancel := context.WithTimeout(ctx, 2*lineGap)
	defer cancel()
	for p := make([]byte, 512); ; {
		if _, err := l.read(limited, p, true); err != nil {
			if late(ctx, err) {
				return nil
			}
			return err
		}
	}
}
