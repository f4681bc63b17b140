package centre

import "yitiji/terminal/catalog"

// Bill asks what there is to pay, and opens an order for it.
type Bill struct {
	Subject Subject          `json:"subject"`
	Version int              `json:"version"` // of the item
	Answers []catalog.Answer `json:"answers"`
}

// Order is the answer to Bill.
type Order struct {
	Of     Mark        `json:"of"`     // who has to pay
	Number string      `json:"number"` // empty when there is nothing to pay
	Amount catalog.Fen `json:"amount"`
	Code   string      `json:"code"`  // what the payer scans
	Until  int64       `json:"until"` // milliseconds since 1970 UTC; then it lapses
	Rows   []Row       `json:"rows,omitempty"`
}

// Payment asks what became of an order. Only its answer makes an order paid.
type Payment struct {
	Order string `json:"order"`
}

// GiveUp closes an order that nobody means to pay any more. What was paid all the same
// is paid back.
type GiveUp struct {
	Order string `json:"order"`
}

// Paid is the answer to Payment and to GiveUp.
type Paid struct {
	Order   string       `json:"order"`
	State   PaymentState `json:"state"`
	Receipt string       `json:"receipt,omitempty"` // 票据号码, once it is paid
}

// PaymentState is how far an order has come.
type PaymentState string

// The states of an order.
const (
	Unpaid   PaymentState = "unpaid"
	PaidUp   PaymentState = "paid"
	Lapsed   PaymentState = "lapsed" // it was closed or ran out, unpaid
	Refused  PaymentState = "refused"
	Refunded PaymentState = "refunded" // paid too late, or given up, and paid back
)

// Kind implements Question.
func (*Bill) Kind() Kind { return AsksBill }

// Kind implements Question.
func (*Payment) Kind() Kind { return AsksPayment }

// Kind implements Question.
func (*GiveUp) Kind() Kind { return AsksGiveUp }

func (*Bill) blank() Answer    { return &Order{} }
func (*Payment) blank() Answer { return &Paid{} }
func (*GiveUp) blank() Answer  { return &Paid{} }

func (*Order) answer() {}
func (*Paid) answer()  {}
