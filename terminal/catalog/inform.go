package catalog

import "cel.dev/cel-go/cel"

// Sum is a line of a calculation that the terminal makes itself, such as a deduction.
type Sum struct {
	Label Text       `yaml:"label"`
	Fen   Expression `yaml:"fen"`            // an amount
	Note  Text       `yaml:"note,omitempty"` // what to know of it; may be left out
}

func (s Sum) prove(p proof, fields []string) {
	s.Label.prove(p.key("label"))
	s.Note.proveAny(p.key("note"))
	if s.Fen == "" {
		p.key("fen").wrong("no rule")
	}
	s.Fen.prove(p.key("fen"), cel.IntType, fields)
}

// Amount computes a sum. ok is false when it cannot be computed.
func (it *Item) Amount(s Sum, f Facts) (amount Fen, ok bool) {
	amount, err := it.amount(s.Fen, f)
	return amount, err == nil
}

// Reading is a piece of text with its heading: what an item tells that informs.
type Reading struct {
	Heading Text       `yaml:"heading"`
	Text    Text       `yaml:"text"`
	When    Expression `yaml:"when,omitempty"` // after which answers it is told; none means after all
}

func (r Reading) prove(p proof, fields []string) {
	r.Heading.prove(p.key("heading"))
	r.Text.prove(p.key("text"))
	r.When.prove(p.key("when"), cel.BoolType, fields)
}

// Tells reports whether a text concerns whoever answered so. One whose rule cannot be
// computed is told.
func (it *Item) Tells(r Reading, f Facts) bool {
	if r.When == "" {
		return true
	}
	holds, err := it.holds(r.When, f)
	return err != nil || holds
}
