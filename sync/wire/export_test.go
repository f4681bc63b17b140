package wire

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"testing"

	"google.golang.org/protobuf/proto"
)

// anExport has two entries, of which the second has a blob of two pieces, and a blob whose entry was
// delivered before.
func anExport(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := NewExportWriter(&out, &ExportHead{Terminal: "YX07", At: 1, Certificate: []byte("certificate")})
	if err != nil {
		t.Fatal(err)
	}
	large, other := sha256.Sum256([]byte("large")), sha256.Sum256([]byte("other"))
	end, err := w.Close(func(digest []byte) ([]byte, error) { return []byte("x"), errors.Join(
		w.Entry(&Entry{Sequence: 3, Kind: "application", Sealed: []byte("sealed")}),
		w.Entry(&Entry{Sequence: 7, Kind: "material", Sealed: []byte("reference")}),
		w.Piece(&ExportPiece{Address: large[:], Size: 5, Data: []byte("lar")}),
		w.Piece(&ExportPiece{Address: large[:], Size: 5, Offset: 3, Data: []byte("ge")}),
		w.Piece(&ExportPiece{Address: other[:], Size: 5, Data: []byte("other")}),
	) })
	_ = end
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
