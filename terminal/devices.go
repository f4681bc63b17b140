package terminal

import (
	"context"
	"time"

	"yitiji/drivers"
	"yitiji/terminal/catalog"
	"yitiji/terminal/health"
)

// lookEvery is how often each device is asked how it is. A printer answers in a
// few milliseconds; a person who loads paper waits one second without noticing.
const lookEvery = time.Second

// watchDevices turns what the devices say of themselves into conditions.
func (t *Terminal) watchDevices(ctx context.Context) {
	t.watchDevice(ctx, t.Reader.Status, readerConditions)
	t.watchDevice(ctx, t.Printer.Status, receiptConditions)
	t.watchDevice(ctx, t.Scanner.Status, scannerConditions)
	for _, place := range health.Places() {
		ask := func(context.Context) drivers.Status { return drivers.Status{State: drivers.NoDevice} }
		if device, ok := t.Others[catalog.Device(place)]; ok {
			ask = device.Status
		}
		t.watchDevice(ctx, ask, func(s drivers.Status) map[health.Code]bool { return otherConditions(place, s) })
	}
}

func (t *Terminal) watchDevice(
	ctx context.Context, ask func(context.Context) drivers.Status, conditions func(drivers.Status) map[health.Code]bool,
) {
	t.work.Go(func() {
		ticker := time.NewTicker(lookEvery)
		defer ticker.Stop()
		last := map[health.Code]bool{}
		for {
			for code, on := range conditions(ask(ctx)) {
				if last[code] != on && t.Report(ctx, code, on) == nil {
					last[code] = on
				}
			}
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
		}
	})
}

func readerConditions(s drivers.Status) map[health.Code]bool {
	return map[health.Code]bool{
		health.ReaderAbsent: s.State == drivers.NoDevice,
		health.ReaderFaulty: unusable(s),
	}
}

func receiptConditions(s drivers.Status) map[health.Code]bool {
	return map[health.Code]bool{
		health.ReceiptAbsent:   s.State == drivers.NoDevice,
		health.ReceiptFaulty:   unusable(s),
		health.ReceiptNoPaper:  s.Has(drivers.NoPaper),
		health.ReceiptLow:      s.Has(drivers.PaperLow),
		health.ReceiptCover:    s.Has(drivers.CoverOpen),
		health.ReceiptJam:      s.Has(drivers.Jam),
		health.ReceiptNotTaken: s.Has(drivers.PaperNotTaken),
	}
}

// otherConditions are what closes services that need the device. What a person at the
// terminal holds up, by leaving a card in it, closes none.
func otherConditions(place string, s drivers.Status) map[health.Code]bool {
	return map[health.Code]bool{
		health.At(place, health.Absent):   s.State == drivers.NoDevice,
		health.At(place, health.Faulty):   unusable(s),
		health.At(place, health.NotReady): s.State == drivers.Offline || s.State == drivers.PowerOff,
	}
}

func scannerConditions(s drivers.Status) map[health.Code]bool {
	return map[health.Code]bool{health.ScannerAbsent: s.State == drivers.NoDevice || unusable(s)}
}

// unusable says that a device is there and serves nobody here: it is broken, or another
// program has it.
func unusable(s drivers.Status) bool {
	return s.State == drivers.HardwareError || s.State == drivers.DeviceBusy
}
