package terminal

import (
	"context"

	"yitiji/drivers"
	"yitiji/terminal/flow"
)

// printPaper writes the intent down before the first byte, and the outcome after the last.
func (t *Terminal) printPaper(ctx context.Context, e flow.PrintPaper, on matter) flow.Event {
	job := PrintJob{
		Paper: DocumentPaper, Number: e.Paper.Number, Again: reasonOf(e.After), Slip: on.slip, Item: on.item, Pages: e.Paper.Sheets,
	}
	id, err := t.Journal.Intend(ctx, job)
	if err != nil {
		return flow.PaperFailed{Ticket: e.Ticket, Trouble: t.notBegun(job, err)}
	}
	result, err := t.Documents.Print(ctx, drivers.Document{Name: e.Paper.Number, Format: e.Paper.Format, Data: e.Paper.Data})
	t.settle(ctx, id, PrintOutcome(result.Outcome))
	if err != nil {
		t.logFault(ctx, "print paper", err)
		return flow.PaperFailed{
			Ticket: e.Ticket, Trouble: flow.Trouble(drivers.KindOf(err)), Started: result.Outcome != drivers.NotStarted,
		}
	}
	return flow.PaperPrinted{Ticket: e.Ticket}
}

// reasonOf is why something is printed again.
func reasonOf(after flow.Trouble) PrintReason {
	if after == flow.NoTrouble {
		return PrintWanted
	}
	return PrintReason(after)
}
