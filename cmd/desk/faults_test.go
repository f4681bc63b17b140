package main

import (
	"context"
	"slices"
	"testing"

	"yitiji/drivers"
	"yitiji/drivers/drivertest"
)

// played is a kind of fault and how it is brought about at the desk.
type played struct {
	kind drivers.Kind
	why  string
	well []act // makes all well, before and again
	play []act // brings it about
	ask  func(*probe, []act) []drivers.Kind

	// needs is what it takes besides the desk, where a test cannot see it come out of a
	// driver; empty otherwise.
	needs string
}

// faults says for every kind how the desk plays it.
func faults() []played {
	return []played{
		{
			kind: drivers.NoPaper, why: "the roll is empty", ask: (*probe).printer,
			play: []act{touch("/printer/paper", "state", "out")},
			well: []act{touch("/printer/paper", "state", "full")},
		},
		{
			kind: drivers.NoPaper, why: "nothing lies in the feeder", ask: (*probe).pages,
			play: []act{touch("/paper/load", "sheets", "0")},
			well: []act{touch("/paper/load", "sheets", "1")},
		},
		{
			kind: drivers.PaperLow, why: "the roll is near its end", ask: (*probe).printer,
			play: []act{touch("/printer/paper", "state", "low")},
			well: []act{touch("/printer/paper", "state", "full")},
		},
		{
			kind: drivers.CoverOpen, why: "the printer is open", ask: (*probe).printer,
			play: []act{touch("/printer/cover", "state", "open")},
			well: []act{touch("/printer/cover", "state", "closed")},
		},
		{
			kind: drivers.CoverOpen, why: "the paper scanner is open", ask: (*probe).pages,
			play: []act{touch("/paper/cover", "state", "open")},
			well: []act{touch("/paper/cover", "state", "closed"), touch("/paper/load", "sheets", "1")},
		},
		{
			kind: drivers.Jam, why: "paper is in the cutter", ask: (*probe).printer,
			play: []act{touch("/printer/jam", "state", "on")},
			well: []act{touch("/printer/jam", "state", "off")},
		},
		{
			kind: drivers.Jam, why: "a paper is stuck in the feeder", ask: (*probe).pages,
			play: []act{touch("/paper/load", "sheets", "3"), touch("/paper/jam", "sheet", "2")},
			well: []act{touch("/paper/jam", "sheet", "0"), touch("/paper/load", "sheets", "1")},
		},
		{
			kind: drivers.Jam, why: "a card is stuck in the dispenser", ask: (*probe).dispenser,
			play: []act{touch("/dispenser/jam", "state", "on")},
			well: []act{touch("/dispenser/jam", "state", "off")},
		},
		{
			kind: drivers.PaperNotTaken, why: "a slip hangs at the mouth", ask: (*probe).slip,
			play: []act{touch("/printer/presenter", "state", "on")},
			well: []act{touch("/printer/presenter", "state", "off")},
		},
		{
			kind: drivers.Disconnected, why: "the reader's plug is pulled while it waits", ask: (*probe).card,
			play: []act{touch("/device/idcard/unplug")},
			well: []act{touch("/device/idcard/plug"), touch("/reader/present", "person", "1")},
		},
		{
			kind: drivers.Disconnected, why: "a line loses its plug at a byte", ask: (*probe).card,
			play: []act{touch("/device/idcard/befall", "trouble", "unplug", "at", "40")},
			well: []act{touch("/device/idcard/plug"), touch("/reader/present", "person", "1")},
		},
		{
			kind: drivers.Busy, why: "somebody else scans papers", ask: (*probe).pages,
			play: []act{touch("/paper/load", "sheets", "1"), touch("/paper/trouble", "kind", "occupied")},
			well: []act{touch("/paper/trouble", "kind", ""), touch("/paper/load", "sheets", "1")},
		},
		{
			kind: drivers.Misread, why: "a thumb covers the passport", ask: (*probe).document,
			play: []act{touch("/travel/present", "traveller", "1", "form", "smudged")},
			well: []act{touch("/travel/present", "traveller", "1", "form", "passport")},
		},
		{
			kind: drivers.Misread, why: "a code is crumpled", ask: (*probe).code,
			play: []act{touch("/scanner/garbage")},
			well: []act{touch("/scanner/scan", "text", "6901")},
		},
		{
			kind: drivers.WrongDocument, why: "a bus card lies on the reader", ask: (*probe).card,
			play: []act{touch("/reader/present", "person", "12")},
			well: []act{touch("/reader/present", "person", "1")},
		},
		{
			kind: drivers.CardLeftBehind, why: "nobody takes the card at the dispenser's gate", ask: (*probe).gate,
			well: []act{touch("/dispenser/take")},
		},
		{
			kind: drivers.CardLeftBehind, why: "a social-security card stays in its slot",
			play:  []act{touch("/socialcard/insert", "card", "1", "style", "")},
			well:  []act{touch("/socialcard/remove")},
			needs: "pcscd with vsmartcard's virtual reader: drivers/pcsc sees it come out of them",
		},
		{
			kind: drivers.Overheated, why: "the head is hot", ask: (*probe).printer,
			play: []act{touch("/printer/hot", "state", "on")},
			well: []act{touch("/printer/hot", "state", "off")},
		},
		{
			kind: drivers.NeedsTechnician, why: "the power supply has failed", ask: (*probe).supply,
			play: []act{touch("/ups/failed", "state", "on")},
			well: []act{touch("/ups/failed", "state", "off")},
		},
		{
			kind: drivers.NeedsTechnician, why: "the stacker of the dispenser is empty", ask: (*probe).dispenser,
			play: []act{touch("/dispenser/stacker", "cards", "0")},
			well: []act{touch("/dispenser/stacker", "cards", "100")},
		},
	}
}

// The desk plays every kind of fault, and takes each back again.
func TestEveryKindOfFault(t *testing.T) {
	t.Parallel()
	p := &probe{wired: wiredDesk(t, serialWiring)}
	p.receipt = opened(p.wired, "receipt", p.Devices.Receipt.Opener)
	for _, f := range faults() {
		if f.ask == nil {
			t.Logf("%s (%s) needs %s", f.kind, f.why, f.needs)
			continue
		}
		for _, step := range []struct {
			acts []act
			is   bool
		}{{f.well, false}, {f.play, true}, {f.well, false}} {
			if got := f.ask(p, step.acts); slices.Contains(got, f.kind) != step.is {
				t.Errorf("%s (%s): after %v the driver says %q", f.kind, f.why, step.acts, got)
			}
		}
	}
}

func TestEveryKindHasItsAct(t *testing.T) {
	for _, kind := range drivers.Kinds() {
		if !slices.ContainsFunc(faults(), func(f played) bool { return f.kind == kind && (f.ask != nil) != (f.needs != "") }) {
			t.Errorf("nothing at the desk brings about %s", kind)
		}
	}
}

// probe asks the devices of a desk how they are, as their drivers see it, while hands
// do something.
type probe struct {
	*wired
	receipt drivers.Printer // opened once: it loads fonts
}

// kindsOf is what an error asks of people.
func kindsOf(err error) []drivers.Kind {
	if err == nil {
		return nil
	}
	return []drivers.Kind{drivers.KindOf(err)}
}

func (p *probe) printer(acts []act) []drivers.Kind {
	p.do(acts...)
	return p.receipt.Status(p.t.Context()).Kinds
}

// slip prints one, and asks what becomes of it.
func (p *probe) slip(acts []act) []drivers.Kind {
	p.do(acts...)
	if _, err := p.receipt.Print(p.t.Context(), drivertest.Receipt()); err != nil {
		return kindsOf(err)
	}
	return p.receipt.Status(p.t.Context()).Kinds
}

func (p *probe) card(acts []act) []drivers.Kind {
	p.do(touch("/device/idcard/plug"), touch("/reader/lift"))
	device := opened(p.wired, "idcard", p.Devices.IDCard.Opener)
	defer device.Close()
	_, err := while(p.wired, acts, func(ctx context.Context) (drivers.Card, error) {
		return device.Read(ctx, drivers.CardRequest{})
	})
	return kindsOf(err)
}

func (p *probe) code(acts []act) []drivers.Kind {
	device := opened(p.wired, "code", p.Devices.Code.Opener)
	defer device.Close()
	_, err := while(p.wired, acts, func(ctx context.Context) (drivers.Scan, error) {
		return device.Scan(ctx, drivers.ScanRequest{})
	})
	return kindsOf(err)
}

func (p *probe) document(acts []act) []drivers.Kind {
	device := opened(p.wired, "travel", p.Devices.Travel.Opener)
	defer device.Close()
	_, err := while(p.wired, acts, device.Read)
	return kindsOf(err)
}

func (p *probe) pages(acts []act) []drivers.Kind {
	p.do(acts...)
	device := opened(p.wired, "paper", p.Devices.Paper.Opener)
	defer device.Close()
	_, err := device.Scan(p.t.Context(), drivers.PageRequest{Resolution: 75, Grey: true, Source: drivers.Feeder})
	return kindsOf(err)
}

// dispenser moves a card out of the stacker and to somebody who takes it.
func (p *probe) dispenser(acts []act) []drivers.Kind {
	p.do(acts...)
	device := opened(p.wired, "dispenser", p.Devices.Dispenser.Opener)
	defer device.Close()
	for _, to := range []drivers.CardPosition{drivers.Inside, drivers.AtGate} {
		if err := device.Move(p.t.Context(), to); err != nil {
			return kindsOf(err)
		}
	}
	p.do(touch("/dispenser/take"))
	return device.Status(p.t.Context()).Kinds
}

// gate holds a card out to somebody.
func (p *probe) gate(acts []act) []drivers.Kind {
	device := opened(p.wired, "dispenser", p.Devices.Dispenser.Opener)
	defer device.Close()
	for _, to := range []drivers.CardPosition{drivers.Inside, drivers.AtGate} {
		if err := device.Move(p.t.Context(), to); err != nil {
			return kindsOf(err)
		}
	}
	p.do(acts...)
	return device.Status(p.t.Context()).Kinds
}

func (p *probe) supply(acts []act) []drivers.Kind {
	p.do(acts...)
	device := opened(p.wired, "ups", p.Devices.UPS.Opener)
	defer device.Close()
	return device.Status(p.t.Context()).Kinds
}
