package drivertest

import (
	"context"
	"fmt"
	"testing"

	"yitiji/drivers"
)

// ScannerRig is a scanner under test and the hands around it. All but Scanner may
// be nil.
type ScannerRig struct {
	Scanner drivers.Scanner
	Hold    func(text string) // holds a code before it
	Garbage func()            // makes it send bytes that are no text
	Unplug  func()            // pulls the plug
	Played  string            // for a recording: the text that one Scan returns
}

// Scanner runs the suite; rig is called once for each check, and once before.
func Scanner(t *testing.T, rig func(t *testing.T) ScannerRig) {
	t.Helper()
	runAll(t, scannerChecks(), rig)
}

// FailingScanner gives the names of the checks that a rig does not pass.
func FailingScanner(t *testing.T, rig func(t *testing.T) ScannerRig) []string {
	t.Helper()
	return failing(t, scannerChecks(), rig)
}

func scannerChecks() []check[ScannerRig] {
	recording := func(r ScannerRig) bool { return r.Played != "" }
	hands := func(r ScannerRig) bool { return r.Hold != nil }
	garbage := func(r ScannerRig) bool { return r.Garbage != nil }
	plug := func(r ScannerRig) bool { return r.Unplug != nil }
	return []check[ScannerRig]{
		{"plays a recording", playsCode, recording},
		{"returns a code", returnsCode, hands},
		{"drops stale codes", dropsStale, hands},
		{"drops control characters", dropsControls, hands},
		{"survives garbage", survivesGarbage, garbage},
		{"ends with its context", scanEndsWithContext, hands},
		{"is online", scannerIsOnline, nil},
		{"is disconnected when unplugged", scanUnplugged, plug},
		{"closes", scannerCloses, nil},
	}
}

func (r ScannerRig) scan(ctx context.Context) error {
	_, err := r.Scanner.Scan(ctx, drivers.ScanRequest{})
	return err
}

// gets wants the next code to hold text.
func (r ScannerRig) gets(ctx context.Context, text string) error {
	scan, err := r.Scanner.Scan(ctx, drivers.ScanRequest{})
	if err == nil && scan.Text != text {
		err = fmt.Errorf("scanned %q, want %q", scan.Text, text)
	}
	return err
}

// getsDuring holds a code before the scanner while Scan waits.
func (r ScannerRig) getsDuring(ctx context.Context, held, want string) error {
	return during(func() error { return r.gets(ctx, want) }, func() { r.Hold(held) })
}

func playsCode(ctx context.Context, r ScannerRig) error {
	return r.gets(ctx, r.Played)
}

func returnsCode(ctx context.Context, r ScannerRig) error {
	for _, text := range []string{"6901234567892", "https://yitiji.example/s/7?k=云溪", "]Q1"} {
		if err := r.getsDuring(ctx, text, text); err != nil {
			return err
		}
	}
	return nil
}

func dropsStale(ctx context.Context, r ScannerRig) error {
	r.Hold("stale")
	return r.getsDuring(ctx, "fresh", "fresh")
}

func dropsControls(ctx context.Context, r ScannerRig) error {
	return r.getsDuring(ctx, "A\x00\x1B\x07B", "AB")
}

// survivesGarbage allows a Misread or silence for garbage, and wants the next good
// code.
func survivesGarbage(ctx context.Context, r ScannerRig) error {
	limited, cancel := context.WithTimeout(ctx, 2*brief)
	defer cancel()
	err := during(func() error { return r.scan(limited) }, r.Garbage)
	if limited.Err() == nil {
		if err := wantKind(err, drivers.Misread); err != nil {
			return err
		}
	}
	return r.getsDuring(ctx, "good", "good")
}

func scanEndsWithContext(ctx context.Context, r ScannerRig) error {
	return endsWithContext(ctx, r.scan)
}

func scannerIsOnline(ctx context.Context, r ScannerRig) error {
	return eventually(ctx, r.Scanner.Status, drivers.Online)
}

func scanUnplugged(ctx context.Context, r ScannerRig) error {
	err := during(func() error { return r.scan(ctx) }, r.Unplug)
	if err := wantKind(err, drivers.Disconnected); err != nil {
		return err
	}
	return eventually(ctx, r.Scanner.Status, drivers.NoDevice)
}

func scannerCloses(ctx context.Context, r ScannerRig) error {
	return closes(ctx, r.Scanner, r.scan, r.Hold != nil)
}
