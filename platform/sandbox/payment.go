package sandbox

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"time"

	"yitiji/platform/connect"
	"yitiji/platform/sandbox/city"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/identity"
)

// Times of orders.
const (
	orderLasts  = 5 * time.Minute
	refundAfter = 24 * time.Hour // what was paid, and for which no application came
)

// order is one order of the payment platform.
type order struct {
	centre.Order
	Token   string // in the payer's address
	Payer   string // masked
	For     catalog.Text
	To      string // who gets the money
	Item    catalog.ItemCode
	Opened  int64 // milliseconds since 1970 UTC
	PaidAt  int64
	State   centre.PaymentState
	Receipt string
	Settles []string // numbers of violations
	Used    bool     // an application or a decision stands on it
}

// purse is the payment platform of a Sandbox.
type purse struct{ *Sandbox }

// Open implements connect.Payments.
func (p purse) Open(ctx context.Context, use connect.Use, b *centre.Bill) (*centre.Order, error) {
	mood, err := p.suffer(ctx, Payments)
	if err != nil {
		return nil, err
	}
	whose := b.Subject
	if mood == Mixes {
		whose = p.neighbour(whose)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	o, err := p.open(use, whose, b)
	if err == nil && mood == Lies {
		o.Amount = 0
	}
	return o, err
}

// open finds what there is to pay. An order that waits for the same is given again.
func (p purse) open(use connect.Use, whose centre.Subject, b *centre.Bill) (*centre.Order, error) {
	nothing := &centre.Order{Of: whose.Mark()}
	it, ok := p.item(use.Item)
	if !ok {
		return nothing, nil
	}
	bill := p.bill(it, whose, b.Answers, use.At)
	if bill.amount <= 0 {
		return nothing, nil
	}
	for _, o := range p.state.Orders {
		if o.Of == whose.Mark() && o.Item == it.Code && o.Amount == bill.amount && o.State == centre.Unpaid &&
			slices.Equal(o.Settles, bill.settles) && use.At.UnixMilli() < o.Until {
			again := o.Order
			return &again, nil
		}
	}
	serial, err := p.next("order")
	if err != nil {
		return nil, err
	}
	o := &order{
		Token: rand.Text(), Payer: identity.MaskName(whose.Name), For: it.Name, To: bill.to, Item: it.Code,
		Opened: use.At.UnixMilli(), State: centre.Unpaid, Settles: bill.settles,
		Order: centre.Order{
			Of: whose.Mark(), Number: fmt.Sprintf("99%s%08d", use.At.Format("20060102"), serial),
			Amount: bill.amount, Until: use.At.Add(orderLasts).UnixMilli(), Rows: bill.rows,
		},
	}
	o.Code = p.options.Public + "/pay/" + o.Token
	p.state.Orders[o.Number], p.orders[o.Token] = o, o.Number
	opened := o.Order
	return &opened, p.keep(ordersBucket, o.Number, o)
}

// bill is what somebody has to pay, and to whom.
type bill struct {
	amount  catalog.Fen
	to      string
	rows    []centre.Row
	settles []string
}

// bill computes what an item costs. A fine is that of the violation which an answer names,
// or else all that are open.
func (p purse) bill(it *catalog.Item, whose centre.Subject, answers []catalog.Answer, at time.Time) bill {
	person, known := p.resident(whose)
	f := catalog.Facts{Answers: answers, Today: dayOf(at)}
	if known {
		f.Person = person.Person
	}
	b := bill{to: officeOf(it)}
	if amount, ok := it.Charge(f); ok {
		b.amount = amount
		return b
	}
	if !known {
		return b
	}
	if it.Domain != "traffic" {
		b.amount = duty(it, person)
		return b
	}
	for _, v := range p.openViolations(person, answers) {
		b.amount += v.Fine
		b.settles = append(b.settles, v.Number)
		b.rows = append(b.rows,
			centre.Row{Label: both("违法", "Violation"), Value: v.What},
			centre.Row{Label: both("决定书编号", "Decision"), Value: v.Number},
			centre.Row{Label: both("罚款", "Fine"), Value: v.Fine.Yuan() + " 元"})
	}
	return b
}

// duty is what the registers say that somebody owes beside fines: the yearly contribution
// of residents, or a tax.
func duty(it *catalog.Item, p *city.Person) catalog.Fen {
	if it.Domain == "tax" && len(p.Taxes) > 0 {
		return max(p.Taxes[0].Paid/50, 10_00)
	}
	return 380_00
}

// openViolations are those that are not settled: the one that an answer names, or all.
func (s *Sandbox) openViolations(p *city.Person, answers []catalog.Answer) []city.Violation {
	var all, named []city.Violation
	for _, v := range p.Violations {
		if v.Settled || s.settled(v.Number) {
			continue
		}
		all = append(all, v)
		if slices.ContainsFunc(answers, func(a catalog.Answer) bool { return a.Value == v.Number }) {
			named = append(named, v)
		}
	}
	if len(named) > 0 {
		return named
	}
	return all
}

// settled reports whether a violation was paid for here.
func (s *Sandbox) settled(number string) bool {
	for _, o := range s.state.Orders {
		if o.State == centre.PaidUp && slices.Contains(o.Settles, number) {
			return true
		}
	}
	return false
}

// State implements connect.Payments.
func (p purse) State(ctx context.Context, number string) (*centre.Paid, error) {
	return p.tell(ctx, number, func(*order) error { return nil })
}

// GiveUp implements connect.Payments.
func (p purse) GiveUp(ctx context.Context, number string) (*centre.Paid, error) {
	return p.tell(ctx, number, func(o *order) error {
		switch {
		case o.State == centre.PaidUp && !o.Used:
			return p.become(o, centre.Refunded)
		case o.State == centre.Unpaid:
			return p.become(o, centre.Lapsed)
		}
		return nil
	})
}

// tell does something with an order and says what became of it. An order that nobody
// opened has lapsed.
func (p purse) tell(ctx context.Context, number string, do func(*order) error) (*centre.Paid, error) {
	mood, err := p.suffer(ctx, Payments)
	if err != nil {
		return nil, err
	}
	switch mood {
	case Mixes:
		return &centre.Paid{Order: number + "0", State: centre.PaidUp, Receipt: "99010126-9999999999-000000"}, nil
	case Lies:
		return &centre.Paid{Order: number, State: centre.PaidUp}, nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	o := p.state.Orders[number]
	if o == nil {
		return &centre.Paid{Order: number, State: centre.Lapsed}, nil
	}
	err = errors.Join(p.lapse(o, time.Now()), do(o))
	return &centre.Paid{Order: number, State: o.State, Receipt: o.Receipt}, err
}

// lapse ends an order whose time is over.
func (s *Sandbox) lapse(o *order, now time.Time) error {
	if o.State == centre.Unpaid && now.UnixMilli() >= o.Until {
		return s.become(o, centre.Lapsed)
	}
	return nil
}

func (s *Sandbox) become(o *order, state centre.PaymentState) error {
	o.State = state
	return s.keep(ordersBucket, o.Number, o)
}

// refund pays back what was paid longer ago than age, and for which nothing came.
func (s *Sandbox) refund(now time.Time, age time.Duration) error {
	var failed []error
	for _, o := range s.state.Orders {
		failed = append(failed, s.lapse(o, now))
		if o.State == centre.PaidUp && !o.Used && len(o.Settles) == 0 && now.UnixMilli()-o.PaidAt >= age.Milliseconds() {
			failed = append(failed, s.become(o, centre.Refunded))
		}
	}
	return errors.Join(failed...)
}

// Payment is what a payer does.
type Payment string

// What a payer can do.
const (
	PayNow  Payment = "pay"
	PayFail Payment = "fail" // the bank refuses
	PayLate Payment = "late" // the money comes when the order has lapsed, and goes back
)

var errPayer = errors.New("the order cannot be paid any more")

// Pay is what a payer's phone does with an order.
func (s *Sandbox) Pay(number string, what Payment) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, now := s.state.Orders[number], time.Now()
	if o == nil {
		return errPayer
	}
	if err := s.lapse(o, now); err != nil {
		return err
	}
	switch {
	case what == PayLate && (o.State == centre.Unpaid || o.State == centre.Lapsed):
		o.Until = min(o.Until, now.UnixMilli())
		return s.charge(o, now, centre.Refunded)
	case o.State != centre.Unpaid:
		return errPayer
	case what == PayFail:
		return s.become(o, centre.Refused)
	case what == PayNow:
		return s.charge(o, now, centre.PaidUp)
	}
	return errPayer
}

// charge takes the money and gives a receipt.
func (s *Sandbox) charge(o *order, now time.Time, state centre.PaymentState) error {
	serial, err := s.next("receipt")
	if err != nil {
		return err
	}
	o.PaidAt, o.Receipt = now.UnixMilli(), receipt(now, serial, o)
	return s.become(o, state)
}
