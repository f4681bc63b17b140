package outbox

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"hash/crc64"
	"slices"
)

// What tells a record that is not as it was written. Entries have their hash. Every other record
// has a checksum over where it lies and what it says, so that nothing false is read. And each
// bucket has a sum over all that lies in it, so that nothing goes missing unseen.

// ErrDamaged tells that the file is not as it was written: the disk, or somebody, changed it.
var ErrDamaged = errors.New("outbox: the store is damaged")

var (
	errChecksum  = errors.New("its checksum does not fit")
	castagnoli   = crc32.MakeTable(crc32.Castagnoli)
	ecma         = crc64.MakeTable(crc64.ECMA)
	checksumSize = crc32.Size
)

// guard puts a checksum before a value.
func guard(bucket string, key, value []byte) []byte {
	b := binary.BigEndian.AppendUint32(make([]byte, 0, checksumSize+len(value)), checksum(bucket, key, value))
	return append(b, value...)
}

// unguard takes off what guard put before.
func unguard(bucket string, key, b []byte) ([]byte, error) {
	if len(b) < checksumSize || binary.BigEndian.Uint32(b) != checksum(bucket, key, b[checksumSize:]) {
		return nil, errChecksum
	}
	return b[checksumSize:], nil
}

func checksum(bucket string, key, value []byte) uint32 {
	sum := crc32.Update(0, castagnoli, []byte(bucket))
	return crc32.Update(crc32.Update(sum, castagnoli, key), castagnoli, value)
}

// sums are a sum for each bucket of buckets(), in its order, over all that lies in it, in
// whatever order it came. The buckets of a newer program have theirs behind.
type sums [32]uint64

// change counts a value out, if there was one, and one in, if there is one.
func (s *sums) change(bucket string, key, before, after []byte) {
	i := slices.Index(summed(), bucket)
	if i < 0 {
		return
	}
	if before != nil {
		s[i] -= weight(key, before)
	}
	if after != nil {
		s[i] += weight(key, after)
	}
}

// weight is what a record adds to the sum of its bucket.
func weight(key, value []byte) uint64 {
	return crc64.Update(crc64.Update(0, ecma, key), ecma, value)
}

// MarshalText leaves out the zeros at the end.
func (s sums) MarshalText() ([]byte, error) {
	var b []byte
	for _, n := range s {
		b = binary.BigEndian.AppendUint64(b, n)
	}
	for len(b) > 0 && s[len(b)/8-1] == 0 {
		b = b[:len(b)-8]
	}
	return base64.StdEncoding.AppendEncode(nil, b), nil
}

func (s *sums) UnmarshalText(text []byte) error {
	b, err := base64.StdEncoding.AppendDecode(nil, text)
	if err != nil || len(b) > 8*len(s) || len(b)%8 != 0 {
		return errors.Join(errors.New("sums of another length"), err)
	}
	*s = sums{}
	for i := range len(b) / 8 {
		s[i] = binary.BigEndian.Uint64(b[8*i:])
	}
	return nil
}
