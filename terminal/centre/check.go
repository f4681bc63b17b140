package centre

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"yitiji/terminal/identity"
)

// Mark tells one subject from another, and is not their number.
type Mark string

// Mark is the mark of a subject.
func (s Subject) Mark() Mark {
	sum := sha256.Sum256([]byte(string(s.Document) + "\x00" + s.Number))
	return Mark(hex.EncodeToString(sum[:8]))
}

// ErrAnswer says that an answer is none to its question: it is about somebody or something
// else, or says what cannot be. It is not to be believed, nor shown.
var ErrAnswer = errors.New("the answer does not fit the question")

// Check says why an answer cannot be one to a question. The centre checks what the systems
// of others say, and the terminal what the centre says: a system that mixes two people up,
// or two orders, is noticed before anybody reads of another's affairs or goes without
// having paid.
func Check(q Question, a Answer) error {
	if why := misfit(q, a); why != "" {
		return fmt.Errorf("%w: %s: %s", ErrAnswer, q.Kind(), why)
	}
	return nil
}

// misfit says what is wrong; nothing where nothing is.
func misfit(q Question, a Answer) string {
	switch q := q.(type) {
	case *Lookup:
		f, ok := a.(*Finding)
		return first(!ok || f == nil, kind, f != nil && f.Of != q.Subject.Mark(), another, f != nil && f.Paper != nil && !f.Paper.whole(), "half a paper")
	case *Slots:
		f, ok := a.(*Free)
		return first(!ok || f == nil, kind, f != nil && f.Field != q.Field, "of another field")
	case *Materials:
		return known(q, a)
	case *Upload:
		d, ok := a.(*Door)
		return first(!ok || d == nil, kind, d != nil && (d.Token == "" || d.Address == "" || d.Until <= 0), "half a door")
	case *Uploaded:
		p, ok := a.(*Pages)
		return first(!ok || p == nil, kind, p != nil && p.Token != q.Token, "of another door", p != nil && !AreDigests(p.Digests), "no digests")
	case *Track:
		return standing(q, a)
	case *Matters:
		p, ok := a.(*Page)
		return first(!ok || p == nil, kind, p != nil && p.Of != q.Subject.Mark(), another)
	case *Save:
		return saved(q.Subject, a)
	case *Resume:
		return saved(q.Subject, a)
	case *Profile:
		return profile(q, a)
	case *Demand:
		d, ok := a.(*Demanded)
		return first(!ok || d == nil, kind)
	case *SignIn:
		i, ok := a.(*Invitation)
		return first(!ok || i == nil, kind, i != nil && !i.whole(), "half an invitation")
	case *SignedIn:
		return proved(q.Token, a)
	case *Present:
		return proved(q.Code, a)
	case *SendCode:
		s, ok := a.(*CodeSent)
		return first(!ok || s == nil, kind, s != nil && s.Of != q.Number, another, s != nil && (s.Token == "") != (s.Wait > 0), "neither sent nor put off")
	case *TypeCode:
		p, ok := a.(*Proved)
		return cmp.Or(proved(q.Token, a), first(ok && p != nil && p.Person != nil && p.Person.Number != q.Number, another))
	case *Represent:
		return represented(q, a)
	case *Bill:
		return order(q, a)
	case *Payment:
		return paid(q.Order, a)
	case *GiveUp:
		return paid(q.Order, a)
	}
	return kind
}

// What is wrong with answers of several kinds.
const (
	kind    = "an answer of another kind"
	another = "about somebody else"
)

// first gives the words behind the first condition that holds.
func first(holds ...any) string {
	for i := 0; i+1 < len(holds); i += 2 {
		if holds[i].(bool) {
			return holds[i+1].(string)
		}
	}
	return ""
}

func known(q *Materials, a Answer) string {
	k, ok := a.(*Known)
	if !ok || k == nil {
		return kind
	}
	for _, c := range k.Certificates {
		if len(q.Types) > 0 && !slices.Contains(q.Types, c.Type) {
			return "a certificate that nobody asked for"
		}
	}
	for _, g := range k.Given {
		if !slices.Contains(q.Keys, g.Material) || !AreDigests(g.Digests) {
			return "a material that nobody asked for"
		}
	}
	return first(k.Of != q.Subject.Mark(), another)
}

func profile(q *Profile, a Answer) string {
	f, ok := a.(*Facts)
	if !ok || f == nil {
		return kind
	}
	for what := range f.Values {
		if !slices.Contains(q.Wanted, what) {
			return "something that nobody asked for"
		}
	}
	return first(f.Of != q.Subject.Mark(), another)
}

func standing(q *Track, a Answer) string {
	s, ok := a.(*Standing)
	if !ok || s == nil {
		return kind
	}
	return first(s.Slip != q.Slip, "of another slip",
		!s.Unknown && !slices.Contains(Stages(), s.Stage), "no stage",
		s.Paper != nil && !s.Paper.whole(), "half a paper",
		s.Appointment != nil && len(s.Appointment.When) == 0, "an appointment without a time")
}

func saved(whose Subject, a Answer) string {
	s, ok := a.(*Saved)
	if !ok || s == nil {
		return kind
	}
	return first(s.Of != whose.Mark(), another, !s.Unknown && s.Draft.Code == "", "a draft without a code")
}

func order(q *Bill, a Answer) string {
	o, ok := a.(*Order)
	if !ok || o == nil {
		return kind
	}
	return first(o.Of != q.Subject.Mark(), another,
		o.Number == "" && (o.Amount != 0 || o.Code != ""), "an amount without an order",
		o.Number != "" && (o.Amount <= 0 || o.Code == "" || o.Until <= 0), "half an order")
}

// paid refuses money that has no receipt, and a receipt where there is no money.
func paid(order string, a Answer) string {
	p, ok := a.(*Paid)
	if !ok || p == nil {
		return kind
	}
	states := []PaymentState{Unpaid, PaidUp, Lapsed, Refused, Refunded}
	return first(p.Order != order, "of another order", !slices.Contains(states, p.State), "no state",
		p.State == PaidUp && p.Receipt == "", "paid without a receipt",
		p.State == Unpaid && p.Receipt != "", "a receipt without a payment")
}

// proved refuses a person who confirmed nothing, and half a person.
func proved(of string, a Answer) string {
	p, ok := a.(*Proved)
	if !ok || p == nil {
		return kind
	}
	return first(p.Of != of, "of another", !slices.Contains(SignInStates(), p.State), "no state",
		(p.State == Confirmed) != (p.Person != nil), "a person without a confirmation, or the other way about",
		p.Person != nil && (p.Person.Number == "" || p.Person.Name == "" || !slices.Contains(identity.Documents(), p.Person.Document)), "half a person")
}

func (p *Paper) whole() bool {
	return p.Number != "" && p.Format != "" && len(p.Data) > 0 && p.Sheets > 0
}

// AreDigests reports whether each is a SHA-256 in hexadecimal.
func AreDigests(all []string) bool {
	return !slices.ContainsFunc(all, func(d string) bool {
		return len(d) != 2*sha256.Size || strings.Trim(d, "0123456789abcdef") != ""
	})
}
