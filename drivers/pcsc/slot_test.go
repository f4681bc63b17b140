package pcsc_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/drivertest"
	"yitiji/drivers/pcsc"
	"yitiji/drivers/sim"
	"yitiji/drivers/socialcard"
)

// daemon starts pcscd with vsmartcard's virtual reader, in a mount namespace of its own,
// so that it finds no daemon of the machine and leaves nothing behind. It returns the
// path of its socket, and the slot of its reader.
func daemon(t *testing.T) (socket string, slot *sim.VPCD) {
	t.Helper()
	port := freePort(t)
	readers := t.TempDir()
	err := os.WriteFile(filepath.Join(readers, "vpcd"), fmt.Appendf(nil, `FRIENDLYNAME "Virtual PCD"
DEVICENAME /dev/null:0x%04X
LIBPATH /usr/lib/pcsc/drivers/serial/libifdvpcd.so
CHANNELID 0x%04X
`, port, port), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	// The socket's path is compiled into pcscd: a folder of our own lies over it.
	child := exec.Command("/bin/sh", "-c", "mount -t tmpfs none /run && mkdir /run/pcscd && exec pcscd --foreground --critical --config "+readers)
	child.Stdout, child.Stderr = &log, &log
	child.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS, Unshareflags: syscall.CLONE_NEWNS, Pdeathsig: syscall.SIGKILL}
	if err := child.Start(); errors.Is(err, os.ErrPermission) {
		t.Skipf("a daemon of our own needs the right to mount: %v", err)
	} else if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = child.Process.Kill()
		_ = child.Wait()
		if t.Failed() {
			t.Logf("pcscd said:\n%s", log.String())
		}
	})
	socket = fmt.Sprintf("/proc/%d/root%s", child.Process.Pid, pcsc.Socket)
	await(t, "pcscd", func() bool {
		conn, err := net.Dial("unix", socket)
		if err == nil {
			conn.Close()
		}
		return err == nil
	})
	return socket, sim.NewVPCD(fmt.Sprintf("127.0.0.1:%d", port))
}

// freePort returns a port that nobody has. It lies below those that the system gives to
// connections, so that nobody is given it before the daemon listens there.
func freePort(t *testing.T) int {
	t.Helper()
	for range 100 {
		port := 20000 + rand.IntN(10000)
		if l, err := net.Listen("tcp", fmt.Sprintf(":%d", port)); err == nil {
			l.Close()
			return port
		}
	}
	t.Fatal("no free port")
	return 0
}

func await(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !done(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s does not come", what)
		}
	}
}

func open(t *testing.T, socket string) *pcsc.Slot {
	t.Helper()
	var s *pcsc.Slot
	await(t, "the virtual reader", func() bool {
		var err error
		s, err = pcsc.Open(t.Context(), pcsc.Options{Socket: socket, Reader: "Virtual PCD 00 00"})
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		return err == nil
	})
	t.Cleanup(func() { s.Close() })
	return s
}

func present(t *testing.T, s *pcsc.Slot) bool {
	t.Helper()
	there, err := s.Present(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return there != drivers.NoInsertion
}

// TestRealDaemon has the whole conversation with the real pcscd.
func TestRealDaemon(t *testing.T) {
	socket, reader := daemon(t)
	s := open(t, socket)
	t.Cleanup(reader.Remove)
	if s.Status(t.Context()).State != drivers.Online || present(t, s) {
		t.Errorf("an empty slot: %+v", s.Status(t.Context()))
	}
	if _, err := s.Connect(t.Context()); drivers.KindOf(err) != drivers.Misread {
		t.Errorf("Connect without a card = %v", err)
	}
	want := sim.SocialCards()[1]
	cards := socialcard.New(s, socialcard.Options{}) // reads one after another, and does not look in between
	for _, style := range []sim.SocialCardStyle{sim.PlainStyle, sim.FetchStyle, sim.ExactStyle} {
		insert(t, reader, &sim.SocialCard{Card: want, Style: style})
		await(t, "the card", func() bool { return present(t, s) })
		got, err := cards.Read(t.Context())
		if err != nil || got != want {
			t.Errorf("%q:\n got %+v, %v\nwant %+v", style, got, err, want)
		}
		if status := cards.Status(t.Context()); !status.Has(drivers.CardLeftBehind) {
			t.Errorf("%q: a card that was read and is there: %+v", style, status)
		}
		reader.Remove()
		await(t, "the empty slot", func() bool { return !present(t, s) })
	}
	heldAndPulled(t, s, reader)
}

// heldAndPulled holds a card against another program, and pulls it out in the middle.
func heldAndPulled(t *testing.T, s *pcsc.Slot, reader *sim.VPCD) {
	t.Helper()
	insert(t, reader, &sim.SocialCard{Card: sim.SocialCards()[0]})
	await(t, "the card", func() bool { return present(t, s) })
	chip, err := s.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Connect(t.Context()); drivers.KindOf(err) != drivers.Busy {
		t.Errorf("a second Connect = %v, want Busy", err)
	}
	if answer, err := chip.Transmit(t.Context(), []byte{0x00, 0xB0, 0, 0, 0}); err != nil || !bytes.Equal(answer, []byte{0x6D, 0x00}) {
		t.Errorf("an unknown command = % X, %v", answer, err)
	}
	reader.Remove()
	if _, err := chip.Transmit(t.Context(), []byte{0x00, 0xB0, 0, 0, 0}); drivers.KindOf(err) != drivers.Misread {
		t.Errorf("a card that was pulled = %v, want Misread", err)
	}
	_ = chip.Close() // the daemon may say that there is no card to let go
}

func insert(t *testing.T, reader *sim.VPCD, card *sim.SocialCard) {
	t.Helper()
	await(t, "vpcd", func() bool { return reader.Insert(card) == nil })
}

func TestNoDaemon(t *testing.T) {
	if _, err := pcsc.Open(t.Context(), pcsc.Options{Socket: filepath.Join(t.TempDir(), "x")}); !errors.Is(err, fs.ErrNotExist) || drivers.CauseOf(err) != drivers.ServiceDown {
		t.Errorf("Open = %v (%s), want ErrNotExist by ServiceDown", err, drivers.CauseOf(err))
	}
}

// liar is a daemon that answers what it likes.
func liar(t *testing.T, answer func(conn net.Conn)) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pcscd.comm")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			answer(conn)
		}
	}()
	return path
}

func TestDaemonsThatLie(t *testing.T) {
	for why, answer := range map[string]func(net.Conn){
		"hangs up at once":          func(c net.Conn) { c.Close() },
		"speaks another version":    func(c net.Conn) { _, _ = c.Write([]byte{9, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0}) },
		"hangs up in the middle":    func(c net.Conn) { _, _ = c.Write([]byte{4, 0, 0}); c.Close() },
		"says that it has no right": func(c net.Conn) { _, _ = c.Write([]byte{4, 0, 0, 0, 4, 0, 0, 0, 0x6A, 0, 0x10, 0x80}) },
	} {
		if s, err := pcsc.Open(t.Context(), pcsc.Options{Socket: liar(t, answer)}); err == nil {
			t.Errorf("a daemon that %s is opened", why)
			s.Close()
		}
	}
}

func TestADaemonThatHangsEndsWithTheContext(t *testing.T) {
	path := liar(t, func(net.Conn) {})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	start := time.Now()
	if _, err := pcsc.Open(ctx, pcsc.Options{Socket: path}); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > 5*time.Second {
		t.Errorf("Open = %v after %s", err, time.Since(start))
	}
}

// honest answers as pcscd does that has one reader without a card. After each table of
// readers it calls told.
func honest(told func()) func(net.Conn) {
	table := make([]byte, 16*184)
	copy(table, "Reader 00 00")
	return func(c net.Conn) {
		defer c.Close()
		for head := make([]byte, 8); ; {
			if _, err := io.ReadFull(c, head); err != nil {
				return
			}
			body := make([]byte, binary.NativeEndian.Uint32(head))
			if _, err := io.ReadFull(c, body); err != nil {
				return
			}
			switch binary.NativeEndian.Uint32(head[4:]) {
			case 0x11:
				_, _ = c.Write([]byte{4, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0})
			case 0x01:
				_, _ = c.Write([]byte{2, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0})
			default:
				_, _ = c.Write(table)
				told()
			}
		}
	}
}

// A caller who leaves at the very moment of an answer takes nothing from the next one.
func TestTheEndOfOneCallerIsNotTheNextOnes(t *testing.T) {
	leave := make(chan context.CancelFunc, 1)
	path := liar(t, honest(func() {
		select {
		case cancel := <-leave:
			cancel()
		default:
		}
	}))
	s, err := pcsc.Open(t.Context(), pcsc.Options{Socket: path})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { s.Close() }()
	for range 500 {
		ctx, cancel := context.WithCancel(t.Context())
		leave <- cancel
		_, err := s.Present(ctx)
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Fatalf("a caller who leaves: %v", err)
		}
		if cancel(); s.Err() != nil { // it left before the answer was read to its end
			if s, err = pcsc.Open(t.Context(), pcsc.Options{Socket: path}); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if _, err := s.Present(ctx); !errors.Is(err, context.Canceled) {
			t.Fatalf("a caller who has left: %v", err)
		}
		if _, err := s.Present(t.Context()); err != nil {
			t.Fatalf("the next caller: %v", err)
		}
	}
}

// A hundred conversations with daemons that lie leave nothing behind. No other test runs
// meanwhile.
func TestNothingIsLeft(t *testing.T) {
	var paths []string
	for _, said := range []string{"", "\x04\x00\x00", "no daemon of cards", strings.Repeat("\x04\x00\x00\x00", 4)} {
		paths = append(paths, liar(t, func(c net.Conn) { _, _ = c.Write([]byte(said)); c.Close() }))
	}
	paths = append(paths, liar(t, honest(func() {})))
	nothingLeft := drivertest.NothingLeft(t)
	for range 20 {
		for i, path := range paths {
			s, err := pcsc.Open(t.Context(), pcsc.Options{Socket: path})
			if opened := err == nil; opened != (i == len(paths)-1) {
				t.Fatalf("daemon %d: Open = %v", i, err)
			}
			if err == nil {
				_, _ = s.Connect(t.Context()) // and let nothing go
				s.Close()
			}
		}
	}
	nothingLeft()
}

func FuzzReaders(f *testing.F) {
	f.Add(bytes.Repeat([]byte{'x', 0}, 16*184/2))
	f.Add([]byte(strings.Repeat("\xFF", 16*184)))
	f.Fuzz(func(_ *testing.T, p []byte) { _, _ = pcsc.ParseReaders(p) })
}
