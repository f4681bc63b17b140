package drivertest_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/drivertest"
	"yitiji/drivers/escpos"
	"yitiji/drivers/port"
	"yitiji/drivers/sim"
)

// model is a printer that says of itself less than others, or says it in another way.
type model struct {
	device sim.PrinterOptions
	driver escpos.Options
	lp     bool                           // on the node of a USB printer
	lacks  func(r *drivertest.PrinterRig) // takes away what it cannot tell
}

// quickly keeps the tests of printers short for which nothing but time tells that a
// slip is out.
const quickly = 200 // mm/s

func models() map[string]model {
	return map[string]model{
		"reports by itself": {device: sim.PrinterOptions{Answers: sim.AnswersReports}, driver: escpos.Options{ASB: true}},
		"answers no queued question": {
			device: sim.PrinterOptions{Answers: sim.AnswersRealTime}, driver: escpos.Options{Speed: quickly},
			lacks: func(r *drivertest.PrinterRig) { r.Unconfirmed, r.Paper = true, nil },
		},
		"answers only for its paper": {
			device: sim.PrinterOptions{Answers: sim.AnswersPaper}, driver: escpos.Options{Speed: quickly},
			lacks: func(r *drivertest.PrinterRig) { r.Unconfirmed, r.Cover, r.HeatAfter = true, nil, nil },
		},
		"answers nothing": {
			device: sim.PrinterOptions{Silent: true}, driver: escpos.Options{Speed: quickly},
			lacks: func(r *drivertest.PrinterRig) {
				r.Unconfirmed, r.Cover, r.HeatAfter, r.Paper, r.RunOut = true, nil, nil, nil, nil
			},
		},
		"answers queued questions late": {
			device: sim.PrinterOptions{Delay: 700 * time.Millisecond},
			lacks:  func(r *drivertest.PrinterRig) { r.Cover = nil },
		},
		"holds its slips": {
			device: sim.PrinterOptions{Presenter: true},
			driver: escpos.Options{Presenter: escpos.Presenter{Ask: 5, Bit: 0x04}},
		},
		"is a USB printer":             {lp: true},
		"is a USB printer at a socket": {device: sim.PrinterOptions{Over: sim.PrinterOverLP}, lp: true},
		"tells only the status of IEEE 1284": {
			device: sim.PrinterOptions{Over: sim.PrinterOverLP, Silent: true}, driver: escpos.Options{Speed: quickly}, lp: true,
			lacks: func(r *drivertest.PrinterRig) {
				r.Unconfirmed, r.Cover, r.HeatAfter, r.Paper, r.RunOut = true, nil, nil, nil, nil
			},
		},
	}
}

// rig is the model on a desk.
func (m model) rig(t *testing.T, dress func(drivers.Printer) drivers.Printer) drivertest.PrinterRig {
	m.device.Link, m.device.Width, m.driver.Width = filepath.Join(t.TempDir(), "receipt"), 58, 58
	device := sim.NewPrinter(m.device)
	t.Cleanup(func() { device.Close() })
	must(t, 0, device.Plug())
	printer := must2(escpos.New(m.open(t, device.Path()), m.driver))(t)
	t.Cleanup(func() { printer.Close() })
	printer.Status(t.Context()) // as a slot asks one that it has opened
	r := printerRig(device, dress(printer))
	if m.device.Presenter {
		r.Take = func() { device.Take() }
		r.Cover, r.Paper, r.RunOut, r.HeatAfter = nil, nil, nil, nil // somebody would have to take each slip
	}
	if m.lacks != nil {
		m.lacks(&r)
	}
	return r
}

func (m model) open(t *testing.T, path string) port.Port { return must2(m.connect(path))(t) }

func (m model) connect(path string) (port.Port, error) {
	if m.lp {
		return port.OpenLP(path)
	}
	return port.OpenSerial(path, port.SerialOptions{})
}

func TestPrinterModels(t *testing.T) {
	t.Parallel()
	for name, m := range models() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			drivertest.Printer(t, func(t *testing.T) drivertest.PrinterRig {
				return m.rig(t, func(p drivers.Printer) drivers.Printer { return p })
			})
		})
	}
}

// stingy says nothing of the paper that it used.
type stingy struct{ drivers.Printer }

func (s stingy) Print(ctx context.Context, slip drivers.Slip) (drivers.PrintResult, error) {
	result, err := s.Printer.Print(ctx, slip)
	result.Length = 0
	return result, err
}

// hurried does not wait: what is not there at once is a fault.
type hurried struct{ drivers.Printer }

func (h hurried) Print(ctx context.Context, slip drivers.Slip) (drivers.PrintResult, error) {
	limited, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	defer cancel()
	result, err := h.Printer.Print(limited, slip)
	if ctx.Err() == nil && limited.Err() != nil {
		err = &drivers.Fault{Device: "receipt", Op: "print", Kind: drivers.Overheated}
	}
	return result, err
}

// indifferent says of every slip that it was taken.
type indifferent struct{ drivers.Printer }

func (indifferent) Taken(context.Context) error { return nil }

// confident says that what is not confirmed was printed.
type confident struct{ drivers.Printer }

func (c confident) Print(ctx context.Context, slip drivers.Slip) (drivers.PrintResult, error) {
	result, err := c.Printer.Print(ctx, slip)
	if err == nil {
		result.Outcome = drivers.Printed
	}
	return result, err
}

// sulking takes silence for a fault.
type sulking struct{ drivers.Printer }

func (s sulking) Print(ctx context.Context, slip drivers.Slip) (drivers.PrintResult, error) {
	if s.Status(ctx).State == drivers.Unknown {
		return drivers.PrintResult{Outcome: drivers.NotStarted}, &drivers.Fault{Device: "receipt", Op: "print", Kind: drivers.NeedsTechnician}
	}
	return s.Printer.Print(ctx, slip)
}

func TestSuiteRejectsWrongModels(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		model string
		wrong func(drivers.Printer) drivers.Printer
		want  string
	}{
		{"stingy", "holds its slips", func(p drivers.Printer) drivers.Printer { return stingy{p} }, "prints a slip"},
		{"hurried", "reports by itself", func(p drivers.Printer) drivers.Printer { return hurried{p} }, "waits while its head is hot"},
		{"indifferent", "holds its slips", func(p drivers.Printer) drivers.Printer { return indifferent{p} }, "holds a slip until it is taken"},
		{"confident", "answers no queued question", func(p drivers.Printer) drivers.Printer { return confident{p} }, "prints a slip"},
		{"sulking", "answers nothing", func(p drivers.Printer) drivers.Printer { return sulking{p} }, "prints a slip"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := drivertest.FailingPrinter(t, func(t *testing.T) drivertest.PrinterRig { return models()[c.model].rig(t, c.wrong) })
			if !slices.Contains(got, c.want) {
				t.Errorf("the suite rejects %q, which lacks %q", got, c.want)
			}
		})
	}
}
