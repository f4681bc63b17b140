package drivertest_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/port"
	"yitiji/drivers/scanner"
	"yitiji/drivers/sim"
	"yitiji/drivers/slot"
)

// These are the troubles of code scanners, on each of their lines.

func TestTroubleScanningCodes(t *testing.T) {
	must(t, 0, befallAll(t.Context(), troubledScanner(t, sim.ScannerOptions{Suffix: "\r"}, func(path string) (drivers.Scanner, error) {
		line, err := port.OpenSerial(path, port.SerialOptions{})
		if err != nil {
			return nil, err
		}
		return scanner.New(line, scanner.Options{Trigger: []byte("\x16T\r"), Release: []byte("\x16U\r")})
	})))
}

func TestTroubleScanningReports(t *testing.T) {
	must(t, 0, befallAll(t.Context(), troubledScanner(t, sim.ScannerOptions{Over: sim.OverHIDPOS}, func(path string) (drivers.Scanner, error) {
		line, err := port.OpenHIDRaw(path, port.HIDOptions{Page: port.BarCodes})
		if err != nil {
			return nil, err
		}
		return scanner.NewHIDPOS(line, scanner.Options{})
	})))
}

// A keyboard's events come whole, so that only its plug is pulled.
func TestTroubleScanningKeys(t *testing.T) {
	d := troubledScanner(t, sim.ScannerOptions{Over: sim.OverKeyboard, Suffix: "\r"}, func(path string) (drivers.Scanner, error) {
		line, err := port.OpenInput(path)
		if err != nil {
			return nil, err
		}
		return scanner.NewKeyboard(line, scanner.Options{})
	})
	size, err := converse(t.Context(), d, "", 0)
	must(t, 0, err)
	for at := 0; at < size; at += 24 {
		if _, err := converse(t.Context(), d, sim.Reseated, at); err != nil {
			t.Fatalf("unplugged at byte %d of %d: %v", at, size, err)
		}
	}
}

// troubledScanner scans one code after the other.
func troubledScanner(t *testing.T, o sim.ScannerOptions, open func(path string) (drivers.Scanner, error)) troubled {
	o.Link = filepath.Join(t.TempDir(), "code")
	device := sim.NewScanner(o)
	t.Cleanup(func() { device.Close() })
	must(t, 0, device.Plug())
	codes := slot.NewScanner("code", func(context.Context) (drivers.Scanner, error) { return open(device.Path()) }, brisk)
	seat(t, codes.Run, codes.Status)
	turn := 0
	return troubled{cable: device.Cable, converse: func(ctx context.Context) error {
		turn++
		text := fmt.Sprintf("GLJT-999999-%06d", turn)
		return again(ctx, func() error {
			return scanOnce(ctx, device, codes, text)
		})
	}}
}

// scanOnce holds a code before the scanner until it is read.
func scanOnce(ctx context.Context, device *sim.Scanner, codes drivers.Scanner, text string) error {
	ctx, cancel := context.WithTimeout(ctx, enoughForTrouble)
	defer cancel()
	stop := make(chan struct{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			case <-time.After(2 * time.Millisecond):
				_ = device.Scan(ctx, text)
			}
		}
	}()
	scan, err := codes.Scan(ctx, drivers.ScanRequest{})
	close(stop)
	<-done
	if err == nil && scan.Text != text {
		return &drivers.Fault{Device: "code", Op: "scan", Kind: drivers.Misread}
	}
	return err
}
