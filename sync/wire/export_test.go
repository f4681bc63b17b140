package wire

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"io"
	"testing"
	"time"
)

// anExport has two entries, of which the second has a blob of two pieces, and a blob whose entry was
// delivered before.
func anExport(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := NewExportWriter(&out, "YX07", time.Now(), newTerminalKey(t))
	if err != nil {
		t.Fatal(err)
	}
	large, other := sha256.Sum256([]byte("large")), sha256.Sum256([]byte("other"))
	err = errors.Join(
		w.Entry(&Entry{Sequence: 3, Kind: "application", Sealed: []byte("sealed")}),
		w.Entry(&Entry{Sequence: 7, Kind: "material", Sealed: []byte("reference")}),
		w.Piece(&ExportPiece{Address: large[:], Size: 5, Data: []byte("lar")}),
		w.Piece(&ExportPiece{Address: large[:], Size: 5, Offset: 3, Data: []byte("ge")}),
		w.Piece(&ExportPiece{Address: other[:], Size: 5, Data: []byte("other")}),
	)
	if err != nil {
		t.Fatal(err)
	}
	if entries, blobs := w.Count(); entries != 2 || blobs != 2 {
		t.Fatalf("it has %d entries and %d blobs, want 2, 2", entries, blobs)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func newTerminalKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// readAll reads an export to its end.
func readAll(b []byte) (entries, pieces int, err error) {
	r, err := NewExportReader(bytes.NewReader(b))
	for err == nil {
		var e *Entry
		var p *ExportPiece
		e, p, err = r.Next()
		if e != nil {
			entries++
		}
		if p != nil {
			pieces++
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return entries, pieces, err
}

func TestAnExportIsReadAsItWasWritten(t *testing.T) {
	if entries, pieces, err := readAll(anExport(t)); entries != 2 || pieces != 3 || err != nil {
		t.Errorf("%d entries, %d pieces, %v; want 2, 3", entries, pieces, err)
	}
}

// No bit of it can be flipped, and no byte left out at its end or added there, unseen.
func TestADamagedExportIsRefused(t *testing.T) {
	whole := anExport(t)
	for bit := range 8 * len(whole) {
		b := bytes.Clone(whole)
		b[bit/8] ^= 1 << (bit % 8)
		if _, _, err := readAll(b); !errors.Is(err, ErrExport) {
			t.Errorf("bit %d was flipped: %v, want ErrExport", bit, err)
		}
	}
	for n := range len(whole) {
		if _, _, err := readAll(whole[:n]); !errors.Is(err, ErrExport) {
			t.Errorf("cut after %d of %d bytes: %v, want ErrExport", n, len(whole), err)
		}
	}
	if _, _, err := readAll(append(bytes.Clone(whole), 0)); !errors.Is(err, ErrExport) {
		t.Errorf("with a byte behind its end: %v, want ErrExport", err)
	}
}

// What is out of its order is refused, whoever signed it.
func TestAnExportOutOfOrderIsRefused(t *testing.T) {
	address := sha256.Sum256([]byte("large"))
	piece := func(size, offset uint64, data string) func(*ExportWriter) error {
		return func(w *ExportWriter) error {
			return w.Piece(&ExportPiece{Address: address[:], Size: size, Offset: offset, Data: []byte(data)})
		}
	}
	entry := func(n uint64) func(*ExportWriter) error {
		return func(w *ExportWriter) error { return w.Entry(&Entry{Sequence: n}) }
	}
	for name, records := range map[string][]func(*ExportWriter) error{
		"an entry twice":            {entry(2), entry(2)},
		"an entry before its own":   {entry(2), entry(1)},
		"an entry without a number": {entry(0)},
		"a blob without beginning":  {entry(1), piece(5, 3, "ge")},
		"a blob with a gap":         {entry(1), piece(5, 0, "l"), piece(5, 3, "ge")},
		"a blob without end":        {entry(1), piece(5, 0, "lar")},
		"an entry within a blob":    {entry(1), piece(5, 0, "lar"), entry(2), piece(5, 3, "ge")},
		"a piece past the end":      {entry(1), piece(2, 0, "lar")},
		"an empty piece":            {entry(1), piece(5, 0, "")},
	} {
		var out bytes.Buffer
		w, err := NewExportWriter(&out, "YX07", time.Now(), newTerminalKey(t))
		for _, record := range records {
			err = errors.Join(err, record(w))
		}
		if closeErr := w.Close(); err != nil || closeErr != nil {
			t.Fatal(err, closeErr)
		}
		if _, _, err := readAll(out.Bytes()); !errors.Is(err, ErrExport) {
			t.Errorf("%s: %v, want ErrExport", name, err)
		}
	}
}

func FuzzExport(f *testing.F) {
	whole := anExport(f)
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Add([]byte(exportMagic))
	f.Add(append([]byte(exportMagic), 0xFF, 0xFF, 0xFF, 0xFF))
	f.Fuzz(func(t *testing.T, in []byte) {
		b := bytes.Clone(in)
		if _, _, err := readAll(b); err != nil {
			if !errors.Is(err, ErrExport) {
				t.Errorf("%v, want ErrExport", err)
			}
			return
		}
		b[len(b)/2] ^= 1
		if _, _, err := readAll(b); err == nil {
			t.Error("it took a whole export, and the same with another bit in the middle")
		}
	})
}
