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
	b := field(nil, []byte("yitiji chain v1"))
	b = field(b, previous[:])
	b = append(b, h.bytes()...)
	return sha256.Sum256(field(b, sealed))
}

// bytes is the header as it is bound: each field behind its length, numbers as
// eight big-endian bytes.
func (h Header) bytes() []byte {
	_, zone := h.At.Zone()
	b := field(nil, []byte(h.Terminal))
	b = field(b, number(h.Sequence))
	b = field(b, []byte(h.Kind))
	b = field(b, []byte(h.Slip))
	b = field(b, number(uint64(h.At.UnixMilli())))
	return field(b, number(uint64(int64(zone))))
}

func number(n uint64) []byte {
	return binary.BigEndian.AppendUint64(nil, n)
}

func field(b, value []byte) []byte {
	b = binary.BigEndian.AppendUint64(b, uint64(len(value)))
	return append(b, value...)
}
