package terminal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"yitiji/drivers"
	"yitiji/terminal/catalog"
	"yitiji/terminal/flow"
	"yitiji/terminal/health"
)

// carryOut starts what the flow wants done. Nothing here blocks: whatever takes
// time runs on its own goroutine and answers with an event.
func (t *Terminal) carryOut(ctx context.Context, effect flow.Effect) {
	on := matterOf(t.state.Visit)
	switch e := effect.(type) {
	case flow.ReadDocument:
		t.wait(ctx, func(ctx context.Context) flow.Event { return t.readDocument(ctx, e) })
	case flow.ScanCode:
		t.wait(ctx, func(ctx context.Context) flow.Event { return t.scanCode(ctx, e) })
	case flow.StopWaiting:
		t.waits()
	case flow.KeepApplication:
		t.act(ctx, func(ctx context.Context) flow.Event { return t.keepApplication(ctx, e) })
	case flow.KeepRating:
		t.act(ctx, func(ctx context.Context) flow.Event { t.keepRating(ctx, e); return nil })
	case flow.PrintSlip:
		t.act(ctx, func(ctx context.Context) flow.Event { return t.printSlip(ctx, e, on) })
	case flow.RecallPrint:
		t.start(ctx, func(ctx context.Context) flow.Event { return t.recallPrint(ctx, e) })
	case flow.CountUse:
		t.start(ctx, func(ctx context.Context) flow.Event { t.countUse(ctx, e); return nil })
	case flow.PrintLeaflet:
		t.act(ctx, func(ctx context.Context) flow.Event { return t.printLeaflet(ctx, e) })
	case flow.FindSlip:
		t.start(ctx, func(ctx context.Context) flow.Event { return t.findSlip(ctx, e) })
	case flow.Inquire:
		t.start(ctx, func(ctx context.Context) flow.Event { return t.inquire(ctx, e) })
	case flow.GiveUpOrder:
		t.start(ctx, func(ctx context.Context) flow.Event { t.giveUpOrder(ctx, e); return nil })
	case flow.ScanPages:
		t.wait(ctx, func(ctx context.Context) flow.Event { return t.scanPages(ctx, e) })
	case flow.PrintPaper:
		t.act(ctx, func(ctx context.Context) flow.Event { return t.printPaper(ctx, e, on) })
	case flow.GiveCard:
		t.act(ctx, func(ctx context.Context) flow.Event { return t.giveCard(ctx, e, on) })
	case flow.Forget:
		t.folder.wipe()
	}
}

// start runs do and sends its event. Run waits for it.
func (t *Terminal) start(ctx context.Context, do func(context.Context) flow.Event) {
	t.work.Go(func() {
		if e := do(ctx); e != nil {
			_ = t.send(ctx, e) // fails only when the program ends
		}
	})
}

// act is start for what changes the world. Where the visit stands is written down first.
func (t *Terminal) act(ctx context.Context, do func(context.Context) flow.Event) {
	t.start(ctx, func(ctx context.Context) flow.Event {
		t.diary.wait()
		return do(ctx)
	})
}

// wait is start for what ends with StopWaiting, or with the next wait.
func (t *Terminal) wait(ctx context.Context, do func(context.Context) flow.Event) {
	t.waits()
	ctx, t.waits = context.WithCancel(ctx)
	t.start(ctx, do)
}

func (t *Terminal) scanCode(ctx context.Context, e flow.ScanCode) flow.Event {
	code, err := t.Scanner.Scan(ctx, drivers.ScanRequest{})
	if err != nil {
		t.logFault(ctx, "scan code", err)
		return flow.ScanFailed{Ticket: e.Ticket, Trouble: flow.Trouble(drivers.KindOf(err))}
	}
	return flow.Scanned{Ticket: e.Ticket, Text: code.Text}
}

// keepWithin bounds a durable write: a disk that takes longer is failing.
const keepWithin = 10 * time.Second

// keepApplication is not ended by the end of the program: what the citizen has
// submitted is kept first.
func (t *Terminal) keepApplication(ctx context.Context, e flow.KeepApplication) flow.Event {
	act := t.nameOf(e.Ticket)
	if err := t.keepMaterials(ctx, act, e.Application.Materials); err != nil {
		return t.notKept(e, err)
	}
	receipt, err := t.keep(ctx, act, Application, "", e.Application, keptDecision(e.Application))
	if err != nil {
		return t.notKept(e, err)
	}
	return flow.Kept{Ticket: e.Ticket, Slip: receipt.Slip}
}

// keptDecision is that an application was kept, perhaps for a clerk to go on with.
func keptDecision(a catalog.Application) Decision {
	d := Decision{What: ApplicationKept, Who: ByCitizen, Item: a.Item, Detail: detail(
		"assurance", string(a.Assurance), "materials", strconv.Itoa(len(a.Materials)), "order", a.Order, "reason", string(a.HandOver),
	)}
	if a.HandOver != catalog.NoHandOver {
		d.What = ApplicationHandedOver
	}
	return d
}

func (t *Terminal) notKept(e flow.KeepApplication, err error) flow.Event {
	why := troubleOf(err)
	t.recorder.add(Decision{
		What: ApplicationNotKept, Who: ByTerminal, Item: e.Application.Item, Key: "audit-" + t.nameOf(e.Ticket),
		Detail: detail("reason", string(why)),
	})
	return flow.KeepFailed{Ticket: e.Ticket, Trouble: why}
}

func (t *Terminal) keepRating(ctx context.Context, e flow.KeepRating) {
	_, _ = t.keep(ctx, t.nameOf(e.Ticket), Rating, e.Slip, e.Rating) // logged there; the citizen is not held up
}

// nameOf names what is done under a Ticket: nothing else has its name, in this life of the program
// or in another one.
func (t *Terminal) nameOf(ticket int) string { return fmt.Sprintf("%s-%d", t.life, ticket) }

// keep keeps an entry, under the key of its act, with what is decided by it.
func (t *Terminal) keep(ctx context.Context, key string, kind EntryKind, slip SlipNumber, body any, decided ...Decision) (Receipt, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return Receipt{}, err
	}
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepWithin)
	defer cancel()
	receipt, err := t.Journal.Keep(within, Entry{Kind: kind, Slip: slip, Body: raw, At: time.Now(), Key: key, Decided: decided})
	if err != nil {
		t.Log.Error("nothing was kept", "kind", kind, "err", err)
	}
	_ = t.Report(ctx, health.StoreFailing, err != nil && !errors.Is(err, ErrFull))
	return receipt, err
}

func troubleOf(err error) flow.Trouble {
	if errors.Is(err, ErrFull) {
		return flow.StoreFull
	}
	return flow.StoreFails
}

func (t *Terminal) scribe() Scribe { return Scribe{t.Site, t.Words} }

func (t *Terminal) printSlip(ctx context.Context, e flow.PrintSlip, on matter) flow.Event {
	job := PrintJob{Paper: SlipPaper, Number: string(e.Slip.Number), Again: reasonOf(e.After), Item: on.item}
	if e.Slip.Draft != "" {
		job.Paper, job.Number = DraftPaper, string(e.Slip.Draft)
	}
	return t.printReceipt(ctx, e.Ticket, job, t.scribe().Slip(e.Slip))
}

// printLeaflet prints what an item needs. Leaflets of one item are counted over a day, and
// each day has a number of its own: what the ledger forgets of an old one is no print of today.
func (t *Terminal) printLeaflet(ctx context.Context, e flow.PrintLeaflet) flow.Event {
	number := fmt.Sprintf("NOTICE-%s-%s", e.Leaflet.Item.Code, e.Leaflet.At.Format("20060102"))
	return t.printReceipt(ctx, e.Ticket, PrintJob{Paper: LeafletPaper, Number: number, Item: e.Leaflet.Item.Code}, t.scribe().Leaflet(e.Leaflet))
}

// printReceipt prints on the roll. It writes the intent down before the first byte, and the
// outcome after the last. Without the intent nothing is printed.
func (t *Terminal) printReceipt(ctx context.Context, ticket int, job PrintJob, slip drivers.Slip) flow.Event {
	id, err := t.Journal.Intend(ctx, job)
	if err != nil {
		return flow.PrintFailed{Ticket: ticket, Trouble: t.notBegun(job, err)}
	}
	result, err := t.Printer.Print(ctx, slip)
	t.settle(ctx, id, PrintOutcome(result.Outcome))
	if err != nil {
		t.logFault(ctx, "print", err)
		return flow.PrintFailed{
			Ticket: ticket, Trouble: flow.Trouble(drivers.KindOf(err)), Started: result.Outcome != drivers.NotStarted,
		}
	}
	t.letOut(id)
	return flow.PrintEnded{Ticket: ticket}
}

// notBegun tells why something is not printed, or let out: nothing is without its intent.
func (t *Terminal) notBegun(job PrintJob, err error) flow.Trouble {
	t.Log.Error("nothing goes out without its intent", "paper", job.Paper, "err", err)
	why := troubleOf(err)
	t.recorder.add(job.notBegun(string(why)))
	return why
}

// recallPrint looks up in the ledger how far a print came.
func (t *Terminal) recallPrint(ctx context.Context, e flow.RecallPrint) flow.Event {
	last, ok, err := t.Journal.LastPrint(ctx, e.Number)
	if err != nil {
		t.Log.Error("the ledger", "what", "last print", "err", err)
		return flow.Recalled{Ticket: e.Ticket, Begun: true} // as far as anybody knows
	}
	begun := ok && !last.At.Before(e.Since) && last.Outcome != PrintOutcome(drivers.NotStarted)
	return flow.Recalled{Ticket: e.Ticket, Begun: begun, Whole: begun && last.Outcome == PrintOutcome(drivers.Printed)}
}

func (t *Terminal) findSlip(ctx context.Context, e flow.FindSlip) flow.Event {
	p, err := t.Journal.Lookup(ctx, e.Slip)
	if err != nil {
		if !errors.Is(err, ErrNoSlip) {
			t.Log.Error("look-up", "err", err)
		}
		return flow.Found{Ticket: e.Ticket}
	}
	return flow.Found{Ticket: e.Ticket, Finding: &flow.Finding{
		Slip: p.Slip, Item: itemCode(p), At: p.At, Delivered: p.Delivered, Official: p.Official,
	}}
}

// logFault tells the technician. A wait that was given up is no fault.
func (t *Terminal) logFault(ctx context.Context, what string, err error) {
	if ctx.Err() == nil {
		t.Log.Warn(what, "err", err)
	}
}
