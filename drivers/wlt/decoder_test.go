package wlt_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/image/bmp"
	"golang.org/x/sys/unix"

	"yitiji/drivers"
	"yitiji/drivers/drivertest"
	"yitiji/drivers/wlt"
)

// This binary is the maker's program, too: with a manner in its arguments.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == "program" {
		program(os.Args[2], os.Args[3:])
		return
	}
	os.Exit(m.Run())
}

func program(manner string, rest []string) {
	photo, _ := io.ReadAll(os.Stdin)
	switch manner {
	case "refuses":
		os.Stderr.Write(photo)
		os.Exit(1)
	case "crashes":
		_ = unix.Kill(os.Getpid(), unix.SIGSEGV)
	case "exits":
		os.Exit(7)
	case "hangs":
		note(rest[0], os.Getpid())
		time.Sleep(time.Hour)
	case "floods":
		for {
			if _, err := os.Stdout.Write(make([]byte, 1<<16)); err != nil {
				os.Exit(0)
			}
		}
	case "half":
		os.Stdout.Write(picture(photo)[:1000])
	case "large":
		var out bytes.Buffer
		_ = bmp.Encode(&out, image.NewRGBA(image.Rect(0, 0, 308, 42)))
		os.Stdout.Write(out.Bytes()[:38862])
	case "silent":
	case "leaves": // a child of its own behind, with its output
		child := exec.Command(os.Args[0], "program", "hangs", rest[0])
		child.Stdout = os.Stdout
		if child.Start() == nil {
			for note := []byte(nil); len(note) == 0; note, _ = os.ReadFile(rest[0]) {
				time.Sleep(time.Millisecond)
			}
		}
		os.Stdout.Write(picture(photo))
	default:
		os.Stdout.Write(picture(photo))
	}
}

// note writes down a process.
func note(path string, pid int) {
	_ = os.WriteFile(path+".new", []byte(strconv.Itoa(pid)), 0o600)
	_ = os.Rename(path+".new", path)
}

// picture is grey as the first byte of a photo.
func picture(photo []byte) []byte {
	m := image.NewRGBA(image.Rect(0, 0, 102, 126))
	for i := range m.Pix {
		m.Pix[i] = photo[0]
		if i%4 == 3 {
			m.Pix[i] = 0xFF
		}
	}
	var out bytes.Buffer
	_ = bmp.Encode(&out, m)
	return out.Bytes()
}

func decoder(t *testing.T, limit time.Duration, manner ...string) *wlt.Decoder {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	d, err := wlt.New(wlt.Options{Program: self, Args: append([]string{"program"}, manner...), Limit: limit})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// photo is a card's, of nobody.
func photo(grey byte) []byte { return bytes.Repeat([]byte{grey}, 1024) }

func TestDecode(t *testing.T) {
	d := decoder(t, 0, "decodes")
	for _, grey := range []byte{1, 200} {
		p, err := d.Decode(t.Context(), photo(grey))
		if err != nil {
			t.Fatal(err)
		}
		if r, _, _, _ := p.At(50, 50).RGBA(); byte(r>>8) != grey || p.Bounds() != image.Rect(0, 0, 102, 126) {
			t.Errorf("picture %d, %v, want %d", r>>8, p.Bounds(), grey)
		}
	}
	if s := d.Status(t.Context()); s.State != drivers.Online {
		t.Errorf("Status = %+v", s)
	}
}

func TestBrokenPrograms(t *testing.T) {
	for manner, want := range map[string]drivers.Kind{
		"refuses": drivers.Misread, "crashes": drivers.NeedsTechnician, "exits": drivers.NeedsTechnician,
		"floods": drivers.NeedsTechnician, "half": drivers.NeedsTechnician, "large": drivers.NeedsTechnician,
		"silent": drivers.NeedsTechnician,
	} {
		t.Run(manner, func(t *testing.T) {
			t.Parallel()
			_, err := decoder(t, time.Minute, manner).Decode(t.Context(), photo('P'))
			var f *drivers.Fault
			if !errors.As(err, &f) || f.Kind != want || f.Device != "photo" || f.Op != "decode" {
				t.Errorf("Decode = %v, want %s", err, want)
			}
			if strings.Contains(err.Error(), "PPP") {
				t.Error("the error quotes the photo")
			}
		})
	}
	for _, p := range [][]byte{nil, make([]byte, 1025)} {
		if _, err := decoder(t, 0, "decodes").Decode(t.Context(), p); drivers.KindOf(err) != drivers.Misread {
			t.Errorf("Decode of %d bytes = %v", len(p), err)
		}
	}
}

// gone waits until a process that was noted is no more.
func gone(t *testing.T, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	pid, _ := strconv.Atoi(string(text))
	for range 1000 {
		stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
		if err != nil || strings.Contains(string(stat), ") Z ") { // nobody may reap orphans here
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Errorf("process %d still runs", pid)
}

// await waits until a program has noted itself.
func await(t *testing.T, path string) {
	t.Helper()
	for t.Context().Err() == nil {
		if _, err := os.Stat(path); err == nil {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

func TestHangingProgramIsKilled(t *testing.T) {
	for _, c := range []struct {
		why  string
		end  func(cancel context.CancelFunc, d *wlt.Decoder)
		want drivers.Kind // empty: the context's error
	}{
		{"the caller leaves", func(cancel context.CancelFunc, _ *wlt.Decoder) { cancel() }, ""},
		{"the decoder is closed", func(_ context.CancelFunc, d *wlt.Decoder) { d.Close() }, drivers.Disconnected},
		{"the time is up", func(context.CancelFunc, *wlt.Decoder) {}, drivers.NeedsTechnician},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			pid := filepath.Join(t.TempDir(), "pid")
			limit := time.Minute
			if c.want == drivers.NeedsTechnician {
				limit = 2 * time.Second
			}
			d := decoder(t, limit, "hangs", pid)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			result := make(chan error, 1)
			go func() { _, err := d.Decode(ctx, photo(1)); result <- err }()
			await(t, pid)
			c.end(cancel, d)
			err := <-result
			if c.want == "" && !errors.Is(err, context.Canceled) || c.want != "" && drivers.KindOf(err) != c.want {
				t.Errorf("Decode = %v, want %q", err, c.want)
			}
			gone(t, pid)
		})
	}
}

func TestNothingIsLeftRunning(t *testing.T) {
	pid := filepath.Join(t.TempDir(), "pid")
	if _, err := decoder(t, time.Minute, "leaves", pid).Decode(t.Context(), photo(1)); err != nil {
		t.Errorf("Decode = %v", err)
	}
	gone(t, pid)
}

// A hundred photos for programs that do wrong leave nothing behind. No other test runs
// meanwhile.
func TestNothingIsLeft(t *testing.T) {
	pid := filepath.Join(t.TempDir(), "pid")
	if _, err := decoder(t, time.Minute, "decodes").Decode(t.Context(), photo(1)); err != nil {
		t.Fatal(err)
	}
	nothingLeft := drivertest.NothingLeft(t)
	for _, manner := range []string{"refuses", "crashes", "floods", "half", "silent", "hangs", "leaves"} {
		d := decoder(t, time.Minute, manner, pid)
		for range 15 {
			ctx, cancel := context.WithCancel(t.Context())
			if manner == "hangs" {
				time.AfterFunc(20*time.Millisecond, cancel)
			}
			if _, err := d.Decode(ctx, photo('P')); (err == nil) != (manner == "leaves") {
				t.Errorf("%s: Decode = %v", manner, err)
			}
			cancel()
		}
		d.Close()
	}
	nothingLeft()
}

func TestAbsentProgram(t *testing.T) {
	d, err := wlt.New(wlt.Options{Program: "/nowhere/wlt2bmp"})
	if err != nil {
		t.Fatal(err)
	}
	if s := d.Status(t.Context()); s.State != drivers.NoDevice || !slices.Equal(s.Causes, []drivers.Cause{drivers.ProgramMissing}) {
		t.Errorf("Status = %+v", s)
	}
	if _, err := d.Decode(t.Context(), photo(1)); drivers.KindOf(err) != drivers.Disconnected {
		t.Errorf("Decode = %v", err)
	}
	d.Close()
	d.Close()
	if _, err := d.Decode(t.Context(), photo(1)); drivers.KindOf(err) != drivers.Disconnected {
		t.Errorf("Decode after Close = %v", err)
	}
	if _, err := wlt.New(wlt.Options{}); err == nil {
		t.Error("New without a program")
	}
}
