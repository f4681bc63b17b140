package outbox

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"

	bolt "go.etcd.io/bbolt"
)

// bbolt trusts its pages. This file does not: it reads them with pread, and follows no pointer
// that leads nowhere.
//
// A bbolt page (version 2, page.go there) has 16 bytes of header: its number in 8, flags in 2, a
// count in 2, in 4 how many more pages belong to it. Then come as many elements of 16 bytes as
// the count says. That of a leaf has flags, the place of its key in bytes from the element
// itself, and the sizes of key and value, in 4 bytes each; that of a branch has the place and the
// size of its key in 4 bytes each, and in 8 the page to which it leads. All is little-endian on
// the machines that we build for.
const (
	headerSize  = 16
	elementSize = 16

	branchPage = 0x01
	leafPage   = 0x02
	freePage   = 0x10

	bucketElement = 0x01
	bucketHeader  = 16 // of a bucket's value: its root page in 8 bytes, a counter in 8

	metaFreelist = 32 // in the page of a root, after the header: where its parts lie
	metaTx       = 48
	metaChecksum = 56 // FNV-1a of all before it
)

// page is a page with those that belong to it.
type page []byte

func (p page) id() uint64   { return binary.LittleEndian.Uint64(p) }
func (p page) flags() int   { return int(binary.LittleEndian.Uint16(p[8:])) }
func (p page) count() int   { return int(binary.LittleEndian.Uint16(p[10:])) }
func (p page) more() uint64 { return uint64(binary.LittleEndian.Uint32(p[12:])) }

// element is one of a page: value is empty and child is set in a branch.
type element struct {
	key, value []byte
	bucket     bool
	child      uint64
}

var errElement = errors.New("an element lies outside its page")

// element reads the nth element.
func (p page) element(n int) (element, error) {
	at := headerSize + n*elementSize
	if at+elementSize > len(p) {
		return element{}, errElement
	}
	e := p[at:]
	word := func(n int) uint64 { return uint64(binary.LittleEndian.Uint32(e[4*n:])) }
	place, keySize, valueSize := word(1), word(2), word(3)
	if p.flags()&branchPage != 0 {
		place, keySize, valueSize = word(0), word(1), 0
	}
	if place < elementSize || place+keySize+valueSize > uint64(len(e)) {
		return element{}, errElement
	}
	out := element{key: e[place : place+keySize], value: e[place+keySize : place+keySize+valueSize]}
	if p.flags()&branchPage != 0 {
		out.child = binary.LittleEndian.Uint64(e[8:])
	} else {
		out.bucket = word(0)&bucketElement != 0
	}
	return out, nil
}

// inline is the page inside the value of a small bucket; nil for a bucket with pages of its own.
func (e element) inline() (root uint64, inside page, err error) {
	if len(e.value) < bucketHeader {
		return 0, nil, errElement
	}
	root = binary.LittleEndian.Uint64(e.value)
	if root != 0 {
		return root, nil, nil
	}
	if inside = page(e.value[bucketHeader:]); len(inside) < headerSize {
		return 0, nil, errElement
	}
	return 0, inside, nil
}

// forest is the pages of one version of a file, as they are gone through.
type forest struct {
	file *os.File
	size int64 // of a page
	end  uint64
	seen map[uint64]bool
}

// verifyPages proves that every page of the version that tx sees is what it should be, leads
// where it may, has its keys in order, and is either in use, once, or free.
func verifyPages(path string, tx *bolt.Tx) error {
	file, err := os.Open(path)
	if err != nil {
		return diskError(err)
	}
	defer file.Close()
	size := int64(tx.DB().Info().PageSize)
	f := forest{file, size, uint64(tx.Size() / size), map[uint64]bool{0: true, 1: true}}
	if err := f.walk(uint64(tx.Cursor().Bucket().Root()), nil, nil); err != nil {
		return err
	}
	return f.verifyFree(uint64(tx.ID()))
}

// verifyRoots proves that both roots of a file are whole. bbolt is content with one, and goes on
// from the transaction before, so that the last one would be missing unseen.
func verifyRoots(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return diskError(err)
	}
	defer file.Close()
	for id := range int64(2) {
		root := make(page, os.Getpagesize())
		if _, err := file.ReadAt(root, id*int64(len(root))); err != nil {
			return notRead(uint64(id), err)
		}
		meta := root[headerSize:]
		sum := fnv.New64a()
		sum.Write(meta[:metaChecksum])
		if sum.Sum64() != binary.LittleEndian.Uint64(meta[metaChecksum:]) {
			return fmt.Errorf("%w: root %d", ErrDamaged, id)
		}
	}
	return nil
}

func (f *forest) read(id uint64) (page, error) {
	if id < 2 || id >= f.end {
		return nil, fmt.Errorf("%w: something leads to page %d, which there is not", ErrDamaged, id)
	}
	p := make(page, f.size)
	if _, err := f.file.ReadAt(p, int64(id)*f.size); err != nil {
		return nil, notRead(id, err)
	}
	if p.id() != id || p.more() > f.end-id {
		return nil, fmt.Errorf("%w: page %d is another one", ErrDamaged, id)
	}
	if p.more() > 0 {
		p = append(p, make(page, int64(p.more())*f.size)...)
		if _, err := f.file.ReadAt(p, int64(id)*f.size); err != nil {
			return nil, notRead(id, err)
		}
	}
	return p, nil
}

func notRead(id uint64, err error) error {
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: page %d is behind the end of the file", ErrDamaged, id)
	}
	return diskError(err)
}

// take reads a page that was not seen before.
func (f *forest) take(id uint64) (page, error) {
	p, err := f.read(id)
	if err != nil {
		return nil, err
	}
	for n := id; n <= id+p.more(); n++ {
		if f.seen[n] {
			return nil, fmt.Errorf("%w: page %d is used twice", ErrDamaged, n)
		}
		f.seen[n] = true
	}
	return p, nil
}

// walk goes through a tree. Its keys lie from low up to, without, high; nil is no bound.
func (f *forest) walk(id uint64, low, high []byte) error {
	p, err := f.take(id)
	if err != nil {
		return err
	}
	if p.flags() != branchPage && p.flags() != leafPage {
		return fmt.Errorf("%w: page %d is neither branch nor leaf", ErrDamaged, id)
	}
	return f.elements(p, low, high)
}

func (f *forest) elements(p page, low, high []byte) error {
	all := make([]element, p.count())
	for i := range all {
		var err error
		if all[i], err = p.element(i); err != nil {
			return fmt.Errorf("%w: page %d: %w", ErrDamaged, p.id(), err)
		}
		before := low
		if i > 0 {
			before = all[i-1].key
		}
		order := bytes.Compare(before, all[i].key)
		if before != nil && (order > 0 || order == 0 && i > 0) || high != nil && bytes.Compare(all[i].key, high) >= 0 {
			return fmt.Errorf("%w: the keys of page %d are out of order", ErrDamaged, p.id())
		}
	}
	for i, e := range all {
		next := high
		if i+1 < len(all) {
			next = all[i+1].key
		}
		if err := f.element(p, e, next); err != nil {
			return err
		}
	}
	return nil
}

// element goes through what an element leads to.
func (f *forest) element(p page, e element, next []byte) error {
	switch {
	case p.flags() == branchPage:
		return f.walk(e.child, e.key, next)
	case !e.bucket:
		return nil
	}
	root, inside, err := e.inline()
	switch {
	case err != nil:
		return fmt.Errorf("%w: page %d: %w", ErrDamaged, p.id(), err)
	case inside == nil:
		return f.walk(root, nil, nil)
	case inside.flags() != leafPage:
		return fmt.Errorf("%w: page %d: a bucket inside it is no leaf", ErrDamaged, p.id())
	}
	return f.elements(inside, nil, nil)
}

// verifyFree proves that every page is in use or free, and none is both. A version whose root was
// overwritten since is past: the next time will tell.
func (f *forest) verifyFree(txid uint64) error {
	root := make(page, f.size)
	if _, err := f.file.ReadAt(root, int64(txid%2)*f.size); err != nil {
		return notRead(txid%2, err)
	}
	if binary.LittleEndian.Uint64(root[headerSize+metaTx:]) != txid {
		return nil
	}
	p, err := f.take(binary.LittleEndian.Uint64(root[headerSize+metaFreelist:]))
	if err != nil {
		return err
	}
	free, err := p.free()
	if err != nil {
		return err
	}
	for _, id := range free {
		if id < 2 || id >= f.end || f.seen[id] {
			return fmt.Errorf("%w: page %d is free and in use", ErrDamaged, id)
		}
		f.seen[id] = true
	}
	if uint64(len(f.seen)) != f.end {
		return fmt.Errorf("%w: %d pages are neither free nor in use", ErrDamaged, f.end-uint64(len(f.seen)))
	}
	return nil
}

// free reads a list of free pages: numbers of 8 bytes; the first is how many when the count is
// full.
func (p page) free() (out []uint64, err error) {
	n, from := p.count(), headerSize
	if n == 0xFFFF {
		n, from = int(binary.LittleEndian.Uint64(p[headerSize:])), headerSize+8
	}
	if p.flags() != freePage || n < 0 || n > (len(p)-from)/8 {
		return nil, fmt.Errorf("%w: page %d is no list of free pages", ErrDamaged, p.id())
	}
	for i := range n {
		out = append(out, binary.LittleEndian.Uint64(p[from+8*i:]))
	}
	return out, nil
}
