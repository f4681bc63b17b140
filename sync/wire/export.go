package wire

import (
	"bufio"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"

	"google.golang.org/protobuf/proto"
)

// An export is what a terminal has that its centre has not signed for, in one file, for a stick that
// somebody carries. It is as sealed as on the way over a network. Its bytes are
//
//	the magic "yitiji export 1\n"
//	records, each behind its length in four big-endian bytes:
//	    an ExportHead
//	    ExportRecords: entries in the order of their sequence, the pieces of an entry's blob behind it
//	    an ExportRecord that is the end
//	    the terminal's signature: ECDSA (ASN.1) over the SHA-256 of exportUse and of all bytes before
//
// and nothing behind them. Whoever reads one to its end knows that it is what the key in its head
// signed; whether that is the key of the terminal, the centre knows.
const (
	exportMagic = "yitiji export 1\n"
	exportUse   = "yitiji export v1" // what a signature of an export is for

	// MaxExportPiece is how many bytes of a blob a record holds at most.
	MaxExportPiece = 1 << 20
	// maxExportRecord bounds a record, in bytes: an entry's body and a piece of a blob are smaller.
	maxExportRecord = 2 << 20
)

// ErrExport tells that a file is no export, or not as it was written.
var ErrExport = errors.New("wire: not a whole export")

// Why a file is refused.
var (
	errNoExport   = fmt.Errorf("%w: the file is no export of a terminal", ErrExport)
	errEndsEarly  = fmt.Errorf("%w: the file ends early; copy it from the stick again", ErrExport)
	errExportForm = fmt.Errorf("%w: a record is damaged; copy the file from the stick again", ErrExport)
	errSigned     = fmt.Errorf("%w: its signature does not fit; copy the file from the stick again", ErrExport)
	errCounts     = fmt.Errorf("%w: the file does not hold what its end counts", ErrExport)
	errBehind     = fmt.Errorf("%w: there is something behind the end", ErrExport)
)

// ExportWriter writes an export. It holds one record in memory.
type ExportWriter struct {
	to  *bufio.Writer
	sum hash.Hash
	key crypto.Signer
	end ExportEnd
}

// NewExportWriter begins the export of a terminal, with the key that it is enrolled with.
func NewExportWriter(to io.Writer, terminal string, at time.Time, key crypto.Signer) (*ExportWriter, error) {
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return nil, fmt.Errorf("wire: the key of an export: %w", err)
	}
	w := &ExportWriter{to: bufio.NewWriterSize(to, 64<<10), sum: newExportSum(), key: key}
	if err := w.write([]byte(exportMagic)); err != nil {
		return nil, err
	}
	return w, w.message(&ExportHead{Terminal: terminal, At: at.UnixMilli(), Key: public})
}

// Entry writes an entry.
func (w *ExportWriter) Entry(e *Entry) error {
	w.end.Entries++
	return w.message(&ExportRecord{What: &ExportRecord_Entry{Entry: e}})
}

// Piece writes a piece of a blob. The last one ends at the blob's size.
func (w *ExportWriter) Piece(p *ExportPiece) error {
	if p.GetOffset()+uint64(len(p.GetData())) == p.GetSize() {
		w.end.Blobs++
	}
	return w.message(&ExportRecord{What: &ExportRecord_Piece{Piece: p}})
}

// Count is what was written so far.
func (w *ExportWriter) Count() (entries, blobs uint64) { return w.end.GetEntries(), w.end.GetBlobs() }

// Close counts and signs the export. It does not close what lies below.
func (w *ExportWriter) Close() error {
	if err := w.message(&ExportRecord{What: &ExportRecord_End{End: &w.end}}); err != nil {
		return err
	}
	signature, err := w.key.Sign(rand.Reader, w.sum.Sum(nil), crypto.SHA256)
	if err == nil {
		err = w.record(signature)
	}
	return errors.Join(err, w.to.Flush())
}

func (w *ExportWriter) message(m proto.Message) error {
	b, err := proto.Marshal(m)
	if err != nil {
		return err
	}
	return w.record(b)
}

func (w *ExportWriter) record(b []byte) error {
	if len(b) > maxExportRecord {
		return fmt.Errorf("wire: a record of %d bytes; at most %d", len(b), maxExportRecord)
	}
	return errors.Join(w.write(binary.BigEndian.AppendUint32(nil, uint32(len(b)))), w.write(b))
}

func (w *ExportWriter) write(b []byte) error {
	w.sum.Write(b)
	_, err := w.to.Write(b)
	return err
}

// newExportSum begins what is signed of an export: SHA-256 over what the signature is for, and all
// that comes before the signature.
func newExportSum() hash.Hash {
	sum := sha256.New()
	sum.Write([]byte(exportUse))
	return sum
}

// ExportReader reads an export, one record at a time. What it gave may be believed only after all of it
// was read.
type ExportReader struct {
	from *bufio.Reader
	sum  hash.Hash
	head *ExportHead
	seen ExportEnd
	last uint64      // the sequence of the last entry
	blob ExportPiece // how far a blob is, without its data; the zero piece between blobs
	key  *ecdsa.PublicKey
}

// NewExportReader reads the head of an export. The errors of it and of Next are ErrExport, or those of
// from.
func NewExportReader(from io.Reader) (*ExportReader, error) {
	r := &ExportReader{from: bufio.NewReaderSize(from, 64<<10), sum: newExportSum(), head: new(ExportHead)}
	magic := make([]byte, len(exportMagic))
	if _, err := io.ReadFull(r.from, magic); err != nil && !isEnd(err) {
		return nil, err
	}
	if string(magic) != exportMagic {
		return nil, errNoExport
	}
	r.sum.Write(magic)
	b, err := r.record()
	if err != nil {
		return nil, err
	}
	if proto.Unmarshal(b, r.head) != nil || r.head.GetTerminal() == "" {
		return nil, errExportForm
	}
	key, err := x509.ParsePKIXPublicKey(r.head.GetKey())
	if r.key, _ = key.(*ecdsa.PublicKey); err != nil || r.key == nil {
		return nil, errExportForm
	}
	return r, nil
}

// Head says whose export it is.
func (r *ExportReader) Head() *ExportHead { return r.head }

// Next returns the next entry or piece; the other one is nil. The error is io.EOF after the last one:
// then the file is whole, and signed with the key of its head.
func (r *ExportReader) Next() (*Entry, *ExportPiece, error) {
	b, err := r.record()
	if err != nil {
		return nil, nil, err
	}
	var record ExportRecord
	if proto.Unmarshal(b, &record) != nil {
		return nil, nil, errExportForm
	}
	switch what := record.What.(type) {
	case *ExportRecord_Entry:
		err = r.entry(what.Entry)
	case *ExportRecord_Piece:
		err = r.piece(what.Piece)
	case *ExportRecord_End:
		return nil, nil, r.finish(what.End)
	default:
		err = errExportForm
	}
	if err != nil {
		return nil, nil, err
	}
	return record.GetEntry(), record.GetPiece(), nil
}

func (r *ExportReader) entry(e *Entry) error {
	if e.GetSequence() <= r.last || r.blob.GetSize() > 0 {
		return errExportForm
	}
	r.last = e.GetSequence()
	r.seen.Entries++
	return nil
}

// piece takes a piece where it belongs: at the beginning of a blob, or where the last one ended.
func (r *ExportReader) piece(p *ExportPiece) error {
	n := uint64(len(p.GetData()))
	switch {
	case n == 0 || n > MaxExportPiece || len(p.GetAddress()) != sha256.Size || p.GetOffset() > p.GetSize() || n > p.GetSize()-p.GetOffset():
		return errExportForm
	case r.blob.GetSize() == 0 && p.GetOffset() != 0:
		return errExportForm
	case r.blob.GetSize() > 0 && (string(p.GetAddress()) != string(r.blob.GetAddress()) || p.GetSize() != r.blob.GetSize() || p.GetOffset() != r.blob.GetOffset()):
		return errExportForm
	}
	r.blob.Address, r.blob.Size, r.blob.Offset = p.GetAddress(), p.GetSize(), p.GetOffset()+n
	if r.blob.GetOffset() == r.blob.GetSize() {
		r.blob.Reset()
		r.seen.Blobs++
	}
	return nil
}

func (r *ExportReader) finish(end *ExportEnd) error {
	if end.GetEntries() != r.seen.GetEntries() || end.GetBlobs() != r.seen.GetBlobs() || r.blob.GetSize() > 0 {
		return errCounts
	}
	digest := r.sum.Sum(nil)
	signature, err := r.record()
	switch {
	case err != nil:
		return err
	case !ecdsa.VerifyASN1(r.key, digest, signature):
		return errSigned
	}
	if _, err := r.from.ReadByte(); !errors.Is(err, io.EOF) {
		return errors.Join(errBehind, err)
	}
	return io.EOF
}

// Count is what was read so far.
func (r *ExportReader) Count() (entries, blobs uint64) { return r.seen.GetEntries(), r.seen.GetBlobs() }

// record reads one record. It makes no room for more than there is.
func (r *ExportReader) record() ([]byte, error) {
	var length [4]byte
	if _, err := io.ReadFull(r.from, length[:]); err != nil {
		return nil, early(err)
	}
	n := binary.BigEndian.Uint32(length[:])
	if n > maxExportRecord {
		return nil, errExportForm
	}
	b, err := io.ReadAll(io.LimitReader(r.from, int64(n)))
	if err == nil && len(b) < int(n) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, early(err)
	}
	r.sum.Write(length[:])
	r.sum.Write(b)
	return b, nil
}

func isEnd(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }

func early(err error) error {
	if isEnd(err) {
		return errEndsEarly
	}
	return err
}
