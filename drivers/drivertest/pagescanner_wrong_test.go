package drivertest_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/drivertest"
	"yitiji/drivers/sim"
)

// Each paper scanner here is right but for one thing, and the suite must say which.

// scan is a Scan.
type scan = func(ctx context.Context, req drivers.PageRequest) ([]drivers.Page, error)

// scanning is a paper scanner with another Scan.
type scanning struct {
	drivers.PageScanner
	scan scan
}

func (s scanning) Scan(ctx context.Context, req drivers.PageRequest) ([]drivers.Page, error) {
	return s.scan(ctx, req)
}

func TestSuiteRejectsWrongPageScanners(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		wrong func(drivers.PageScanner, *sim.Flatbed) scan
		want  []string
	}{
		{"nothing", func(s drivers.PageScanner, _ *sim.Flatbed) scan {
			return s.Scan
		}, nil},
		{"wasteful: an error costs the pages before it", func(s drivers.PageScanner, _ *sim.Flatbed) scan {
			return func(ctx context.Context, req drivers.PageRequest) ([]drivers.Page, error) {
				pages, err := s.Scan(ctx, req)
				if err != nil {
					pages = nil
				}
				return pages, err
			}
		}, []string{"keeps the pages before a jam"}},
		{"greedy: knows no limit", func(s drivers.PageScanner, _ *sim.Flatbed) scan {
			return func(ctx context.Context, req drivers.PageRequest) ([]drivers.Page, error) {
				req.Limit = 0
				return s.Scan(ctx, req)
			}
		}, []string{"respects the limit"}},
		{"colourful: knows no grey", func(s drivers.PageScanner, _ *sim.Flatbed) scan {
			return func(ctx context.Context, req drivers.PageRequest) ([]drivers.Page, error) {
				req.Grey = false
				return s.Scan(ctx, req)
			}
		}, []string{"scans in grey"}},
		{"glassy: takes the glass when nothing is said", func(s drivers.PageScanner, _ *sim.Flatbed) scan {
			return func(ctx context.Context, req drivers.PageRequest) ([]drivers.Page, error) {
				if req.Source == "" {
					req.Source = drivers.Platen
				}
				return s.Scan(ctx, req)
			}
		}, []string{"prefers a feeder that holds paper"}},
		{"mumbling: fails with errors that are no faults", func(s drivers.PageScanner, _ *sim.Flatbed) scan {
			return func(ctx context.Context, req drivers.PageRequest) ([]drivers.Page, error) {
				pages, err := s.Scan(ctx, req)
				if err != nil && ctx.Err() == nil {
					err = errors.New("status 409")
				}
				return pages, err
			}
		}, []string{
			"says that the feeder is empty", "keeps the pages before a jam", "says that the cover is open", "says that it is busy",
			"refuses a torn page", "refuses garbage", "is disconnected when unplugged", "closes",
		}},
		{"credulous: cuts a page, and lets it pass", func(s drivers.PageScanner, _ *sim.Flatbed) scan {
			return func(ctx context.Context, req drivers.PageRequest) ([]drivers.Page, error) {
				pages, err := s.Scan(ctx, req)
				for i := range pages {
					pages[i].Data = pages[i].Data[:len(pages[i].Data)/2]
				}
				return pages, err
			}
		}, []string{
			"scans the glass", "scans in grey", "scans the whole feeder", "respects the limit", "prefers a feeder that holds paper",
			"says that the feeder is empty", "keeps the pages before a jam", "says that the cover is open",
			"refuses a torn page", "refuses garbage",
		}},
		{"untidy: leaves a job in the scanner", func(s drivers.PageScanner, device *sim.Flatbed) scan {
			return func(ctx context.Context, req drivers.PageRequest) ([]drivers.Page, error) {
				defer func() {
					if ctx.Err() != nil {
						device.Abandon()
					}
				}()
				return s.Scan(ctx, req)
			}
		}, []string{"ends with its context"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := drivertest.FailingPageScanner(t, func(t *testing.T) drivertest.PageScannerRig {
				device := deskFlatbed(t)
				scanner := openESCL(t, device)
				return quickRig(flatbedRig(device, scanning{scanner, c.wrong(scanner, device)}), c.want)
			})
			if !slices.Equal(got, c.want) {
				t.Errorf("the suite rejects %q, want %q", got, c.want)
			}
		})
	}
}

// quickRig takes away the hands of the checks that take seconds, where none of them
// is to fail.
func quickRig(rig drivertest.PageScannerRig, want []string) drivertest.PageScannerRig {
	if !slices.Contains(want, "closes") {
		rig.Occupy = nil
	}
	if !slices.Contains(want, "closes") && !slices.Contains(want, "ends with its context") {
		rig.Slow = nil
	}
	return rig
}

// TestSuiteRejectsDeafPageScanner has a Scan that does not hear its context end.
func TestSuiteRejectsDeafPageScanner(t *testing.T) {
	t.Parallel()
	got := drivertest.FailingPageScanner(t, func(t *testing.T) drivertest.PageScannerRig {
		device := deskFlatbed(t)
		scanner := openESCL(t, device)
		deaf := func(ctx context.Context, req drivers.PageRequest) ([]drivers.Page, error) {
			return scanner.Scan(context.WithoutCancel(ctx), req)
		}
		return drivertest.PageScannerRig{
			Scanner: scanning{scanner, deaf}, Resolution: 75, Lay: func() {},
			Slow: func() { device.SetPace(late) },
		}
	})
	if !slices.Contains(got, "ends with its context") {
		t.Errorf("the suite rejects %q, and lets a deaf Scan pass", got)
	}
}

// late is when a deaf Scan comes back, long after its context has ended.
const late = 2 * time.Second
