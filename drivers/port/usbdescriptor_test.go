package port

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

// recorded reads a file of hexadecimal bytes, in which # begins a remark.
func recorded(t testing.TB, name string) (p []byte) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		line, _, _ = strings.Cut(line, "#")
		for _, b := range strings.Fields(line) {
			n, err := strconv.ParseUint(b, 16, 8)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			p = append(p, byte(n))
		}
	}
	return p
}

func TestFindPipes(t *testing.T) {
	for _, c := range []struct {
		file string
		want pipes
		err  error
	}{
		{"usb-reader.txt", pipes{0, []endpoint{{0x81, 64}}, []endpoint{{0x02, 64}}}, nil},
		{"usb-reader-split.txt", pipes{0, []endpoint{{0x81, 64}, {0x85, 64}}, []endpoint{{0x02, 64}, {0x06, 64}}}, nil},
		{"usb-composite.txt", pipes{2, []endpoint{{0x82, 512}}, []endpoint{{0x04, 512}}}, nil},
		{"usb-printer-only-out.txt", pipes{}, errNoBulk},
	} {
		got, err := findPipes(recorded(t, c.file))
		if !errors.Is(err, c.err) || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, %v, want %+v, %v", c.file, got, err, c.want, c.err)
		}
	}
	whole := recorded(t, "usb-reader.txt")
	for n := range whole {
		if got, err := findPipes(whole[:n]); err == nil {
			t.Errorf("the first %d bytes are a device: %+v", n, got)
		}
	}
	if _, err := findPipes([]byte{0, 0, 0}); !errors.Is(err, errUSB) {
		t.Errorf("zeros: %v", err)
	}
}

func FuzzFindPipes(f *testing.F) {
	for _, name := range []string{"usb-reader.txt", "usb-reader-split.txt", "usb-composite.txt", "usb-printer-only-out.txt"} {
		f.Add(recorded(f, name))
	}
	f.Fuzz(func(t *testing.T, p []byte) {
		found, err := findPipes(p)
		if err != nil {
			return
		}
		for _, e := range append(found.in, found.out...) {
			if e.packet < 1 || e.packet > 0x7FF {
				t.Errorf("endpoint %+v", e)
			}
		}
		if !found.duplex() {
			t.Errorf("pipes %+v", found)
		}
	})
}
