package all_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"yitiji/drivers"
	"yitiji/drivers/all"
	"yitiji/drivers/drivertest"
	"yitiji/drivers/port"
	"yitiji/drivers/sim"
)

// crowd is a full /dev: forty things that are none of ours, among which a reader and a
// printer are to be found.
type crowd struct {
	t      *testing.T
	folder string
	others int
}

// at is the path of one more thing.
func (c *crowd) at() string {
	c.others++
	return filepath.Join(c.folder, fmt.Sprintf("line-%02d", c.others))
}

// must ends the test where a thing cannot be made.
func (c *crowd) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// dead puts things there that are no lines.
func (c *crowd) dead() {
	for range 5 {
		c.must(os.WriteFile(c.at(), []byte("no line"), 0o644))
		c.must(os.Mkdir(c.at(), 0o755))
		c.must(os.Symlink("/nowhere", c.at()))
		c.must(unix.Mkfifo(c.at(), 0o600))
	}
	for _, node := range []string{"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/ptmx", "/proc/self/mem"} {
		c.must(os.Symlink(node, c.at()))
	}
	socket := c.at()
	l, err := net.Listen("unix", socket)
	c.must(err)
	c.t.Cleanup(func() { l.Close() })
}

// line puts a line there, at whose other end live does what it likes.
func (c *crowd) line(live func(ctx context.Context, far *port.Pty)) *port.Pty {
	c.t.Helper()
	far, err := port.OpenPty()
	c.must(err)
	c.must(os.Symlink(far.Path(), c.at()))
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); live(ctx, far) }()
	c.t.Cleanup(func() { cancel(); <-done; far.Close() })
	return far
}

// mute never says anything, and hears everything.
func mute(ctx context.Context, far *port.Pty) {
	for p := make([]byte, 64); ctx.Err() == nil; {
		_, _ = far.Read(ctx, p)
	}
}

// echo says what it hears.
func echo(ctx context.Context, far *port.Pty) {
	for p := make([]byte, 64); ctx.Err() == nil; {
		if n, err := far.Read(ctx, p); err == nil {
			_, _ = far.Write(ctx, p[:n])
		}
	}
}

// chatter is a satellite receiver: it talks without being asked.
func chatter(ctx context.Context, far *port.Pty) {
	for ctx.Err() == nil {
		_, _ = far.Write(ctx, []byte("$GPGGA,092204.999,2260.2266,N,11326.6262,E,1,26,0.6,26.2,M*66\r\n"))
		_ = port.Sleep(ctx, 20*time.Millisecond)
	}
}

// lines puts lines there that are somebody's, though not ours.
func (c *crowd) lines() {
	for _, live := range []func(context.Context, *port.Pty){mute, mute, echo, echo, chatter, chatter, chatter} {
		c.line(live)
	}
	for range 3 { // another program has these
		far := c.line(mute)
		held, err := port.OpenSerial(far.Path(), port.SerialOptions{})
		c.must(err)
		c.t.Cleanup(func() { held.Close() })
	}
	for range 2 { // these were pulled out
		c.line(func(context.Context, *port.Pty) {}).Close()
	}
}

// In a full /dev the reader and the printer are found, nothing else is taken for one,
// nothing waits for ever, and nothing is left behind.
func TestAutoInAFullDev(t *testing.T) {
	c := &crowd{t: t, folder: t.TempDir()}
	reader := sim.NewReader(sim.ReaderOptions{Link: filepath.Join(c.folder, "line-17b")})
	printer := sim.NewPrinter(sim.PrinterOptions{Link: filepath.Join(c.folder, "line-35b")})
	t.Cleanup(func() { reader.Close(); printer.Close() })
	c.must(errors.Join(reader.Plug(), printer.Plug()))
	c.dead()
	c.lines() // last: the number of a line that was pulled out is given to the next
	if c.others < 40 {
		t.Fatalf("%d other things, want 40", c.others)
	}
	nothingLeft := drivertest.NothingLeft(t)
	found, err := all.NewSite(port.Tree{}, nil).Finder.Survey(t.Context(), c.folder+"/*")
	if err != nil || len(found) != c.others+2 {
		t.Fatalf("Survey = %d lines, %v", len(found), err)
	}
	kinds := map[string]string{}
	for _, f := range found {
		if f.Kind != "" {
			kinds[filepath.Base(f.Path)] = f.Kind
		}
	}
	if len(kinds) != 2 || kinds["line-17b"] != "sdt" || kinds["line-35b"] != "escpos" {
		t.Errorf("found %v, want the reader and the printer", kinds)
	}
	nothingLeft()
}

// A slot that looks for its device there finds it when it is plugged in, and says that it
// is gone when it is pulled out.
func TestReaderComesAndGoesInAFullDev(t *testing.T) {
	c := &crowd{t: t, folder: t.TempDir()}
	c.dead()
	reader := sim.NewReader(sim.ReaderOptions{Link: filepath.Join(c.folder, "line-09b")})
	t.Cleanup(func() { reader.Close() })
	open, err := all.CardReader{Kind: "sdt", Line: all.Line{Port: "auto:" + c.folder + "/*"}}.Opener(all.NewSite(port.Tree{}, nil), "idcard")
	c.must(err)
	for range 3 {
		if _, err := open(t.Context()); !errors.Is(err, fs.ErrNotExist) {
			t.Fatalf("open without a reader = %v", err)
		}
		c.must(reader.Plug())
		r, err := open(t.Context())
		c.must(err)
		reader.Lift()
		reader.Present(sim.People()[0])
		if _, err := r.Read(t.Context(), drivers.CardRequest{}); err != nil {
			t.Errorf("Read = %v", err)
		}
		r.Close()
		c.must(reader.Unplug())
	}
}
