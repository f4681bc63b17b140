package drivertest_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/drivertest"
	"yitiji/drivers/escl"
	"yitiji/drivers/sane"
	"yitiji/drivers/sim"
)

// deskFlatbed is a simulated paper scanner that is plugged in.
func deskFlatbed(t *testing.T) *sim.Flatbed {
	t.Helper()
	device := sim.NewFlatbed(sim.FlatbedOptions{})
	must(t, 0, device.Plug())
	t.Cleanup(func() { device.Close() })
	return device
}

// openESCL opens it by our own client.
func openESCL(t *testing.T, device *sim.Flatbed) drivers.PageScanner {
	t.Helper()
	scanner, err := escl.New(escl.Options{URL: device.URL()})
	must(t, 0, err)
	t.Cleanup(func() { scanner.Close() })
	return scanner
}

// flatbedRig are the hands at a simulated paper scanner.
func flatbedRig(device *sim.Flatbed, scanner drivers.PageScanner) drivertest.PageScannerRig {
	papers := sim.FlatbedPapers()
	trouble := func(of sim.FlatbedTrouble) func(bool) {
		return func(on bool) {
			if !on {
				of = sim.FlatbedWell
			}
			device.Misbehave(of)
		}
	}
	return drivertest.PageScannerRig{
		Scanner: scanner, Resolution: 75,
		Lay: func() { device.Lay(papers[device.State().Scans%len(papers)]) },
		Load: func(sheets int) {
			for i := range sheets {
				device.Load(papers[i%len(papers)])
			}
		},
		JamAt: device.JamAt, Cover: device.SetCover,
		Occupy: trouble(sim.FlatbedOccupied), Torn: trouble(sim.FlatbedTorn), Garbage: trouble(sim.FlatbedForeign),
		Slow:   func() { device.SetPace(time.Hour) },
		Unplug: func() { _ = device.Unplug() },
		Left:   func() string { return leftJobs(device) },
	}
}

// leftJobs names the jobs that the scanner still holds. Those of a scan that was
// abandoned end as soon as the scanner hears of it.
func leftJobs(device *sim.Flatbed) string {
	for range 200 {
		if device.State().Jobs == 0 {
			return ""
		}
		time.Sleep(10 * time.Millisecond)
	}
	return fmt.Sprintf("%d jobs in the scanner", device.State().Jobs)
}

func TestPageScanner(t *testing.T) {
	t.Parallel()
	drivertest.PageScanner(t, func(t *testing.T) drivertest.PageScannerRig {
		device := deskFlatbed(t)
		return flatbedRig(device, openESCL(t, device))
	})
}

// confine makes a folder of SANE's configuration that knows one back end.
func confine(t *testing.T, backend, config string) (dir string, rewrite func(config string)) {
	t.Helper()
	dir = t.TempDir()
	rewrite = func(config string) {
		must(t, 0, os.WriteFile(filepath.Join(dir, backend+".conf"), []byte(config), 0o600))
	}
	must(t, 0, os.WriteFile(filepath.Join(dir, "dll.conf"), []byte(backend+"\n"), 0o600))
	rewrite(config)
	return dir, rewrite
}

func openSANE(t *testing.T, o sane.Options) drivers.PageScanner {
	t.Helper()
	scanner, err := sane.New(o)
	must(t, 0, err)
	t.Cleanup(func() { scanner.Close() })
	return scanner
}

// TestPageScannerSANE is the driver over SANE's test back end, whose configuration
// forces errors and whose feeder always holds ten sheets.
func TestPageScannerSANE(t *testing.T) {
	t.Parallel()
	drivertest.PageScanner(t, func(t *testing.T) drivertest.PageScannerRig {
		const healthy = "number_of_devices 1\nmode Color\ngeometry_max 300\n"
		dir, rewrite := confine(t, "test", healthy)
		force := func(status string) func(bool) {
			return func(on bool) {
				config := healthy
				if on {
					config += "read-status-code \"" + status + "\"\n"
				}
				rewrite(config)
			}
		}
		scanner := openSANE(t, sane.Options{Device: "test:0", Config: dir})
		return drivertest.PageScannerRig{
			Scanner: scanner, Resolution: 75, Lay: func() {}, Deep: 10,
			Cover: force("SANE_STATUS_COVER_OPEN"), Occupy: force("SANE_STATUS_DEVICE_BUSY"), Torn: force("SANE_STATUS_EOF"),
			Slow: func() {
				rewrite(healthy + "read-delay true\nread-delay-duration 200000\nread-limit true\nread-limit-size 1\n")
			},
			Left: func() string { return leftChildren(dir) },
		}
	})
}

// TestPageScannerAirscan is the driver over sane-airscan over the simulated scanner.
// That sane-airscan, which knows nothing of ours, scans from it proves that it is a
// believable one.
func TestPageScannerAirscan(t *testing.T) {
	t.Parallel()
	drivertest.PageScanner(t, func(t *testing.T) drivertest.PageScannerRig {
		device := deskFlatbed(t)
		dir, _ := confine(t, "airscan", "[devices]\n\"pages\" = "+device.URL()+", eSCL\n[options]\ndiscovery = disable\nws-discovery = off\n")
		rig := flatbedRig(device, openSANE(t, sane.Options{Device: "airscan:e0:pages", Config: dir}))
		rig.Left = func() string { return leftChildren(dir) + leftJobs(device) }
		// sane-airscan fills up a torn page, takes ten seconds to say busy, and
		// calls both an open hatch and a page that is no picture an I/O error.
		rig.Torn, rig.Occupy, rig.Cover, rig.Garbage = nil, nil, nil, nil
		return rig
	})
}

// leftChildren names the processes that still run with a configuration of ours.
func leftChildren(dir string) string {
	found, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, file := range found {
		if env, err := os.ReadFile(file); err == nil && bytes.Contains(env, []byte(dir)) {
			return "process " + filepath.Base(filepath.Dir(file)) + "; "
		}
	}
	return ""
}
