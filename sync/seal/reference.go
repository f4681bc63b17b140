package seal

import (
	"crypto/sha256"
	"encoding/binary"
)

// Address names a blob: the SHA-256 of its sealed bytes.
type Address = [sha256.Size]byte

// AddressOf returns the address of a sealed blob.
func AddressOf(sealed []byte) Address { return sha256.Sum256(sealed) }

// referenceTag stands where a sealed body has its suite.
const referenceTag = "blob"

// Reference is what an entry holds in place of a sealed body that lies beside the queue: the
// address of the blob, and its size in bytes. The blob is sealed to [Header.Blob].
func Reference(blob Address, size int64) []byte {
	return binary.BigEndian.AppendUint64(tag(referenceTag, blob[:]), uint64(size))
}

// ParseReference reads what Reference wrote. ok is false for a sealed body.
func ParseReference(sealed []byte) (blob Address, size int64, ok bool) {
	raw, err := untag(referenceTag, sealed)
	if err != nil || len(raw) != len(blob)+8 {
		return Address{}, 0, false
	}
	size = int64(binary.BigEndian.Uint64(raw[copy(blob[:], raw):]))
	return blob, size, size >= 0
}

// Digest is the hash over several entries by which an acknowledgement names them: SHA-256 over
// the sequence of each, as eight big-endian bytes, and its hash. Both slices have one length,
// and sequences ascend.
func Digest(sequences []uint64, hashes []Hash) Hash {
	sum := sha256.New()
	for i, n := range sequences {
		sum.Write(binary.BigEndian.AppendUint64(nil, n))
		sum.Write(hashes[i][:])
	}
	return Hash(sum.Sum(nil))
}
