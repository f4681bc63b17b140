package sandbox

import (
	"context"
	"fmt"
	"time"

	"yitiji/platform/connect"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

// orderLasts is how long an order may be paid.
const orderLasts = 5 * time.Minute

// order is one order of the payment platform.
type order struct {
	centre.Order
	state   centre.PaymentState
	receipt string
}

// purse is the payment platform of a Sandbox.
type purse struct{ *Sandbox }

// Open implements connect.Payments.
func (p purse) Open(_ context.Context, use connect.Use, b *centre.Bill) (*centre.Order, error) {
	it, ok := p.catalog.Item(use.Item)
	if !ok {
		return &centre.Order{}, nil
	}
	amount, ok := it.Charge(catalog.Facts{Answers: b.Answers, Today: catalog.Day(use.At.Format(time.DateOnly))})
	if !ok {
		amount = 200_00
	}
	if amount == 0 {
		return &centre.Order{}, nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.serial++
	number := fmt.Sprintf("P%s%06d", use.At.Format("20060102"), p.serial)
	o := &order{state: centre.Unpaid, Order: centre.Order{
		Number: number, Amount: amount, Code: "yitiji-pay:" + number, Until: use.At.Add(orderLasts).UnixMilli(),
	}}
	p.orders[number] = o
	return &o.Order, nil
}

// State implements connect.Payments.
func (p purse) State(_ context.Context, number string) (*centre.Paid, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	o := p.orders[number]
	if o == nil {
		return &centre.Paid{State: centre.Lapsed}, nil
	}
	if o.state == centre.Unpaid && time.Now().UnixMilli() >= o.Until {
		o.state = centre.Lapsed
	}
	return &centre.Paid{State: o.state, Receipt: o.receipt}, nil
}

// GiveUp implements connect.Payments.
func (p purse) GiveUp(_ context.Context, number string) (*centre.Paid, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	o := p.orders[number]
	switch {
	case o == nil:
		return &centre.Paid{State: centre.Lapsed}, nil
	case o.state == centre.PaidUp:
		o.state = centre.Refunded
	case o.state == centre.Unpaid:
		o.state = centre.Lapsed
	}
	return &centre.Paid{State: o.state, Receipt: o.receipt}, nil
}

// Pay is what a payer's phone does. It reports whether the order could still be paid.
func (s *Sandbox) Pay(number string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.orders[number]
	if o == nil || o.state != centre.Unpaid || time.Now().UnixMilli() >= o.Until {
		return false
	}
	s.serial++
	o.state, o.receipt = centre.PaidUp, fmt.Sprintf("99%08d", s.serial)
	return true
}
