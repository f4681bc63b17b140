package terminal

import (
	"context"
	"errors"
	"time"

	"yitiji/terminal/centre"
	"yitiji/terminal/flow"
)

// answerWithin is how long a person waits for the centre's answer before the screen says
// that there is none.
const answerWithin = 10 * time.Second

func (t *Terminal) inquire(ctx context.Context, e flow.Inquire) flow.Event {
	answer, err := t.ask(ctx, e.Request)
	switch {
	case errors.Is(err, ErrElsewhere):
		return flow.NotTold{Ticket: e.Ticket, Trouble: flow.Elsewhere}
	case err != nil:
		return flow.NotTold{Ticket: e.Ticket, Trouble: flow.NoCentre}
	}
	return flow.Told{Ticket: e.Ticket, Answer: answer}
}

func (t *Terminal) ask(ctx context.Context, r centre.Request) (centre.Answer, error) {
	within, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	answer, err := t.Centre.Ask(within, r)
	if err != nil && ctx.Err() == nil {
		t.Log.Warn("no answer", "question", r.Question.Kind(), "err", err)
	}
	return answer, err
}

// giveUpWithin bounds how long the terminal tries to tell the centre of an order that was
// given up. After that the order lapses by itself.
const giveUpWithin = 5 * time.Minute

// giveUpOrder tells the centre, again until it has heard.
func (t *Terminal) giveUpOrder(ctx context.Context, e flow.GiveUpOrder) {
	ctx, cancel := context.WithTimeout(ctx, giveUpWithin)
	defer cancel()
	r := centre.Request{Use: centre.Use{Purpose: centre.ForPaying}, Question: &centre.GiveUp{Order: e.Order}}
	for ctx.Err() == nil {
		if answer, err := t.ask(ctx, r); err == nil {
			t.refunded(answer)
			return
		}
		select {
		case <-ctx.Done():
		case <-time.After(flow.PollEvery):
		}
	}
}

// refunded records that an order was paid back, where the centre says so.
func (t *Terminal) refunded(answer centre.Answer) {
	if paid, ok := answer.(*centre.Paid); ok && paid.State == centre.Refunded {
		t.recorder.add(Decision{What: PaymentRefunded, Who: ByTerminal, Detail: detail("order", paid.Order)})
	}
}
