package connect

import (
	"context"
	"errors"
	"time"

	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

// ErrDown says that the system of whoever is responsible cannot be reached.
var ErrDown = errors.New("the department's system does not answer")

// Use is who asks, from where, for what. Systems keep it: personal data are given for a
// purpose, and their holder may ask which.
type Use struct {
	centre.Use
	Terminal string
	At       time.Time
}

// Systems are those that a centre is connected with. One that is nil is not.
type Systems struct {
	Certificates Certificates
	Department   Department
	Payments     Payments
	Papers       Papers
	Identities   Identities
	Texts        Texts
	Firms        Firms
}

// Identities is 统一身份认证平台: people have accounts there, and their phones prove whose they are.
type Identities interface {
	// Invite opens a sign-in for the phone of whoever stands at the terminal. The terminal asks by
	// its Token; the Address has another secret, for it is shown to everybody who looks.
	Invite(ctx context.Context, use Use, q *centre.SignIn) (*centre.Invitation, error)

	// Invited says what became of one, to the terminal that opened it. To any other, and for a
	// Token that nobody has, it is Spent.
	Invited(ctx context.Context, use Use, token string) (*centre.Proved, error)

	// Present says whose code a phone shows: Confirmed, or Spent. It says so once.
	Present(ctx context.Context, use Use, code string) (*centre.Proved, error)
}

// Firms is the register of firms, with their electronic licences (电子营业执照).
type Firms interface {
	// Represent says for which firm somebody may act, and by what right.
	Represent(ctx context.Context, use Use, q *centre.Represent) (*centre.Represented, error)
}

// Texts sends codes to the phones of those accounts (短信验证码).
type Texts interface {
	// Send sends a code to the phone of whoever has an account under a number, if anybody has: the
	// answer is the same. Who asks again too soon is told how long to wait.
	Send(ctx context.Context, use Use, q *centre.SendCode) (*centre.CodeSent, error)

	// Typed says whether a code is the one that was sent: Confirmed, Wrong a few times, or Spent.
	Typed(ctx context.Context, use Use, q *centre.TypeCode) (*centre.Proved, error)
}

// Certificates is 电子证照库.
type Certificates interface {
	// Held lists the certificates of the given types that somebody holds and may use now;
	// of all types where none is given. Nobody and nothing is an empty list.
	Held(ctx context.Context, use Use, whose centre.Subject, types []string) (Holding, error)
}

// Holding is what somebody holds.
type Holding struct {
	Of           centre.Mark // whose they are
	Certificates []centre.Certificate
}

// Department decides on applications, and answers for its records.
type Department interface {
	// Lookup answers a query.
	Lookup(ctx context.Context, use Use, q *centre.Lookup) (*centre.Finding, error)

	// Free lists the times that may be booked.
	Free(ctx context.Context, use Use, q *centre.Slots) (*centre.Free, error)

	// Submit hands an application over, under its official number, once or more often.
	Submit(ctx context.Context, use Use, a Filed) error

	// Standing says how far a matter has come, with its Official number; Unknown when it
	// was not handed over.
	Standing(ctx context.Context, official string) (*centre.Standing, error)

	// Matters lists what somebody has under way, and what they may want to do.
	Matters(ctx context.Context, use Use, whose centre.Subject) (*centre.Page, error)
}

// Filed is an application on its way to a department.
type Filed struct {
	Official    string
	Slip        catalog.SlipNumber
	At          time.Time // when the person handed it in; the legal day begins when the centre receives it
	Application catalog.Application

	// Page fetches a page that the application names by its digest. It is nil where none
	// is named, and works while Submit runs.
	Page func(ctx context.Context, digest string) (catalog.MaterialPage, error)
}

// Payments is 公共支付平台.
type Payments interface {
	// Open opens an order, or says that there is nothing to pay.
	Open(ctx context.Context, use Use, b *centre.Bill) (*centre.Order, error)

	// State says what became of an order.
	State(ctx context.Context, order string) (*centre.Paid, error)

	// GiveUp closes an order, and pays back what was paid.
	GiveUp(ctx context.Context, order string) (*centre.Paid, error)
}

// Papers answers for the papers that departments hand out.
type Papers interface {
	// Verify says what is on record under a paper's number. ok is false where nothing is.
	Verify(ctx context.Context, number string) (r Record, ok bool, err error)
}

// Record is what whoever holds a paper may learn of it.
type Record struct {
	Number string
	Name   catalog.Text // of the paper
	Holder string       // masked
	Issuer string
	Issued catalog.Day
	Until  catalog.Day // empty for good
	Void   bool        // taken back
}

// ValidOn reports whether a paper counts on a day.
func (r Record) ValidOn(day catalog.Day) bool { return !r.Void && (r.Until == "" || day <= r.Until) }
