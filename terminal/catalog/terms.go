package catalog

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Fen is an amount of money: a hundredth of a yuan.
type Fen int

// Yuan writes the amount in yuan, without a fraction that is none: 10, 10.50.
func (f Fen) Yuan() string {
	return strings.TrimSuffix(strconv.FormatFloat(float64(f)/100, 'f', 2, 64), ".00")
}

// Fee is what an item costs.
type Fee struct {
	Kind   FeeKind    `yaml:"kind"`
	Amount Fen        `yaml:"amount,omitempty"` // Fixed
	Rule   Expression `yaml:"rule,omitempty"`   // ByRule: an amount in fen
	Basis  Text       `yaml:"basis,omitempty"`  // 收费依据; needed where anything is charged
	Later  bool       `yaml:"later,omitempty"`  // it is paid elsewhere: at a window, to the courier
}

// FeeKind is how a fee is found.
type FeeKind string

// The kinds of fees.
const (
	Free   FeeKind = "free"
	Fixed  FeeKind = "fixed"
	ByRule FeeKind = "rule" // from the answers
	Billed FeeKind = "bill" // the centre says: a fine, a tax
)

// FeeKinds lists every kind.
func FeeKinds() []FeeKind { return []FeeKind{Free, Fixed, ByRule, Billed} }

func (f Fee) prove(p proof) {
	oneOf(p.key("kind"), f.Kind, FeeKinds())
	if (f.Kind == Fixed) != (f.Amount > 0) {
		p.key("amount").wrong("%d fen for a fee that is %q", f.Amount, f.Kind)
	}
	if (f.Kind == ByRule) != (f.Rule != "") {
		p.key("rule").wrong("a rule and the kind %q go together", ByRule)
	}
	if f.Kind != Free {
		f.Basis.prove(p.key("basis"))
	}
}

// Result is what an item ends in.
type Result struct {
	Kind    ResultKind `yaml:"kind"`
	Name    Text       `yaml:"name"`              // of the paper or card
	Instant bool       `yaml:"instant,omitempty"` // 秒批: the centre decides while the person waits
}

// ResultKind is the closed list of results.
type ResultKind string

// The kinds of results.
const (
	Acceptance  ResultKind = "acceptance"  // a department goes on
	Proof       ResultKind = "proof"       // a sealed paper
	Certificate ResultKind = "certificate" // 证照
	Card        ResultKind = "card"        // a card that comes out, or is written
	Ticket      ResultKind = "ticket"      // a time at a window, a number of a complaint
	Shown       ResultKind = "shown"       // what is on the screen
)

// ResultKinds lists every kind.
func ResultKinds() []ResultKind {
	return []ResultKind{Acceptance, Proof, Certificate, Card, Ticket, Shown}
}

// Delivery is how a result reaches a person.
type Delivery string

// The ways of delivery.
const (
	OnScreen Delivery = "screen"
	OnPaper  Delivery = "paper"   // printed here
	ByCard   Delivery = "card"    // out of the dispenser
	PickUp   Delivery = "pick-up" // at a window
	Post     Delivery = "post"
	Message  Delivery = "message" // to a phone
)

// Deliveries lists every way.
func Deliveries() []Delivery { return []Delivery{OnScreen, OnPaper, ByCard, PickUp, Post, Message} }

// Deadlines are how long an item may take from acceptance on.
type Deadlines struct {
	Statutory Term `yaml:"statutory,omitempty"` // 法定时限; none where the law names none
	Promised  Term `yaml:"promised,omitempty"`  // 承诺时限; none for what is done at once (即办件)
}

// Term is a length of time, counted in days of one kind.
type Term struct {
	Days     int  `yaml:"days"`
	Calendar bool `yaml:"calendar,omitempty"` // every day counts; else working days only
}

func (d Deadlines) prove(p proof) {
	for _, t := range []struct {
		key  string
		days int
	}{{"statutory", d.Statutory.Days}, {"promised", d.Promised.Days}} {
		if t.days < 0 {
			p.key(t.key).key("days").wrong("%d days", t.days)
		}
	}
	if s, promised := d.Statutory, d.Promised; s.Days > 0 && s.Calendar == promised.Calendar && promised.Days > s.Days {
		p.key("promised").wrong("%d days are promised where the law gives %d", promised.Days, s.Days)
	}
}

// Day is a calendar day, YYYY-MM-DD; empty for none.
type Day string

func (d Day) prove(p proof) {
	if _, err := time.Parse(time.DateOnly, string(d)); d != "" && err != nil {
		p.wrong("%q is no day: want YYYY-MM-DD", d)
	}
}

// Opening is when an item may be had: on some days of the week, between two times of the
// day, by the terminal's clock.
type Opening struct {
	Days []string `yaml:"days"` // mon to sun
	From string   `yaml:"from"` // HH:MM
	To   string   `yaml:"to"`   // HH:MM, not included; 24:00 for midnight
}

// weekdays are the names of days, by time.Weekday.
var weekdays = [...]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// Open reports whether the item may be had at a moment.
func (it *Item) Open(at time.Time) bool {
	if len(it.Hours) == 0 {
		return true
	}
	day, clock := weekdays[at.Weekday()], at.Format("15:04")
	return slices.ContainsFunc(it.Hours, func(o Opening) bool {
		return slices.Contains(o.Days, day) && clock >= o.From && clock < o.To
	})
}

func (o Opening) prove(p proof) {
	if len(o.Days) == 0 {
		p.key("days").wrong("no day: want some of %s", strings.Join(weekdays[:], ", "))
	}
	for i, day := range o.Days {
		oneOf(p.key("days").nth(i), day, weekdays[:])
	}
	for _, c := range []struct{ key, clock string }{{"from", o.From}, {"to", o.To}} {
		if _, err := time.Parse("15:04", c.clock); err != nil && c.clock != "24:00" {
			p.key(c.key).wrong("%q is no time of the day: want HH:MM", c.clock)
		}
	}
	if o.From >= o.To {
		p.key("to").wrong("%s is not after %s", o.To, o.From)
	}
}
