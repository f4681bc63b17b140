package terminal

import (
	"context"
	"time"

	"yitiji/drivers"
	"yitiji/terminal/flow"
)

// cardWaits is how long a card waits at the gate to be taken, before it is captured.
const cardWaits = 60 * time.Second

// lookAtGate is how often the gate is looked at.
const lookAtGate = 500 * time.Millisecond

// giveCard lets a card out, once for a matter: a motion that failed is not made again, for the
// card may have moved. One that nobody takes goes into the bin. The ledger has the intent before
// the first motion.
func (t *Terminal) giveCard(ctx context.Context, e flow.GiveCard, on matter) flow.Event {
	ctx = context.WithoutCancel(ctx) // a card at the gate is seen to, whoever stops the program
	given := flow.CardGiven{Ticket: e.Ticket}
	number := "CARD-" + string(e.Slip)
	job := PrintJob{Paper: CardIssue, Number: number, Again: NothingCame, Slip: e.Slip, Item: on.item}
	last, again, err := t.Journal.LastPrint(ctx, number)
	if again && last.Outcome != PrintOutcome(drivers.NotStarted) && err == nil {
		given.Taken, given.Trouble = t.seeToCard(ctx, last, job)
		return given
	}
	var id PrintID
	if err == nil {
		id, err = t.Journal.Intend(ctx, job)
	}
	if err != nil {
		given.Trouble = t.notBegun(job, err)
		return given
	}
	outcome := PrintOutcome(drivers.NotStarted)
	if err = t.Cards.Move(ctx, drivers.Inside); err == nil {
		outcome, err = t.toGate(ctx)
	}
	t.settle(ctx, id, outcome)
	if err != nil {
		t.logFault(ctx, "card out", err)
		given.Trouble = flow.Trouble(drivers.KindOf(err))
		return given
	}
	given.Taken = t.awaitTaken(ctx, id, job)
	return given
}

// toGate brings a card from inside to the gate.
func (t *Terminal) toGate(ctx context.Context) (PrintOutcome, error) {
	if err := t.Cards.Move(ctx, drivers.AtGate); err != nil {
		return PrintOutcome(drivers.Uncertain), err
	}
	return PrintOutcome(drivers.Printed), nil
}

// awaitTaken waits at the gate, and captures what nobody takes.
func (t *Terminal) awaitTaken(ctx context.Context, id PrintID, job PrintJob) bool {
	if t.cardTaken(ctx) {
		t.ledgerFault("taken", id, t.Journal.Taken(ctx, id))
		return true
	}
	if err := t.Cards.Move(ctx, drivers.Bin); err != nil {
		t.logFault(ctx, "capture card", err)
		t.recorder.add(job.decision(CardUnknown, id.Copy))
		return false
	}
	t.recorder.add(job.decision(CardRetained, id.Copy))
	return false
}

// seeToCard goes on with a card in whose way the program was ended: from where the card is. What
// the card's way had come to then is unknown, so where no card is, nobody knows who has it.
func (t *Terminal) seeToCard(ctx context.Context, last Print, job PrintJob) (taken bool, trouble flow.Trouble) {
	if !last.Taken.IsZero() {
		return true, flow.NoTrouble
	}
	at, err := t.Cards.Position(ctx)
	if err == nil && at == drivers.Inside {
		_, err = t.toGate(ctx)
		at = drivers.AtGate
	}
	switch {
	case err != nil:
		t.logFault(ctx, "card out", err)
	case at == drivers.AtGate:
		return t.awaitTaken(ctx, last.PrintID, job), flow.NoTrouble
	}
	if last.Outcome == PrintOutcome(drivers.Printed) { // else whoever settled it has said so
		t.recorder.add(job.decision(CardUnknown, last.Copy))
	}
	return false, flow.Interrupted
}

func (t *Terminal) cardTaken(ctx context.Context) bool {
	until := time.Now().Add(cardWaits)
	for time.Now().Before(until) {
		if at, err := t.Cards.Position(ctx); err == nil && at == drivers.NoCard {
			return true
		}
		time.Sleep(lookAtGate)
	}
	return false
}

// settle records how far a print or a card came.
func (t *Terminal) settle(ctx context.Context, id PrintID, outcome PrintOutcome) {
	t.ledgerFault("outcome", id, t.Journal.Settle(context.WithoutCancel(ctx), id, outcome))
}

// ledgerFault tells the technician what the ledger could not take.
func (t *Terminal) ledgerFault(what string, id PrintID, err error) {
	if err != nil {
		t.Log.Error("the ledger", "what", what, "number", id.Slip, "copy", id.Copy, "err", err)
	}
}

// letOut notes the print that lies at the printer's mouth: the next time that the printer says
// that nothing lies there, it was taken.
func (t *Terminal) letOut(id PrintID) { t.hanging.Store(&id) }

// takenOut records that what hung at the printer's mouth is gone, if the printer says so. One
// that is unplugged says nothing.
func (t *Terminal) takenOut(ctx context.Context) {
	t.work.Go(func() {
		if s := t.Printer.Status(ctx); s.State != drivers.Online || s.Has(drivers.PaperNotTaken) {
			return
		}
		if id := t.hanging.Swap(nil); id != nil {
			t.ledgerFault("taken", *id, t.Journal.Taken(context.WithoutCancel(ctx), *id))
		}
	})
}
