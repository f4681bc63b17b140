package port

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Direction is which way a report goes.
type Direction byte

// The directions of reports, by the tags of their main items (HID 1.11, 6.2.2.5).
const (
	InputReport   Direction = 0x80
	OutputReport  Direction = 0x90
	FeatureReport Direction = 0xB0
)

// Report is what a HID device says of one of its reports.
type Report struct {
	Direction Direction
	ID        byte   // 0 where the device does not number its reports
	Page      uint16 // of the application that it belongs to: 0x8C is bar code scanners
	Size      int    // bytes of data, without the ID
	Fields    []Field
}

// Field is a part of a report that a usage names.
type Field struct {
	Page, Usage uint16
	At          int // bits from the beginning of the data
	Bits        int // of each element
	Count       int // elements
}

// Described is a Port to a HID device, which says of itself how its reports are made
// up. A Read gives the data of one report, or the rest of it.
type Described interface {
	Port
	Reports() []Report
}

// BarCodes is the usage page of bar code scanners (HID Point of Sale Usage Tables
// 1.02, 3).
const BarCodes = 0x8C

// longestReport bounds the data of one report: the kernel's own limit
// (HID_MAX_BUFFER_SIZE).
const longestReport = 16384

// errDescriptor says that a report descriptor makes no sense.
var errDescriptor = errors.New("not a report descriptor")

// ParseReports reads a report descriptor, in which a HID device says how its reports
// are made up. Reports come in the order in which they are first mentioned.
func ParseReports(descriptor []byte) ([]Report, error) {
	var d description
	for p := descriptor; len(p) > 0; {
		item, size, err := nextItem(p)
		if err != nil {
			return nil, err
		}
		if err := d.take(item); err != nil {
			return nil, err
		}
		p = p[size:]
	}
	for i := range d.reports {
		d.reports[i].Size = (d.reports[i].Size + 7) / 8 // bits until here
	}
	return d.reports, nil
}

// item is one statement of a descriptor.
type item struct {
	tag  byte // with its type, without its size
	data uint32
	size int
}

// nextItem reads one item. Long items (HID 1.11, 6.2.2.3) are passed over: none has
// ever been defined.
func nextItem(p []byte) (i item, size int, err error) {
	if p[0] == 0xFE {
		if len(p) < 3 || len(p) < 3+int(p[1]) {
			return item{}, 0, fmt.Errorf("%w: torn", errDescriptor)
		}
		return item{}, 3 + int(p[1]), nil
	}
	i = item{tag: p[0] &^ 3, size: [4]int{0, 1, 2, 4}[p[0]&3]}
	if len(p) < 1+i.size {
		return item{}, 0, fmt.Errorf("%w: torn", errDescriptor)
	}
	var word [4]byte
	copy(word[:], p[1:1+i.size])
	i.data = binary.LittleEndian.Uint32(word[:])
	return i, 1 + i.size, nil
}

// globals are what holds for all that follows.
type globals struct {
	page        uint16
	id          byte
	bits, count uint32
}

// description is what a descriptor has said so far.
type description struct {
	globals
	saved       []globals
	usages      []uint32 // page and usage of the next main item
	depth       int
	application uint16 // the page of the outermost collection
	reports     []Report
}

// The tags of short items, with their types (HID 1.11, 6.2.2).
const (
	tagCollection = 0xA0
	tagEnd        = 0xC0
	tagPage       = 0x04
	tagBits       = 0x74
	tagID         = 0x84
	tagCount      = 0x94
	tagPush       = 0xA4
	tagPop        = 0xB4
	tagUsage      = 0x08
)

// take follows one item.
func (d *description) take(i item) error {
	switch i.tag {
	case byte(InputReport), byte(OutputReport), byte(FeatureReport):
		return d.main(Direction(i.tag))
	case tagCollection, tagEnd:
		return d.collection(i.tag == tagCollection)
	case tagUsage:
		d.usage(i)
	case tagPage:
		d.page = uint16(i.data)
	case tagBits:
		d.bits = i.data
	case tagCount:
		d.count = i.data
	case tagID:
		d.id = byte(i.data)
	case tagPush:
		d.saved = append(d.saved, d.globals)
	case tagPop:
		if len(d.saved) == 0 {
			return fmt.Errorf("%w: pop without push", errDescriptor)
		}
		d.globals, d.saved = d.saved[len(d.saved)-1], d.saved[:len(d.saved)-1]
	}
	return nil
}

// usage notes a usage, which brings its page along when it has four bytes.
func (d *description) usage(i item) {
	u := i.data
	if i.size < 4 {
		u |= uint32(d.page) << 16
	}
	d.usages = append(d.usages, u)
}

// collection opens or closes one. The outermost says what the device is.
func (d *description) collection(opens bool) error {
	switch {
	case opens && d.depth == 0:
		d.application = d.page
		if len(d.usages) > 0 {
			d.application = uint16(d.usages[0] >> 16)
		}
		d.depth++
	case opens:
		d.depth++
	case d.depth == 0:
		return fmt.Errorf("%w: end without collection", errDescriptor)
	default:
		d.depth--
	}
	d.usages = nil
	return nil
}

// main adds the elements of an item to their report.
func (d *description) main(way Direction) error {
	r := d.report(way)
	bits := uint64(d.bits) * uint64(d.count)
	if bits > 8*longestReport || uint64(r.Size)+bits > 8*longestReport {
		return fmt.Errorf("%w: a report of more than %d bytes", errDescriptor, longestReport)
	}
	at, left := r.Size, int(d.count)
	for n, u := range d.usages {
		if left == 0 || d.bits == 0 {
			break
		}
		count := 1
		if n == len(d.usages)-1 { // the last one names all that are left
			count = left
		}
		r.Fields = append(r.Fields, Field{uint16(u >> 16), uint16(u), at, int(d.bits), count})
		at, left = at+count*int(d.bits), left-count
	}
	r.Size += int(bits)
	d.usages = nil
	return nil
}

// report is the report that the next elements belong to.
func (d *description) report(way Direction) *Report {
	for i := range d.reports {
		if d.reports[i].Direction == way && d.reports[i].ID == d.id {
			return &d.reports[i]
		}
	}
	d.reports = append(d.reports, Report{Direction: way, ID: d.id, Page: d.application})
	return &d.reports[len(d.reports)-1]
}

// Reports says how the reports of a hidraw line are made up, without opening it.
func (t Tree) Reports(l Line) ([]Report, error) {
	name := filepath.Join(t.Sys, "class/hidraw", filepath.Base(l.Path), "device/report_descriptor")
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return ParseReports(raw)
}
