package sane

import (
	"context"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// grace is how long a child may take to stop when it is asked to: enough to
	// send a cancel to the scanner, and too short for a person to notice.
	grace = 300 * time.Millisecond
	// ending is how long a child may take to say why its page broke off, on a busy
	// machine too.
	ending = 2 * time.Second
	// mostText bounds what is kept of a child's output.
	mostText = 256 << 10
)

// child is a scanimage that runs.
type child struct {
	cmd      *exec.Cmd
	out, err text
}

// exit is how a child ended.
type exit struct {
	code int    // -1 when a signal ended it
	out  string // standard output
	err  string // standard error
}

// start runs the command in a folder. The child ends soon after ctx does; the caller
// calls wait in any case.
func (s *Scanner) start(ctx context.Context, dir string, args ...string) (*child, error) {
	c := &child{cmd: exec.CommandContext(ctx, s.opts.Command, args...)}
	c.cmd.Dir, c.cmd.Stdout, c.cmd.Stderr = dir, &c.out, &c.err
	c.cmd.Env = append(os.Environ(), "LC_ALL=C") // its messages are read
	if s.opts.Config != "" {
		c.cmd.Env = append(c.cmd.Env, "SANE_CONFIG_DIR="+s.opts.Config)
	}
	c.cmd.SysProcAttr = &unix.SysProcAttr{Setpgid: true}
	c.cmd.Cancel = func() error { return unix.Kill(-c.cmd.Process.Pid, unix.SIGTERM) }
	c.cmd.WaitDelay = grace
	return c, c.cmd.Start()
}

// wait waits for the child, and takes its whole group with it.
func (c *child) wait() exit {
	pid := c.cmd.Process.Pid
	for unix.Waitid(unix.P_PID, pid, nil, unix.WEXITED|unix.WNOWAIT, nil) == unix.EINTR {
	}
	_ = unix.Kill(-pid, unix.SIGKILL)
	_ = c.cmd.Wait() // the exit code tells
	return exit{c.cmd.ProcessState.ExitCode(), c.out.String(), c.err.String()}
}

// run runs the command to its end.
func (s *Scanner) run(ctx context.Context, args ...string) (exit, error) {
	c, err := s.start(ctx, os.TempDir(), args...)
	if err != nil {
		return exit{}, s.missing(err)
	}
	e := c.wait()
	return e, ctx.Err()
}

// text keeps the first and the last of what a child writes: a child must not fill
// the memory with complaints.
type text struct{ head, tail []byte }

func (t *text) Write(p []byte) (int, error) {
	n := min(len(p), mostText-len(t.head))
	t.head = append(t.head, p[:n]...)
	t.tail = append(t.tail, p[n:]...)
	t.tail = t.tail[max(0, len(t.tail)-mostText):]
	return len(p), nil
}

func (t *text) String() string { return string(t.head) + string(t.tail) }

// complaint is the last thing that scanimage itself said on standard error.
func (e exit) complaint() string {
	lines := strings.Split(e.err, "\n")
	for i := len(lines) - 1; i >= 0; i-- {
		if _, said, ok := strings.Cut(lines[i], "scanimage: "); ok {
			return strings.TrimSpace(said)
		}
	}
	return ""
}

// verdict is the exit status, or for a child that a signal has ended what it had said of
// its last page: some back ends hang when they are closed after an error, and are ended
// although they have told why (SANE's own test back end, one time in four).
func (e exit) verdict() int {
	if e.code >= saneGood {
		return e.code
	}
	const said = "(scanner status = "
	at := strings.LastIndex(e.err, said)
	if at < 0 {
		return e.code
	}
	digits, _, ok := strings.Cut(e.err[at+len(said):], ")")
	status, err := strconv.Atoi(digits)
	if !ok || err != nil || status < saneGood || status == saneEOF { // 5 is the end of a good page
		return e.code
	}
	return status
}
