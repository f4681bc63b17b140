package sdt

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"yitiji/drivers"
)

// The frames are the manual's own examples.
func TestCommand(t *testing.T) {
	for _, c := range []struct {
		cmd, para byte
		want      string
	}{
		{0x10, 0xFF, "AA AA AA 96 69 00 03 10 FF EC"},
		{0x11, 0xFF, "AA AA AA 96 69 00 03 11 FF ED"},
		{0x12, 0xFF, "AA AA AA 96 69 00 03 12 FF EE"},
		{0x20, 0x01, "AA AA AA 96 69 00 03 20 01 22"},
		{0x20, 0x02, "AA AA AA 96 69 00 03 20 02 21"},
		{0x30, 0x01, "AA AA AA 96 69 00 03 30 01 32"},
		{0x30, 0x03, "AA AA AA 96 69 00 03 30 03 30"},
	} {
		if got := fmt.Sprintf("% X", command(c.cmd, c.para)); got != c.want {
			t.Errorf("command(%02X, %02X) = %s, want %s", c.cmd, c.para, got, c.want)
		}
	}
}

func TestDecode(t *testing.T) {
	found := []byte("\xAA\xAA\xAA\x96\x69\x00\x08\x00\x00\x9F\x00\x00\x00\x00\x97")
	for _, c := range []struct {
		why   string
		bytes []byte
		sw3   byte
		err   error
	}{
		{"the manual's example", found, 0x9F, nil},
		{"noise before it", append([]byte{0x00, 0xAA, 0xAA}, found...), 0x9F, nil},
		{"noise behind it", append(bytes.Clone(found), 1, 2, 3), 0x9F, nil},
		{"nothing found", []byte("\xAA\xAA\xAA\x96\x69\x00\x04\x00\x00\x80\x84"), 0x80, nil},
		{"torn", found[:12], 0, errTorn},
		{"one bit changed", append(bytes.Clone(found[:14]), 0x96), 0, errChecksum},
		{"a length that no answer has", []byte("\xAA\xAA\xAA\x96\x69\xFF\xFF\x00"), 0, errGarbage},
		{"a length too short", []byte("\xAA\xAA\xAA\x96\x69\x00\x01\x00"), 0, errGarbage},
		{"only noise", bytes.Repeat([]byte{0x55}, 20), 0, errTorn},
	} {
		a, err := decode(c.bytes)
		if !errors.Is(err, c.err) || a.status[2] != c.sw3 {
			t.Errorf("%s: decode = %02X, %v, want %02X, %v", c.why, a.status[2], err, c.sw3, c.err)
		}
	}
}

func TestKindOfEveryStatus(t *testing.T) {
	for sw3, want := range map[byte]drivers.Kind{
		0x10: drivers.Misread, 0x11: drivers.Misread, 0x21: drivers.NeedsTechnician, 0x23: drivers.Misread,
		0x24: drivers.Misread, 0x31: drivers.WrongDocument, 0x32: drivers.WrongDocument, 0x33: drivers.WrongDocument,
		0x37: drivers.WrongDocument, 0x3F: drivers.Misread, 0x40: drivers.WrongDocument, 0x41: drivers.Misread,
		0x47: drivers.Misread, 0x60: drivers.NeedsTechnician, 0x66: drivers.NeedsTechnician, 0x80: drivers.Misread,
		0x81: drivers.Misread, 0x91: drivers.Misread, 0xEE: drivers.Misread,
	} {
		err := fmt.Errorf("command: %w", &refusal{status{0, 0, sw3}})
		if got := kindOf(err); got != want {
			t.Errorf("%02X (%s) = %s, want %s", sw3, meaningOf(sw3).text, got, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("\xAA\xAA\xAA\x96\x69\x00\x08\x00\x00\x9F\x00\x00\x00\x00\x97"))
	f.Add([]byte("\xAA\xAA\xAA\xAA\x96\x69\x00\x04\x00\x00\x80\x84"))
	f.Fuzz(func(t *testing.T, p []byte) {
		n, err := missing(p)
		a, decodeErr := decode(p)
		if (err == nil && n == 0) != (decodeErr == nil || errors.Is(decodeErr, errChecksum)) {
			t.Errorf("missing = %d, %v, but decode = %v", n, err, decodeErr)
		}
		if decodeErr == nil && len(a.data)+headerSize+leastBody > len(p) {
			t.Errorf("decode gave %d bytes out of %d", len(a.data), len(p))
		}
	})
}
