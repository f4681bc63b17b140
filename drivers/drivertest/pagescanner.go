package drivertest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/jpeg"
	"testing"

	"yitiji/drivers"
)

// PageScannerRig is a paper scanner under test and the hands around it. All but
// Scanner and Resolution may be nil or zero.
type PageScannerRig struct {
	Scanner    drivers.PageScanner
	Resolution int              // to scan at: low, so that the suite is quick
	Lay        func()           // puts another paper on the glass
	Load       func(sheets int) // fills the feeder with so many sheets
	Deep       int              // for a feeder that fills itself: how many sheets it holds
	JamAt      func(sheet int)  // lets a sheet from now jam
	Cover      func(open bool)  // of the feeder
	Occupy     func(on bool)    // another program takes the scanner, or lets it go
	Torn       func(on bool)    // pages end in their middle
	Garbage    func(on bool)    // pages are no pictures
	Slow       func()           // makes a scan last longer than the suite
	Unplug     func()           // pulls the plug
	Left       func() string    // what a scan left behind: a job, a process; empty for nothing
	Played     int              // for a recording: how many pages one Scan returns
}

// PageScanner runs the suite; rig is called once for each check, and once before.
func PageScanner(t *testing.T, rig func(t *testing.T) PageScannerRig) {
	t.Helper()
	runAll(t, pageScannerChecks(), rig)
}

// FailingPageScanner gives the names of the checks that a rig does not pass.
func FailingPageScanner(t *testing.T, rig func(t *testing.T) PageScannerRig) []string {
	t.Helper()
	return failing(t, pageScannerChecks(), rig)
}

func pageScannerChecks() []check[PageScannerRig] {
	recording := func(r PageScannerRig) bool { return r.Played > 0 }
	glass := func(r PageScannerRig) bool { return r.Lay != nil }
	feeder := func(r PageScannerRig) bool { return r.Load != nil || r.Deep > 0 }
	hands := func(r PageScannerRig) bool { return r.Load != nil }
	both := func(r PageScannerRig) bool { return r.Lay != nil && r.Load != nil }
	jam := func(r PageScannerRig) bool { return r.Load != nil && r.JamAt != nil }
	cover := func(r PageScannerRig) bool { return r.Cover != nil && (r.Load != nil || r.Deep > 0) }
	others := func(r PageScannerRig) bool { return r.Occupy != nil }
	torn := func(r PageScannerRig) bool { return r.Torn != nil }
	garbage := func(r PageScannerRig) bool { return r.Garbage != nil }
	slow := func(r PageScannerRig) bool { return r.Slow != nil }
	plug := func(r PageScannerRig) bool { return r.Unplug != nil }
	return []check[PageScannerRig]{
		{"plays a recording", playsPages, recording},
		{"scans the glass", scansGlass, glass},
		{"scans in grey", scansGrey, glass},
		{"scans the whole feeder", scansFeeder, feeder},
		{"respects the limit", respectsLimit, feeder},
		{"prefers a feeder that holds paper", prefersFeeder, both},
		{"says that the feeder is empty", saysEmpty, hands},
		{"keeps the pages before a jam", keepsPages, jam},
		{"says that the cover is open", saysCover, cover},
		{"says that it is busy", saysBusy, others},
		{"refuses a torn page", refusesTorn, torn},
		{"refuses garbage", refusesGarbage, garbage},
		{"ends with its context", pagesEndWithContext, slow},
		{"is online", pageScannerIsOnline, nil},
		{"is disconnected when unplugged", pagesUnplugged, plug},
		{"closes", pageScannerCloses, nil},
	}
}

// scan scans and checks every page that it gets, also along with an error.
func (r PageScannerRig) scan(ctx context.Context, req drivers.PageRequest) ([]drivers.Page, error) {
	req.Resolution = r.Resolution
	pages, err := r.Scanner.Scan(ctx, req)
	for i, p := range pages {
		if wrong := r.wrong(p); wrong != nil {
			return nil, fmt.Errorf("page %d: %w", i+1, wrong)
		}
	}
	return pages, err
}

// wrong says what is wrong with a page: that it is no picture, or not what it says.
func (r PageScannerRig) wrong(p drivers.Page) error {
	img, err := jpeg.Decode(bytes.NewReader(p.Data))
	switch {
	case p.Format != "image/jpeg":
		return fmt.Errorf("its format is %q", p.Format)
	case err != nil:
		return fmt.Errorf("not a whole picture: %w", err)
	case img.Bounds().Dx() != p.Width || img.Bounds().Dy() != p.Height:
		return fmt.Errorf("the picture is %s, the page says %d by %d", img.Bounds().Size(), p.Width, p.Height)
	case p.Resolution < r.Resolution:
		return fmt.Errorf("%d dpi, %d were asked for", p.Resolution, r.Resolution)
	}
	return nil
}

// gets wants a scan to return so many pages, and to leave nothing behind.
func (r PageScannerRig) gets(ctx context.Context, req drivers.PageRequest, want int) error {
	pages, err := r.scan(ctx, req)
	if err == nil && len(pages) != want {
		err = fmt.Errorf("got %d pages, want %d", len(pages), want)
	}
	return errors.Join(err, r.tidy())
}

// refuses wants a scan to end in a fault of a kind after so many pages, and to
// leave nothing behind.
func (r PageScannerRig) refuses(ctx context.Context, req drivers.PageRequest, kind drivers.Kind, pages int) error {
	got, err := r.scan(ctx, req)
	if err := wantKind(err, kind); err != nil {
		return err
	}
	if len(got) != pages {
		return fmt.Errorf("got %d pages along with the fault, want %d", len(got), pages)
	}
	return r.tidy()
}

func (r PageScannerRig) tidy() error {
	if r.Left == nil {
		return nil
	}
	if left := r.Left(); left != "" {
		return fmt.Errorf("left behind: %s", left)
	}
	return nil
}

// fill puts sheets into the feeder, if there is one, and says how many a scan returns.
func (r PageScannerRig) fill(sheets int) int {
	if r.Load == nil {
		return r.Deep
	}
	r.Load(sheets)
	return sheets
}

// verb scans what the rig has: the glass, or else the feeder.
func (r PageScannerRig) verb(ctx context.Context) error {
	req := drivers.PageRequest{Source: drivers.Platen, Limit: 1}
	if r.Lay == nil {
		req.Source = drivers.Feeder
	}
	_, err := r.scan(ctx, req)
	return err
}

func playsPages(ctx context.Context, r PageScannerRig) error {
	return r.gets(ctx, drivers.PageRequest{}, r.Played)
}

func scansGlass(ctx context.Context, r PageScannerRig) error {
	for range 2 {
		r.Lay()
		if err := r.gets(ctx, drivers.PageRequest{Source: drivers.Platen}, 1); err != nil {
			return err
		}
	}
	return nil
}

// scansGrey wants as many channels as were asked for, where the picture can tell.
func scansGrey(ctx context.Context, r PageScannerRig) error {
	r.Lay()
	pages, err := r.scan(ctx, drivers.PageRequest{Source: drivers.Platen, Grey: true})
	if err != nil || len(pages) != 1 {
		return fmt.Errorf("got %d pages, %w", len(pages), err)
	}
	if components(pages[0].Data) != 1 {
		return errors.New("grey was asked for, and colour came")
	}
	r.Lay()
	pages, err = r.scan(ctx, drivers.PageRequest{Source: drivers.Platen})
	if err != nil || len(pages) != 1 || components(pages[0].Data) != 3 {
		return fmt.Errorf("colour was asked for, and %d pages without it came: %w", len(pages), err)
	}
	return nil
}

// components counts the channels of a JPEG: the eighth byte after the marker of its
// frame (ITU-T T.81 B.2.2).
func components(p []byte) int {
	for _, marker := range []byte{0xC0, 0xC1, 0xC2} {
		if i := bytes.Index(p, []byte{0xFF, marker, 0x00}); i >= 0 && i+9 < len(p) {
			return int(p[i+9])
		}
	}
	return 0
}

func scansFeeder(ctx context.Context, r PageScannerRig) error {
	return r.gets(ctx, drivers.PageRequest{Source: drivers.Feeder}, r.fill(4))
}

func respectsLimit(ctx context.Context, r PageScannerRig) error {
	r.fill(4)
	return r.gets(ctx, drivers.PageRequest{Source: drivers.Feeder, Limit: 2}, 2)
}

func prefersFeeder(ctx context.Context, r PageScannerRig) error {
	r.Lay()
	if err := r.gets(ctx, drivers.PageRequest{}, 1); err != nil {
		return fmt.Errorf("with an empty feeder: %w", err)
	}
	r.Load(2)
	return r.gets(ctx, drivers.PageRequest{}, 2)
}

func saysEmpty(ctx context.Context, r PageScannerRig) error {
	if err := r.refuses(ctx, drivers.PageRequest{Source: drivers.Feeder}, drivers.NoPaper, 0); err != nil {
		return err
	}
	r.Load(1)
	return r.gets(ctx, drivers.PageRequest{Source: drivers.Feeder}, 1)
}

func keepsPages(ctx context.Context, r PageScannerRig) error {
	r.Load(4)
	r.JamAt(3)
	return r.refuses(ctx, drivers.PageRequest{Source: drivers.Feeder}, drivers.Jam, 2)
}

func saysCover(ctx context.Context, r PageScannerRig) error {
	want := r.fill(1)
	r.Cover(true)
	if err := r.refuses(ctx, drivers.PageRequest{Source: drivers.Feeder}, drivers.CoverOpen, 0); err != nil {
		return err
	}
	r.Cover(false)
	return r.gets(ctx, drivers.PageRequest{Source: drivers.Feeder}, want)
}

func saysBusy(ctx context.Context, r PageScannerRig) error {
	r.Occupy(true)
	if err := wantKind(r.verb(ctx), drivers.Busy); err != nil {
		return err
	}
	r.Occupy(false)
	r.fill(1)
	return errors.Join(r.verb(ctx), r.tidy())
}

func refusesTorn(ctx context.Context, r PageScannerRig) error {
	return r.survives(ctx, r.Torn)
}

func refusesGarbage(ctx context.Context, r PageScannerRig) error {
	return r.survives(ctx, r.Garbage)
}

// survives wants a Misread while something is wrong, and a page after it.
func (r PageScannerRig) survives(ctx context.Context, wrong func(on bool)) error {
	r.fill(1)
	wrong(true)
	if err := wantKind(r.verb(ctx), drivers.Misread); err != nil {
		return err
	}
	wrong(false)
	r.fill(1)
	return errors.Join(r.verb(ctx), r.tidy())
}

func pagesEndWithContext(ctx context.Context, r PageScannerRig) error {
	r.fill(1)
	r.Slow()
	return errors.Join(endsWithContext(ctx, r.verb), r.tidy())
}

func pageScannerIsOnline(ctx context.Context, r PageScannerRig) error {
	return eventually(ctx, r.Scanner.Status, drivers.Online)
}

func pagesUnplugged(ctx context.Context, r PageScannerRig) error {
	do, wait := r.Unplug, r.Slow != nil
	if wait {
		r.fill(1)
		r.Slow()
		err := during(func() error { return r.verb(ctx) }, do)
		if err := wantKind(err, drivers.Disconnected); err != nil {
			return fmt.Errorf("scan under way: %w", err)
		}
	} else {
		do()
	}
	if err := wantKind(r.verb(ctx), drivers.Disconnected); err != nil {
		return err
	}
	return eventually(ctx, r.Scanner.Status, drivers.NoDevice)
}

func pageScannerCloses(ctx context.Context, r PageScannerRig) error {
	if r.Slow != nil {
		r.fill(1)
		r.Slow()
	}
	return errors.Join(closes(ctx, r.Scanner, r.verb, r.Slow != nil), r.tidy())
}
