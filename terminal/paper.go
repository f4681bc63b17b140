package terminal

import (
	"context"
	"time"

	"yitiji/drivers"
	"yitiji/terminal/flow"
)

// printPaper writes the intent down before the first byte, and the outcome after the last.
func (t *Terminal) printPaper(ctx context.Context, e flow.PrintPaper) flow.Event {
	id, err := t.Journal.IntendPaper(ctx, e.Paper.Number)
	if err != nil {
		t.Log.Error("no paper without its intent", "err", err)
		return flow.PaperFailed{Ticket: e.Ticket, Trouble: troubleOf(err)}
	}
	result, err := t.Documents.Print(ctx, drivers.Document{Name: e.Paper.Number, Format: e.Paper.Format, Data: e.Paper.Data})
	if e := t.Journal.Settle(context.WithoutCancel(ctx), id, PrintOutcome(result.Outcome)); e != nil {
		t.Log.Error("print outcome not recorded", "paper", id.Slip, "copy", id.Copy, "err", e)
	}
	if err != nil {
		t.logFault(ctx, "print paper", err)
		return flow.PaperFailed{
			Ticket: e.Ticket, Trouble: flow.Trouble(drivers.KindOf(err)), Started: result.Outcome != drivers.NotStarted,
		}
	}
	return flow.PaperPrinted{Ticket: e.Ticket}
}

// cardWaits is how long a card waits at the gate to be taken, before it is captured.
const cardWaits = 60 * time.Second

// lookAtGate is how often the gate is looked at.
const lookAtGate = 500 * time.Millisecond

// giveCard lets a card out, once: a motion that failed is not made again, for the card may
// have moved. One that nobody takes goes into the bin.
func (t *Terminal) giveCard(ctx context.Context, e flow.GiveCard) flow.Event {
	ctx = context.WithoutCancel(ctx) // a card at the gate is seen to, whoever stops the program
	given := flow.CardGiven{Ticket: e.Ticket}
	for _, to := range []drivers.CardPosition{drivers.Inside, drivers.AtGate} {
		if err := t.Cards.Move(ctx, to); err != nil {
			t.logFault(ctx, "card out", err)
			given.Trouble = flow.Trouble(drivers.KindOf(err))
			return given
		}
	}
	given.Taken = t.cardTaken(ctx)
	if !given.Taken {
		if err := t.Cards.Move(ctx, drivers.Bin); err != nil {
			t.logFault(ctx, "capture card", err)
		}
	}
	return given
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
