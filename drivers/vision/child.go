package vision

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"yitiji/drivers/vision/wire"
)

const (
	// grace is how long what a worker wrote may take to come after its end.
	grace = 200 * time.Millisecond
	// mostSaid is how much of what it complains of is kept.
	mostSaid = 4 << 10
)

// Causes of a worker's end.
var (
	errHangs   = errors.New("it does not answer")
	errAnswers = errors.New("it answers what was not asked")
	errEnded   = errors.New("the camera worker has ended")
)

// child is a worker that runs. Its methods may be called from any goroutine.
type child struct {
	cmd  *exec.Cmd
	send chan outgoing
	said complaints
	mute chan struct{} // closed when no answers come any more
	gone chan struct{} // closed when nothing of it runs any more

	mu      sync.Mutex
	next    uint64
	waiting map[uint64]chan reply
	why     error // of its end; the first counts
}

// outgoing is a request on its way; its picture is overwritten when it is sent.
type outgoing struct {
	wire.Request
	picture []byte
}

// reply is an answer and its picture.
type reply struct {
	wire.Answer
	picture []byte
}

// start starts a worker. When it ends, gone is closed.
func start(o Options) (*child, error) {
	c := &child{
		cmd: exec.Command(o.Command, o.args()...), send: make(chan outgoing),
		mute: make(chan struct{}), gone: make(chan struct{}), waiting: map[uint64]chan reply{},
	}
	c.cmd.Env = append(os.Environ(), "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT=2")
	c.cmd.Stderr = &c.said
	c.cmd.SysProcAttr = &unix.SysProcAttr{Setpgid: true}
	c.cmd.WaitDelay = grace
	in, err := c.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	go c.hear(out)
	go c.speak(in)
	go c.wait()
	return c, nil
}

// wait waits for the process, takes its whole group with it, and then for hear.
func (c *child) wait() {
	pid := c.cmd.Process.Pid
	for unix.Waitid(unix.P_PID, pid, nil, unix.WEXITED|unix.WNOWAIT, nil) == unix.EINTR {
	}
	_ = unix.Kill(-pid, unix.SIGKILL)
	select {
	case <-c.mute: // Wait would close the pipe before its last answer is read
	case <-time.After(grace):
	}
	_ = c.cmd.Wait()
	<-c.mute
	c.end(errors.New(c.cmd.ProcessState.String()))
	c.mu.Lock()
	for _, w := range c.waiting {
		close(w)
	}
	c.waiting = nil
	c.mu.Unlock()
	close(c.gone)
}

// answers says whether an answer can still be had of it.
func (c *child) answers() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	select {
	case <-c.mute:
		return false
	default:
		return c.why == nil
	}
}

// end notes why it ends, once.
func (c *child) end(why error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.why == nil {
		c.why = why
	}
}

// kill ends it at once. It has nothing to finish, and what it holds goes with it.
func (c *child) kill(why error) {
	c.end(why)
	_ = c.cmd.Process.Kill() // wait takes its group
}

// ending is why it ended, and what it complained of last.
func (c *child) ending() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if last := c.said.last(); last != "" {
		return fmt.Errorf("%w: %w: %s", errEnded, c.why, last)
	}
	return fmt.Errorf("%w: %w", errEnded, c.why)
}

// hear takes its answers to those who wait for them.
func (c *child) hear(out io.Reader) {
	defer close(c.mute)
	for {
		a, picture, err := wire.ReadAnswer(out)
		if errors.Is(err, wire.ErrMessage) {
			c.kill(err)
		}
		if err != nil {
			return
		}
		c.mu.Lock()
		w, asked := c.waiting[a.ID]
		delete(c.waiting, a.ID)
		c.mu.Unlock()
		if !asked {
			c.kill(errAnswers)
			return
		}
		w <- reply{a, picture}
	}
}

// speak sends what is asked, one after the other. A write that fails is the end of the
// worker, which wait sees.
func (c *child) speak(in io.WriteCloser) {
	defer in.Close()
	for {
		select {
		case q := <-c.send:
			_ = q.Write(in, q.picture)
			clear(q.picture)
		case <-c.gone:
			return
		}
	}
}

// ask asks, and waits for the answer until ctx ends. One that does not come within limit
// ends the worker, also when nobody waits for it any more. The picture is overwritten.
func (c *child) ask(ctx context.Context, limit time.Duration, q wire.Request, picture []byte) (reply, error) {
	answer := make(chan reply, 1)
	c.mu.Lock()
	if c.waiting == nil {
		c.mu.Unlock()
		return reply{}, c.ending()
	}
	c.next++
	q.ID = c.next
	c.waiting[q.ID] = answer
	c.mu.Unlock()
	late := time.AfterFunc(limit, func() { c.kill(errHangs) })
	select {
	case c.send <- outgoing{q, picture}:
	case <-c.gone:
		late.Stop()
		clear(picture)
		return reply{}, c.ending()
	case <-ctx.Done(): // it was not asked
		late.Stop()
		clear(picture)
		c.mu.Lock()
		delete(c.waiting, q.ID)
		c.mu.Unlock()
		return reply{}, ctx.Err()
	}
	select {
	case r, ok := <-answer:
		late.Stop()
		if !ok {
			return reply{}, c.ending()
		}
		return r, nil
	case <-ctx.Done():
		go drop(answer, late)
		return reply{}, ctx.Err()
	}
}

// drop overwrites an answer for which nobody waits any more.
func drop(answer <-chan reply, late *time.Timer) {
	r := <-answer
	late.Stop()
	clear(r.picture)
}

// complaints keeps the last of what a worker complains of.
type complaints struct {
	mu   sync.Mutex
	text []byte
}

func (s *complaints) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text = append(s.text, p...)
	s.text = bytes.Clone(s.text[max(0, len(s.text)-mostSaid):])
	return len(p), nil
}

// last is the last line, of printable characters.
func (s *complaints) last() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	lines := strings.Split(strings.TrimSpace(strings.ToValidUTF8(string(s.text), "?")), "\n")
	line := strings.Join(strings.Fields(lines[len(lines)-1]), " ")
	return line[:min(len(line), 200)]
}
