package flow

import (
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

// pay asks what there is to pay. Nothing on the screen makes an order paid: only the
// centre's answer does.
func (t *turn) pay() {
	t.Visit.Order, t.Visit.Payment = nil, ""
	t.enter(Pay)
	t.askPayment()
}

func (t *turn) askPayment() {
	v := t.Visit
	if v.Order == nil {
		t.inquire(centre.ForPaying, &centre.Bill{Subject: t.subject(), Version: v.Item.Version, Answers: v.Answers})
		return
	}
	if v.Payment == centre.Unpaid {
		t.inquire(centre.ForPaying, &centre.Payment{Order: v.Order.Number})
	}
}

// billed shows the order, or goes on where there is nothing to pay.
func (t *turn) billed(o *centre.Order) {
	if o.Number == "" {
		t.forward()
		return
	}
	t.Visit.Order, t.Visit.Payment = o, centre.Unpaid
}

// paid goes on when the order is paid, and stays where it is not.
func (t *turn) paid(p *centre.Paid) {
	if t.Stage != Pay {
		return
	}
	t.Visit.Payment = p.State
	if p.State == centre.PaidUp {
		t.Visit.Receipt = p.Receipt
		t.Touched = t.Now
		t.forward()
	}
}

func (t *turn) tapPay(e Tap) {
	switch e.Do {
	case Retry:
		if t.Visit.Payment != centre.Unpaid {
			t.pay()
		}
	case HandOver:
		t.giveUp()
		t.handOver(catalog.OverTrouble)
	case Back:
		t.giveUp()
		t.backward()
	}
}

// giveUp closes an order for which nothing was handed in. It does not wait for the answer:
// the centre pays back what was paid, now or when the order lapses.
func (t *turn) giveUp() {
	if o := t.Visit.Order; o != nil {
		t.do(GiveUpOrder{o.Number})
	}
	t.Visit.Order, t.Visit.Payment, t.Visit.Receipt = nil, "", ""
}
