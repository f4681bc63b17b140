package vision

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/jpeg"
	"io/fs"
	"os/exec"
	"slices"
	"strings"
	"sync"

	"yitiji/drivers"
	"yitiji/drivers/vision/wire"
)

var (
	errClosed  = errors.New("camera is closed")
	errPicture = errors.New("the reference has no size that a picture has")
)

// Camera is a camera behind a worker. It implements drivers.Camera, drivers.Viewfinder
// and drivers.FaceMatcher; its methods may be called from any goroutine.
type Camera struct {
	opts Options
	life context.Context
	end  context.CancelFunc
	done chan struct{} // closed when no worker runs any more

	mu        sync.Mutex
	changed   chan struct{}   // closed and replaced at every change of what follows
	worker    *child          // nil while none is there
	condition *wire.Condition // what it said last; nil while none is there
	trouble   error           // why there is none; nil while the first one starts
	short     int             // how many ended shortly after their start, in a row
}

var (
	_ drivers.Camera      = (*Camera)(nil)
	_ drivers.Viewfinder  = (*Camera)(nil)
	_ drivers.FaceMatcher = (*Camera)(nil)
)

// New starts the worker, and does not wait for it. That there is no such program, or no
// such camera, is in Status.
func New(o Options) (*Camera, error) {
	if err := o.Check(); err != nil {
		return nil, fmt.Errorf("vision: %w", err)
	}
	c := &Camera{opts: o.whole(), done: make(chan struct{}), changed: make(chan struct{})}
	c.life, c.end = context.WithCancel(context.Background())
	go c.keep()
	return c, nil
}

// String names the camera.
func (c *Camera) String() string { return "camera " + c.opts.Node + c.opts.Film }

// Close is drivers.Camera's. It returns when the worker is gone.
func (c *Camera) Close() error {
	c.end()
	<-c.done
	return nil
}

// Look is drivers.Camera's.
func (c *Camera) Look(ctx context.Context, req drivers.LookRequest) (drivers.Look, error) {
	r, err := c.ask(ctx, wire.Request{Verb: wire.AskLook, Code: req.Code, Live: req.Live}, nil)
	if err != nil {
		return drivers.Look{}, c.fault(ctx, "look", err)
	}
	return c.look(r.Look), nil
}

// Compare is drivers.FaceMatcher's.
func (c *Camera) Compare(ctx context.Context, reference []byte) (drivers.Comparison, error) {
	if len(reference) == 0 || len(reference) > wire.MostPicture {
		return drivers.Comparison{}, c.fault(ctx, "compare", refused{wire.Reference, errPicture})
	}
	r, err := c.ask(ctx, wire.Request{Verb: wire.AskCompare}, bytes.Clone(reference))
	if err != nil {
		return drivers.Comparison{}, c.fault(ctx, "compare", err)
	}
	return drivers.Comparison{Look: c.look(r.Look), Same: verdict(r.Score, c.opts.MatchAt)}, nil
}

// CanCompare is drivers.FaceMatcher's.
func (c *Camera) CanCompare(context.Context) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.condition.Has(wire.Detect) && c.condition.Has(wire.Match)
}

// Preview is drivers.Viewfinder's.
func (c *Camera) Preview(ctx context.Context, not uint64) (drivers.Frame, error) {
	r, err := c.ask(ctx, wire.Request{Verb: wire.AskPreview, Not: not}, nil)
	if err != nil {
		return drivers.Frame{}, c.fault(ctx, "preview", err)
	}
	return drivers.Frame{Number: r.Frame.Number, JPEG: r.picture, Width: r.Frame.Width, Height: r.Frame.Height}, nil
}

// answers says whether a reply is of the kind that was asked for, and whether a preview
// is what it says of itself.
func (r reply) answers(verb wire.Verb) bool {
	switch verb {
	case wire.AskPreview:
		if r.Frame == nil {
			return false
		}
		is, err := jpeg.DecodeConfig(bytes.NewReader(r.picture))
		return err == nil && is.Width == r.Frame.Width && is.Height == r.Frame.Height
	case wire.AskCompare:
		return r.Look != nil && (r.Score != nil) == (len(r.Look.Flaws) == 0)
	}
	return r.Look != nil && r.Score == nil
}

// look puts a look into the words of drivers, and judges it.
func (c *Camera) look(l *wire.Look) drivers.Look {
	return drivers.Look{
		Faces: l.Faces, Face: drivers.Box{X: l.Box[0], Y: l.Box[1], Width: l.Box[2], Height: l.Box[3]},
		Flaws: slices.Clone(l.Flaws), Coarse: l.Coarse, Live: verdict(l.Live, c.opts.LiveAt), Code: l.Code,
	}
}

// verdict holds a measure against a threshold. What was not measured never passes.
func verdict(score *float64, at float64) drivers.Verdict {
	if score == nil {
		return drivers.Verdict{}
	}
	return drivers.Verdict{Known: true, Pass: *score >= at, Score: *score}
}

// refused is an answer that says why there is none.
type refused struct {
	why wire.Why
	error
}

// ask asks the worker that is there. One that answers something else is ended.
func (c *Camera) ask(ctx context.Context, q wire.Request, picture []byte) (reply, error) {
	if err := ctx.Err(); err != nil {
		return reply{}, err
	}
	w, err := c.running(ctx)
	if err != nil {
		clear(picture)
		return reply{}, err
	}
	r, err := w.ask(ctx, c.opts.Limit, q, picture)
	switch {
	case err != nil:
		return reply{}, err
	case r.Failure != nil:
		return reply{}, refused{r.Failure.Why, errors.New(r.Failure.Text)}
	case !r.answers(q.Verb):
		w.kill(errAnswers)
		clear(r.picture)
		return reply{}, errAnswers
	}
	return r, nil
}

// fault puts an error into words for people. The end of the caller's context is none.
func (c *Camera) fault(ctx context.Context, op string, err error) error {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return err
	}
	kind := drivers.Busy // the worker has ended, and is started again
	var r refused
	switch {
	case c.life.Err() != nil, missing(err):
		kind = drivers.Disconnected
	case errors.As(err, &r):
		kind = kindOf(r.why)
	case c.isHopeless():
		kind = drivers.NeedsTechnician
	}
	return &drivers.Fault{Device: c.opts.Place, Op: op, Kind: kind, Err: because(err)}
}

func kindOf(why wire.Why) drivers.Kind {
	switch why {
	case wire.Absent:
		return drivers.Disconnected
	case wire.Reference:
		return drivers.Misread
	}
	return drivers.NeedsTechnician
}

// because adds the cause that leads a technician to what is not installed.
func because(err error) error {
	var r refused
	if missing(err) || errors.As(err, &r) && r.why == wire.NoModel {
		return drivers.Because(drivers.ProgramMissing, err)
	}
	return err
}

func missing(err error) bool {
	return errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist)
}

func (c *Camera) isHopeless() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.short >= hopeless
}

// Status is drivers.Camera's: what the worker said last, at most a second ago.
func (c *Camera) Status(context.Context) drivers.Status {
	c.mu.Lock()
	is, trouble, short := c.condition, c.trouble, c.short
	c.mu.Unlock()
	switch {
	case c.life.Err() != nil:
		return drivers.Status{State: drivers.NoDevice, Note: errClosed.Error()}
	case is != nil:
		return status(is)
	case missing(trouble):
		return drivers.Status{State: drivers.NoDevice, Causes: []drivers.Cause{drivers.ProgramMissing}, Note: trouble.Error()}
	case short >= hopeless:
		return drivers.Status{State: drivers.HardwareError, Kinds: []drivers.Kind{drivers.NeedsTechnician}, Note: trouble.Error()}
	}
	return drivers.Status{State: drivers.Starting}
}

// status puts a worker's condition into the words of drivers.
func status(c *wire.Condition) drivers.Status {
	s := drivers.Status{State: drivers.Online, Note: note(c)}
	switch {
	case c.Camera == wire.Gone:
		s.State, s.Kinds = drivers.NoDevice, []drivers.Kind{drivers.Disconnected}
		if c.Cause != "" {
			s.Causes = []drivers.Cause{c.Cause}
		}
	case c.Loading:
		s.State = drivers.Starting
	}
	return s
}

// note tells a technician what the worker works with.
func note(c *wire.Condition) string {
	parts := []string{c.Library}
	for _, m := range c.Models {
		switch {
		case m.Refused != "":
			parts = append(parts, fmt.Sprintf("%s: refused: %s", m.File, m.Refused))
		case m.Published, m.Task == wire.Frames:
			parts = append(parts, m.File)
		default:
			parts = append(parts, m.File+" (not as published)")
		}
	}
	if c.Text != "" {
		parts = append(parts, c.Text)
	}
	return strings.Join(parts, "; ")
}
