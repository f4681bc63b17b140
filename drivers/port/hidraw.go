package port

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// HIDOptions say which of a HID device's reports are meant.
type HIDOptions struct {
	Page uint16 // of the application whose reports are read and written; 0 means any
}

// hidPort is a stream of bytes over reports. A report's ID is no part of the stream,
// its padding is: only the driver knows where its frames end.
type hidPort struct {
	messages
	page    uint16
	reports []Report
	out     Report                  // what Write sends; Size 0 for none
	buf     [1 + longestReport]byte // owned by Read
	mu      sync.Mutex              // guards rest
	rest    []byte                  // of the last report, not yet read
}

// OpenHIDRaw opens the hidraw node at path for this process alone, asks the device
// how its reports are made up, and drops what had come before. Errors are those of
// OpenSerial.
//
// A Read gives the data of one input report, without its ID; what p does not hold is
// kept for the next Read. A Write is cut into output reports, the last of which is
// padded with zeros; a device without output reports is sent feature reports.
//
// The kernel takes an output report whole and may keep a Write waiting for up to five
// seconds while a device does not take it; ctx is looked at between reports.
func OpenHIDRaw(path string, o HIDOptions) (Described, error) {
	file, bare, err := openNode(path)
	if err != nil {
		return nil, openingError(HIDRaw, path, err)
	}
	p, err := newHID(file, path, bare, o)
	if err != nil {
		return nil, errors.Join(openingError(HIDRaw, path, err), file.Close())
	}
	return p, nil
}

// greeting is how long whoever listens at a socket may take to say what the device is.
const greeting = time.Second

func newHID(file *os.File, name string, bare bool, o HIDOptions) (*hidPort, error) {
	p := &hidPort{messages: messages{stream{file: file, name: name}}, page: o.Page}
	descriptor, err := p.descriptor(bare)
	if err != nil {
		return nil, err
	}
	if p.reports, err = ParseReports(descriptor); err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(p.reports, func(r Report) bool { return r.Direction == InputReport && p.meant(r) }) {
		return nil, fmt.Errorf("no input report of page %02X", o.Page)
	}
	p.choose()
	return p, p.Flush()
}

// meant says whether a report belongs to the application that was asked for.
func (p *hidPort) meant(r Report) bool { return p.page == 0 || r.Page == p.page }

// choose picks the report that Write sends.
func (p *hidPort) choose() {
	for _, way := range []Direction{OutputReport, FeatureReport} {
		for _, r := range p.reports {
			if r.Direction == way && r.Size > 0 && p.meant(r) {
				p.out = r
				return
			}
		}
	}
}

// descriptor asks for the report descriptor. On a socket it is the first message.
func (p *hidPort) descriptor(bare bool) ([]byte, error) {
	if bare {
		limited, cancel := context.WithTimeout(context.Background(), greeting)
		defer cancel()
		n, err := p.stream.Read(limited, p.buf[:])
		return slices.Clone(p.buf[:n]), err
	}
	var raw unix.HIDRawReportDescriptor
	var asked error
	err := p.control(func(fd int) {
		var size int
		if size, asked = unix.IoctlGetInt(fd, unix.HIDIOCGRDESCSIZE); asked == nil {
			raw.Size = uint32(size)
			asked = unix.IoctlHIDGetDesc(fd, &raw)
		}
	})
	return raw.Value[:min(int(raw.Size), len(raw.Value))], errors.Join(err, asked)
}

// Reports is Described's.
func (p *hidPort) Reports() []Report { return p.reports }

// Read is Port's.
func (p *hidPort) Read(ctx context.Context, to []byte) (int, error) {
	for {
		if n := p.take(to); n > 0 {
			return n, nil
		}
		n, err := p.stream.Read(ctx, p.buf[:])
		if err != nil {
			return 0, err
		}
		p.keep(p.buf[:n])
	}
}

// take hands over what is left of the last report.
func (p *hidPort) take(to []byte) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := copy(to, p.rest)
	p.rest = p.rest[n:]
	return n
}

// keep keeps the data of a report that is meant.
func (p *hidPort) keep(report []byte) {
	id, data := byte(0), report
	if p.numbered() && len(report) > 0 {
		id, data = report[0], report[1:]
	}
	for _, r := range p.reports {
		if r.Direction == InputReport && r.ID == id && p.meant(r) {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.rest = slices.Clone(data)
			return
		}
	}
}

// numbered says whether each report begins with its ID: all do as soon as one has
// one (HID 1.11, 5.6).
func (p *hidPort) numbered() bool {
	return slices.ContainsFunc(p.reports, func(r Report) bool { return r.ID != 0 })
}

// Flush is Port's.
func (p *hidPort) Flush() error {
	p.mu.Lock()
	p.rest = nil
	p.mu.Unlock()
	return p.messages.Flush()
}

// Write is Port's.
func (p *hidPort) Write(ctx context.Context, from []byte) (int, error) {
	if p.out.Size == 0 {
		return 0, fmt.Errorf("%s: the device takes no reports", p.name)
	}
	sent := 0
	for sent < len(from) {
		piece := from[sent:min(len(from), sent+p.out.Size)]
		report := make([]byte, 1+p.out.Size)
		report[0] = p.out.ID // hidraw wants it even where reports are not numbered
		copy(report[1:], piece)
		if err := p.put(ctx, report); err != nil {
			return sent, err
		}
		sent += len(piece)
	}
	return sent, nil
}

// put sends one report.
func (p *hidPort) put(ctx context.Context, report []byte) error {
	if p.out.Direction == OutputReport {
		_, err := p.stream.Write(ctx, report)
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return p.cause(ctx, p.setFeature(report))
}

// setFeature is HIDIOCSFEATURE, _IOC(READ|WRITE, 'H', 6, length) of linux/hidraw.h.
func (p *hidPort) setFeature(report []byte) error {
	request := uintptr(0xC0004806 | len(report)<<16)
	var errno unix.Errno
	err := p.control(func(fd int) {
		_, _, errno = unix.Syscall(unix.SYS_IOCTL, uintptr(fd), request, uintptr(unsafe.Pointer(&report[0])))
	})
	if errno != 0 {
		err = errors.Join(err, errno)
	}
	return err
}
