package port

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// There is no printer node to open here, so a pseudo terminal stands in for its bytes,
// and a fake for its ioctls.

// lpOn returns an LP, and the device's end of its line.
func lpOn(t *testing.T, ask lpControl) (*LP, *Pty) {
	t.Helper()
	pty, err := OpenPty()
	if err != nil {
		t.Fatal(err)
	}
	p, err := OpenLP(pty.Path())
	if err != nil {
		t.Fatal(err)
	}
	if ask != nil {
		p.ask = ask
	}
	t.Cleanup(func() { p.Close(); pty.Close() })
	return p, pty
}

// fakeLP answers when it is let.
type fakeLP struct {
	byte byte
	id   string
	err  error
	let  chan struct{} // nil: at once
}

func (f fakeLP) status() (byte, error) {
	if f.let != nil {
		<-f.let
	}
	return f.byte, f.err
}

func (f fakeLP) deviceID() ([]byte, error) { return []byte(f.id), f.err }

func TestLPMovesBytes(t *testing.T) {
	p, pty := lpOn(t, nil)
	b := make([]byte, 8)
	if _, err := p.Write(t.Context(), []byte("AB")); err != nil {
		t.Fatal(err)
	}
	if n, err := pty.Read(t.Context(), b); err != nil || string(b[:n]) != "AB" {
		t.Errorf("the printer got %q, %v", b[:n], err)
	}
	for _, say := range []string{"stale", "fresh"} {
		if say == "fresh" {
			if err := p.Flush(); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := pty.Write(t.Context(), []byte(say)); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := p.Read(t.Context(), b); err != nil || string(b[:n]) != "fresh" {
		t.Errorf("read %q, %v, want what came after Flush", b[:n], err)
	}
}

func TestLPHeldLineEndsWithContext(t *testing.T) {
	p, _ := lpOn(t, nil)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	n, err := p.Write(ctx, make([]byte, 1<<20)) // nobody reads at the other end
	if !errors.Is(err, context.DeadlineExceeded) || n == 0 || n == 1<<20 {
		t.Errorf("Write = %d, %v, want part of it and the context's error", n, err)
	}
	if n, err := p.Read(ctx, make([]byte, 1)); n != 0 || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Read = %d, %v", n, err)
	}
}

func TestLPIsGoneWithItsPrinter(t *testing.T) {
	p, pty := lpOn(t, nil)
	result := make(chan error, 1)
	go func() { _, err := p.Read(t.Context(), make([]byte, 1)); result <- err }()
	pty.Close()
	if err := <-result; !errors.Is(err, ErrGone) {
		t.Errorf("Read = %v, want ErrGone", err)
	}
	if err := p.Err(); !errors.Is(err, ErrGone) {
		t.Errorf("Err = %v, want ErrGone", err)
	}
	if err := p.Flush(); !errors.Is(err, ErrGone) {
		t.Errorf("Flush = %v, want ErrGone", err)
	}
}

func TestLPIsHeldByOne(t *testing.T) {
	_, pty := lpOn(t, nil)
	if _, err := OpenLP(pty.Path()); !errors.Is(err, ErrBusy) {
		t.Errorf("a second OpenLP = %v, want ErrBusy", err)
	}
	if _, err := OpenLP(filepath.Join(t.TempDir(), "lp0")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("OpenLP of nothing = %v, want ErrNotExist", err)
	}
}

// A file without content reads as a printer does that answers every request with an
// empty packet.
func TestLPEmptyPacketsAreNoEnd(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lp0")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := OpenLP(path)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := p.Read(ctx, make([]byte, 1)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Read = %v, want the context's end", err)
	}
	if n, err := p.Write(t.Context(), []byte("AB")); n != 2 || err != nil {
		t.Fatal(err)
	}
}

func TestLPStatus(t *testing.T) {
	for b, want := range map[byte][4]bool{ // out, selected, failed, well
		0x18: {false, true, false, true},
		0x38: {true, true, false, false},
		0x30: {true, true, true, false},
		0x08: {false, false, false, false},
	} {
		p, _ := lpOn(t, fakeLP{byte: b})
		s, err := p.Status(t.Context())
		if got := [4]bool{s.PaperOut(), s.Selected(), s.Failed(), s.Well()}; err != nil || got != want {
			t.Errorf("%02X: %v, %v, want %v", b, got, err, want)
		}
	}
	p, _ := lpOn(t, nil)
	if s, err := p.Status(t.Context()); !errors.Is(err, syscall.ENOTTY) {
		t.Errorf("a terminal's Status = %v, %v, want ENOTTY", s, err)
	}
}

func TestLPQuestionEndsWithContext(t *testing.T) {
	let := make(chan struct{})
	p, _ := lpOn(t, fakeLP{let: let})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	for range 2 { // the second waits for the first, which the kernel does not let go
		if _, err := p.Status(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Status = %v, want the context's error", err)
		}
	}
	closed := make(chan error, 1)
	go func() { closed <- p.Close() }()
	select {
	case <-closed:
		t.Error("Close did not wait for the question under way")
	case <-time.After(50 * time.Millisecond):
	}
	close(let)
	if err := <-closed; err != nil {
		t.Error(err)
	}
	if _, err := p.Status(t.Context()); !errors.Is(err, ErrClosed) {
		t.Errorf("Status after Close = %v, want ErrClosed", err)
	}
}

func TestDeviceID(t *testing.T) {
	for _, c := range []struct {
		why, raw string
		want     DeviceID
	}{
		{"short keys", "\x00\x2BMFG:SPRT;MDL:SP-POS76;CMD:ESC/POS;CLS:PRINTER;", DeviceID{"SPRT", "SP-POS76", "ESC/POS"}},
		{"long keys, another order", "\x00\x40MODEL:TM-T81; COMMAND SET: EPSON;MANUFACTURER:EPSON;", DeviceID{"EPSON", "TM-T81", "EPSON"}},
		{"longer than it counts", "\x00\x10MFG:A;MDL:POS58;CMD:X;", DeviceID{Maker: "A", Model: "POS5"}},
		{"zeros behind it", "\x03\xFFMDL:POS58;\x00\x00\x00", DeviceID{Model: "POS58"}},
		{"what belongs into no log", "\x00\xFFMDL:A\x1B[2J\xFFB;", DeviceID{Model: "A[2JB"}},
	} {
		p, _ := lpOn(t, fakeLP{id: c.raw})
		if got, err := p.DeviceID(t.Context()); err != nil || got != c.want {
			t.Errorf("%s: %+v, %v, want %+v", c.why, got, err, c.want)
		}
	}
	for _, raw := range []string{"", "\x00", "\x00\x02", "\xFF\xFF;;;"} {
		if id, err := ParseDeviceID([]byte(raw)); err == nil {
			t.Errorf("% X is read as %+v", raw, id)
		}
	}
}

func FuzzDeviceID(f *testing.F) {
	f.Add([]byte("\x00\x2BMFG:SPRT;MDL:SP-POS76;CMD:ESC/POS;CLS:PRINTER;"))
	f.Add([]byte("\xFF\xFF:;:;MDL"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		id, err := ParseDeviceID(raw)
		if (err == nil) != (id != DeviceID{}) {
			t.Errorf("%+v, %v", id, err)
		}
		for _, s := range []string{id.Maker, id.Model, id.Commands} {
			if s != plain(s) {
				t.Errorf("%q is not plain", s)
			}
		}
	})
}

// A socket stands in for the node, and one beside it for the ioctls.
func TestLPAtASocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lp0")
	listen := func(network, path string) *net.UnixListener {
		l, err := net.ListenUnix(network, &net.UnixAddr{Name: path, Net: network})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { l.Close() })
		return l
	}
	bytes, questions := listen("unix", path), listen("unixpacket", path+".status")
	link := filepath.Join(t.TempDir(), "receipt")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	p, err := OpenLP(link)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	printer, err := bytes.AcceptUnix()
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		for {
			conn, err := questions.AcceptUnix()
			if err != nil {
				return
			}
			_, _ = conn.Write([]byte("\x38\x00\x0CMDL:POS58;"))
			conn.Close()
		}
	}()
	if s, err := p.Status(t.Context()); err != nil || !s.PaperOut() || !s.Selected() {
		t.Errorf("Status = %v, %v", s, err)
	}
	if id, err := p.DeviceID(t.Context()); err != nil || id.Model != "POS58" {
		t.Errorf("DeviceID = %+v, %v", id, err)
	}
	b := make([]byte, 4)
	if _, err := p.Write(t.Context(), []byte("AB")); err != nil {
		t.Fatal(err)
	}
	if n, err := printer.Read(b); err != nil || string(b[:n]) != "AB" {
		t.Errorf("the printer got %q, %v", b[:n], err)
	}
	printer.Close()
	questions.Close()
	if _, err := p.Read(t.Context(), b); !errors.Is(err, ErrGone) {
		t.Errorf("Read after the plug was pulled = %v, want ErrGone", err)
	}
	if s, err := p.Status(t.Context()); err == nil {
		t.Errorf("Status after the plug was pulled = %v", s)
	}
}
