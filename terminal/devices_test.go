package terminal

import (
	"maps"
	"slices"
	"testing"

	"yitiji/drivers"
	"yitiji/terminal/health"
)

func TestConditionsOfDevices(t *testing.T) {
	for _, c := range []struct {
		why        string
		status     drivers.Status
		conditions func(drivers.Status) map[health.Code]bool
		want       []health.Code
	}{
		{"a reader that works", drivers.Status{State: drivers.Online}, readerConditions, nil},
		{"no reader", drivers.Status{State: drivers.NoDevice}, readerConditions, []health.Code{health.ReaderAbsent}},
		{"another program has the reader: nobody is served here", drivers.Status{State: drivers.DeviceBusy}, readerConditions, []health.Code{health.ReaderFaulty}},
		{"another program has the printer", drivers.Status{State: drivers.DeviceBusy}, receiptConditions, []health.Code{health.ReceiptFaulty}},
		{"another program has the scanner", drivers.Status{State: drivers.DeviceBusy}, scannerConditions, []health.Code{health.ScannerAbsent}},
		{"a printer that answers nothing prints", drivers.Status{State: drivers.Unknown}, receiptConditions, nil},
	} {
		got := c.conditions(c.status)
		maps.DeleteFunc(got, func(_ health.Code, on bool) bool { return !on })
		if codes := slices.Collect(maps.Keys(got)); !slices.Equal(codes, c.want) {
			t.Errorf("%s: %v, want %v", c.why, codes, c.want)
		}
	}
}
