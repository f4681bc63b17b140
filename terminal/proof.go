package terminal

import (
	"context"
	"time"

	"yitiji/drivers"
	"yitiji/terminal/flow"
	"yitiji/terminal/identity"
)

// readDocument reads what is laid down first on any of the readers, and stops the others. What goes
// wrong with one of them is said as soon as it does, for it is where somebody is trying.
func (t *Terminal) readDocument(ctx context.Context, e flow.ReadDocument) flow.Event {
	var reads []func(context.Context, flow.ReadDocument) flow.Event
	if e.Card {
		reads = append(reads, t.readCard)
	}
	if e.Travel {
		reads = append(reads, t.readTravel)
	}
	if e.Social {
		reads = append(reads, t.readSocial)
	}
	if e.Code {
		reads = append(reads, t.readPhone)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan flow.Event, len(reads))
	for _, read := range reads {
		t.work.Go(func() { ended <- read(ctx, e) })
	}
	select {
	case first := <-ended:
		return first
	case <-ctx.Done():
		return nil
	}
}

func (t *Terminal) readCard(ctx context.Context, e flow.ReadDocument) flow.Event {
	card, err := t.Reader.Read(ctx, drivers.CardRequest{Newest: true})
	if err != nil {
		return t.documentFailed(ctx, e, err)
	}
	defer card.Wipe()
	return documentRead(e, personOf(card))
}

func (t *Terminal) readTravel(ctx context.Context, e flow.ReadDocument) flow.Event {
	d, err := t.Travel.Read(ctx)
	if err != nil {
		return t.documentFailed(ctx, e, err)
	}
	p, ok := travellerOf(d)
	if !ok {
		return flow.DocumentFailed{Ticket: e.Ticket, Trouble: flow.WrongCard}
	}
	return documentRead(e, p)
}

func (t *Terminal) readSocial(ctx context.Context, e flow.ReadDocument) flow.Event {
	card, err := t.Social.Read(ctx)
	if err != nil {
		return t.documentFailed(ctx, e, err)
	}
	return documentRead(e, insuredOf(card))
}

// readPhone reads the code on a phone's screen. Whose it is, the centre says.
func (t *Terminal) readPhone(ctx context.Context, e flow.ReadDocument) flow.Event {
	code, err := t.Scanner.Scan(ctx, drivers.ScanRequest{})
	if err != nil {
		return t.documentFailed(ctx, e, err)
	}
	return flow.Scanned{Ticket: e.Ticket, Text: code.Text}
}

func documentRead(e flow.ReadDocument, p identity.Person) flow.Event {
	return flow.DocumentRead{Ticket: e.Ticket, Person: p, Today: time.Now().Format(time.DateOnly)}
}

func (t *Terminal) documentFailed(ctx context.Context, e flow.ReadDocument, err error) flow.Event {
	t.logFault(ctx, "read a document", err)
	return flow.DocumentFailed{Ticket: e.Ticket, Trouble: flow.Trouble(drivers.KindOf(err))}
}
