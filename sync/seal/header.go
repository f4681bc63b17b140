package seal

import (
	"crypto/sha256"
	"encoding/binary"
	"time"
)

// Header is the clear outside of an entry. Sealed bytes and chain are bound to
// every field of it.
type Header struct {
	Terminal string
	Sequence uint64
	Kind     string
	Slip     string
	At       time.Time // counts to the millisecond, with its offset from UTC
}

// Blob is the header to which the blob of an entry is sealed. A blob is on the disk before its
// entry has a number; the entry binds it by its address.
func (h Header) Blob() Header {
	h.Sequence, h.Slip = 0, ""
	return h
}

// Hash is a link of the chain: SHA-256.
type Hash = [sha256.Size]byte

// Link returns the hash of the entry that has header h and these sealed bytes,
// and follows the entry whose hash is previous. The zero Hash stands before the
// first entry.
//
// It is SHA-256 over the fields, each behind its length as eight big-endian
// bytes: "yitiji chain v1", previous, the header's fields, sealed.
func Link(previous Hash, h Header, sealed []byte) Hash {
	const label = "yitiji chain v1"
	b := make([]byte, 0, 8+len(label)+8+len(previous)+h.len()+8)
	b = h.append(field(field(b, label), string(previous[:])))
	sum := sha256.New()
	sum.Write(binary.BigEndian.AppendUint64(b, uint64(len(sealed))))
	sum.Write(sealed)
	var hash Hash
	sum.Sum(hash[:0])
	return hash
}

// bytes is the header as it is bound: each field behind its length, numbers as
// eight big-endian bytes.
func (h Header) bytes() []byte { return h.append(make([]byte, 0, h.len())) }

func (h Header) append(b []byte) []byte {
	_, zone := h.At.Zone()
	b = field(b, h.Terminal)
	b = number(b, h.Sequence)
	b = field(b, h.Kind)
	b = field(b, h.Slip)
	b = number(b, uint64(h.At.UnixMilli()))
	return number(b, uint64(int64(zone)))
}

// len is how long the bytes of h are: three numbers, three texts.
func (h Header) len() int { return 3*16 + 3*8 + len(h.Terminal) + len(h.Kind) + len(h.Slip) }

func number(b []byte, n uint64) []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(b, 8), n)
}

func field(b []byte, value string) []byte {
	return append(binary.BigEndian.AppendUint64(b, uint64(len(value))), value...)
}
