package scanner

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"yitiji/drivers/port"
)

// Usages of the page of bar code scanners (HID Point of Sale Usage Tables 1.02, 3),
// and the byte count of the generic desktop page.
const (
	useSymbology1 = 0xFB // the three bytes of an AIM identifier
	useSymbology2 = 0xFC
	useSymbology3 = 0xFD
	useData       = 0xFE // decoded data
	useContinued  = 0xFF // decoded data goes on in the next report
	desktop       = 0x01
	useByteCount  = 0x3B
)

// errRecord says that a report contradicts itself.
var errRecord = errors.New("report of an impossible length")

// layout is where in a report its parts are, in bytes. A part that is not there is -1.
type layout struct {
	size      int // of a report without its ID
	count     int // how many bytes of data count; without it, zeros behind the data do not
	aim       int
	data      int
	room      int // bytes of data
	continued int // in bits
}

// manual is the layout of reports that two manuals print (Access-IS LSR118, ATR110):
// count, AIM identifier, 56 bytes of data, a further identifier, a reserved byte, and
// a byte that says whether more follows.
var manual = layout{size: 63, count: 0, aim: 1, data: 4, room: 56, continued: 8 * 62}

// layoutOf is the layout that a device describes, or that of the manuals when it
// describes none.
func layoutOf(p port.Port) layout {
	described, ok := p.(port.Described)
	if !ok {
		return manual
	}
	for _, r := range described.Reports() {
		if r.Direction != port.InputReport || r.Page != port.BarCodes {
			continue
		}
		if l, ok := layoutIn(r); ok {
			return l
		}
	}
	return manual
}

// layoutIn reads the layout of a report. ok is false when it names no data, or puts
// its parts between bytes.
func layoutIn(r port.Report) (l layout, ok bool) {
	l = layout{size: r.Size, count: -1, aim: -1, data: -1, continued: -1}
	var aim [3]int
	for _, f := range r.Fields {
		whole := f.Bits == 8 && f.At%8 == 0
		switch {
		case f.Page == desktop && f.Usage == useByteCount && whole:
			l.count = f.At / 8
		case f.Page != port.BarCodes:
		case f.Usage == useData && whole:
			l.data, l.room = f.At/8, f.Count
		case f.Usage == useContinued:
			l.continued = f.At
		case f.Usage >= useSymbology1 && f.Usage <= useSymbology3 && whole:
			aim[f.Usage-useSymbology1] = f.At/8 + 1
		}
	}
	if aim[0] > 0 && aim[1] == aim[0]+1 && aim[2] == aim[1]+1 {
		l.aim = aim[0] - 1
	}
	return l, l.data >= 0 && l.data+l.room <= l.size
}

// records are codes in reports.
type records struct {
	port   port.Port
	layout layout
}

// next is source's. The AIM identifier of a code is that of its first report.
func (r *records) next(ctx context.Context) (code []byte, aim string, err error) {
	for first := true; ; first = false {
		report, err := r.report(ctx, !first)
		if err != nil {
			return nil, "", err
		}
		data, id, more, err := r.layout.open(report)
		if err != nil {
			return nil, "", err
		}
		if code = append(code, data...); first {
			aim = id
		}
		switch {
		case len(code) > longest:
			return nil, "", errLong
		case !more:
			return code, aim, nil
		}
	}
}

// report reads one report: without a limit before a code, and within lineGap in the
// middle of one. A recording may give it in pieces.
func (r *records) report(ctx context.Context, inside bool) ([]byte, error) {
	report := make([]byte, 0, r.layout.size)
	for len(report) < r.layout.size {
		n, err := r.piece(ctx, inside, report[len(report):r.layout.size])
		switch {
		case err == nil:
			report, inside = report[:len(report)+n], true
		case late(ctx, err):
			return nil, errTorn
		default:
			return nil, err
		}
	}
	return report, nil
}

func (r *records) piece(ctx context.Context, inside bool, p []byte) (int, error) {
	if inside {
		return within(ctx, lineGap, r.port, p)
	}
	return r.port.Read(ctx, p)
}

// open takes a whole report apart.
func (l layout) open(report []byte) (data []byte, aim string, more bool, err error) {
	data = report[l.data : l.data+l.room]
	if l.count < 0 {
		data = bytes.TrimRight(data, "\x00")
	} else if n := int(report[l.count]); n <= l.room {
		data = data[:n]
	} else {
		return nil, "", false, fmt.Errorf("%w: %d of %d bytes", errRecord, n, l.room)
	}
	if l.aim >= 0 {
		aim, _ = splitAIM(string(report[l.aim : l.aim+3]))
	}
	more = l.continued >= 0 && report[l.continued/8]>>(l.continued%8)&1 == 1
	return data, aim, more, nil
}
