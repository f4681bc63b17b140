package seal

import (
	"sync"

	"github.com/klauspost/compress/zstd"
)

// What a packed body begins with.
const (
	asIs      = 0
	zstandard = 1
)

// maxBody bounds what a sealed body may unpack to.
const maxBody = 64 << 20

// worthwhile is from how many bytes on packing is tried.
const worthwhile = 128

// packer and unpacker are the compressor; both are safe for concurrent use.
var (
	packer = sync.OnceValue(func() *zstd.Encoder {
		e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithLowerEncoderMem(true), zstd.WithEncoderCRC(false))
		if err != nil {
			panic(err) // the options are constant
		}
		return e
	})
	unpacker = sync.OnceValue(func() *zstd.Decoder {
		d, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(maxBody), zstd.WithDecoderLowmem(true))
		if err != nil {
			panic(err)
		}
		return d
	})
)

// Body is what goes into an Envelope, compressed where that makes it smaller.
type Body struct{ packed []byte }

// Pack makes a Body. It takes longer than sealing, and needs no key: do it before.
func Pack(body []byte) Body { return Body{pack(body)} }

// Len is the size of the body in bytes, as it will be sealed.
func (b Body) Len() int { return len(b.packed) }

func pack(body []byte) []byte {
	if len(body) >= worthwhile {
		if packed := packer().EncodeAll(body, append(make([]byte, 0, len(body)), zstandard)); len(packed) < len(body) {
			return packed
		}
	}
	return append(append(make([]byte, 0, 1+len(body)), asIs), body...)
}

// unpack undoes Pack.
func unpack(packed []byte) ([]byte, error) {
	if len(packed) == 0 {
		return nil, ErrOpen
	}
	switch packed[0] {
	case asIs:
		return packed[1:], nil
	case zstandard:
		body, err := unpacker().DecodeAll(packed[1:], nil)
		if err != nil {
			return nil, ErrOpen
		}
		return body, nil
	}
	return nil, ErrSuite
}
