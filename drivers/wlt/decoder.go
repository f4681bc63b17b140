package wlt

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"image"
	"io/fs"
	"os/exec"
	"time"

	"golang.org/x/sys/unix"

	"yitiji/drivers"
)

// The limits of a decoder.
const (
	// DefaultLimit is far more than the makers' libraries take: some milliseconds.
	DefaultLimit = 3 * time.Second
	// grace is how long output may come after the program has ended.
	grace = 200 * time.Millisecond
	// photoSize is what a card holds.
	photoSize = 1024
)

// Causes of a photo without a picture.
var (
	errPhoto   = errors.New("the program cannot decode this photo")
	errProgram = errors.New("the program is broken")
	errLate    = errors.New("the program takes too long")
	errClosed  = errors.New("decoder is closed")
)

// Options say which program decodes.
type Options struct {
	Place   string        // the place of the device in faults; empty means "photo"
	Program string        // a path, or a name to be looked for in PATH
	Args    []string      // of the program
	Limit   time.Duration // for one photo; 0 means DefaultLimit
}

// Check says what is wrong with the options, before anything is started.
func (o Options) Check() error {
	switch {
	case o.Program == "":
		return errors.New("no program")
	case o.Limit < 0:
		return fmt.Errorf("limit of %s", o.Limit)
	}
	return nil
}

// Decoder decodes photos by a program. It implements drivers.PhotoDecoder.
type Decoder struct {
	opts Options
	turn chan struct{} // one program at a time
	life context.Context
	end  context.CancelFunc
}

var _ drivers.PhotoDecoder = (*Decoder)(nil)

// New returns the decoder and starts nothing.
func New(o Options) (*Decoder, error) {
	if err := o.Check(); err != nil {
		return nil, fmt.Errorf("wlt: %w", err)
	}
	o.Place = cmp.Or(o.Place, "photo")
	o.Limit = cmp.Or(o.Limit, DefaultLimit)
	d := &Decoder{opts: o, turn: make(chan struct{}, 1)}
	d.life, d.end = context.WithCancel(context.Background())
	return d, nil
}

// String names the format and the program.
func (d *Decoder) String() string { return "wlt by " + d.opts.Program }

// Close is drivers.PhotoDecoder's. It returns when nothing runs any more.
func (d *Decoder) Close() error {
	d.end()
	d.turn <- struct{}{}
	<-d.turn
	return nil
}

// Status is drivers.PhotoDecoder's. Whether the program works shows with the first
// photo; here it is only looked for.
func (d *Decoder) Status(context.Context) drivers.Status {
	if d.life.Err() != nil {
		return drivers.Status{State: drivers.NoDevice, Note: errClosed.Error()}
	}
	if _, err := exec.LookPath(d.opts.Program); err != nil {
		return drivers.Status{State: drivers.NoDevice, Causes: []drivers.Cause{drivers.ProgramMissing}, Note: err.Error()}
	}
	return drivers.Status{State: drivers.Online}
}

// Decode is drivers.PhotoDecoder's.
func (d *Decoder) Decode(ctx context.Context, photo []byte) (image.Image, error) {
	picture, err := d.decode(ctx, photo)
	switch {
	case err == nil:
		return picture, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	}
	return nil, &drivers.Fault{Device: d.opts.Place, Op: "decode", Kind: d.kindOf(err), Err: err}
}

// kindOf says what a person can do about a photo without a picture.
func (d *Decoder) kindOf(err error) drivers.Kind {
	switch {
	case d.life.Err() != nil, errors.Is(err, exec.ErrNotFound), errors.Is(err, fs.ErrNotExist):
		return drivers.Disconnected
	case errors.Is(err, errPhoto):
		return drivers.Misread
	}
	return drivers.NeedsTechnician
}

func (d *Decoder) decode(ctx context.Context, photo []byte) (image.Image, error) {
	if len(photo) == 0 || len(photo) > photoSize {
		return nil, fmt.Errorf("%w: it has %d bytes", errPhoto, len(photo))
	}
	ctx, cancel := context.WithTimeoutCause(ctx, d.opts.Limit, errLate)
	defer cancel()
	defer context.AfterFunc(d.life, cancel)()
	select {
	case d.turn <- struct{}{}:
		defer func() { <-d.turn }()
	case <-ctx.Done():
		return nil, d.why(ctx)
	}
	out, err := d.run(ctx, photo)
	if ctx.Err() != nil {
		return nil, d.why(ctx)
	}
	if err != nil {
		return nil, err
	}
	defer clear(out)
	return parse(out)
}

// why is why a context of ours ended.
func (d *Decoder) why(ctx context.Context) error {
	if d.life.Err() != nil {
		return errClosed
	}
	return context.Cause(ctx)
}

// run runs the program to its end, and takes its whole group with it.
func (d *Decoder) run(ctx context.Context, photo []byte) ([]byte, error) {
	out := &bounded{room: pictureSize}
	program := exec.CommandContext(ctx, d.opts.Program, d.opts.Args...)
	program.Stdin, program.Stdout = bytes.NewReader(photo), out
	program.SysProcAttr = &unix.SysProcAttr{Setpgid: true}
	program.Cancel = func() error { return unix.Kill(-program.Process.Pid, unix.SIGKILL) }
	program.WaitDelay = grace
	if err := errors.Join(ctx.Err(), d.life.Err()); err != nil {
		return nil, err
	}
	if err := program.Start(); err != nil {
		return nil, err
	}
	pid := program.Process.Pid
	for unix.Waitid(unix.P_PID, pid, nil, unix.WEXITED|unix.WNOWAIT, nil) == unix.EINTR {
	}
	_ = unix.Kill(-pid, unix.SIGKILL) // what it left running
	err := program.Wait()
	switch code := program.ProcessState.ExitCode(); {
	case code == 1 && !out.over:
		return nil, errPhoto
	case out.over:
		return nil, fmt.Errorf("%w: it writes more than a picture", errProgram)
	case code != 0:
		return nil, fmt.Errorf("%w: %s", errProgram, program.ProcessState)
	case err != nil && !errors.Is(err, unix.EPIPE):
		return nil, fmt.Errorf("%w: %w", errProgram, err)
	}
	return out.bytes, nil
}

// bounded keeps what a program writes up to a size, and then refuses more.
type bounded struct {
	bytes []byte
	room  int
	over  bool
}

func (b *bounded) Write(p []byte) (int, error) {
	if len(p) > b.room-len(b.bytes) {
		b.over = true
		return 0, errProgram
	}
	b.bytes = append(b.bytes, p...)
	return len(p), nil
}
