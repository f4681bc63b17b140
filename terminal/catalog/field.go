package catalog

import "slices"

// Field is one question of the form, asked on a screen of its own.
type Field struct {
	Key      string    `yaml:"key"`
	Kind     FieldKind `yaml:"kind"`
	Ask      Text      `yaml:"ask"`                // the question, spoken to a person
	Label    Text      `yaml:"label"`              // the short name, for the review and the record
	Why      Text      `yaml:"why,omitempty"`      // why it is asked, or what to look at
	Optional Text      `yaml:"optional,omitempty"` // the words of the way past it; none means it must be answered
	When     *When     `yaml:"when,omitempty"`
	Options  []Option  `yaml:"options,omitempty"`  // Choice
	Min      int       `yaml:"min,omitempty"`      // Digits, Words: least length
	Max      int       `yaml:"max,omitempty"`      // Digits, Words: greatest length
	Pattern  string    `yaml:"pattern,omitempty"`  // Digits: a regular expression on the whole value
	Check    Check     `yaml:"check,omitempty"`    // Digits
	Group    []int     `yaml:"group,omitempty"`    // Digits: how the number is spaced when it is shown
	Example  string    `yaml:"example,omitempty"`  // Digits, Words: a value that passes, and is nobody's
	Unit     Text      `yaml:"unit,omitempty"`     // Digits: of what they are: 元, 年
	Earliest Limit     `yaml:"earliest,omitempty"` // Date
	Latest   Limit     `yaml:"latest,omitempty"`   // Date
	Mask     bool      `yaml:"mask,omitempty"`     // hidden but for its end wherever it is not being typed
	Alone    bool      `yaml:"alone,omitempty"`    // not asked where the item is a part of 一件事, which knows better
	Prefill  Prefill   `yaml:"prefill,omitempty"`  // what the centre may know already, so that nobody types it again
}

// Prefill is the closed list of what the centre may know of a person from before (一数一源).
type Prefill string

// What may be known.
const (
	KnownPhone   Prefill = "phone"   // 联系电话
	KnownBank    Prefill = "bank"    // 开户银行, an option's key
	KnownAccount Prefill = "account" // 银行卡号
	KnownAddress Prefill = "address" // 现住址, in words
	KnownPlate   Prefill = "plate"   // 车牌号
)

// Prefills lists all that may be known.
func Prefills() []Prefill {
	return []Prefill{KnownPhone, KnownBank, KnownAccount, KnownAddress, KnownPlate}
}

// FieldKind is the closed list of questions that a screen can ask.
type FieldKind string

// The kinds of fields.
const (
	Choice     FieldKind = "choice"
	Digits     FieldKind = "digits"
	Date       FieldKind = "date"        // the answer is YYYY-MM-DD
	IDNumber   FieldKind = "id-number"   // 公民身份号码, of somebody who is not here
	CreditCode FieldKind = "credit-code" // 统一社会信用代码, of a firm or another body
	Words      FieldKind = "words"       // what is written: a name, an address, a complaint
	Slot       FieldKind = "slot"        // a time to come; the options are the centre's
)

// FieldKinds lists every kind.
func FieldKinds() []FieldKind {
	return []FieldKind{Choice, Digits, Date, IDNumber, CreditCode, Words, Slot}
}

// Picked reports whether the answer is one of several that are offered.
func (f Field) Picked() bool { return f.Kind == Choice || f.Kind == Slot }

// Check is a check on a number beyond its shape.
type Check string

// The checks.
const (
	NoCheck Check = ""
	Luhn    Check = "luhn" // ISO/IEC 7812, of bank cards
)

// When says on which earlier answer a field depends.
type When struct {
	Field string `yaml:"field"`
	Is    string `yaml:"is"`
}

// Option is one answer of a Choice.
type Option struct {
	Key  string `yaml:"key"`
	Name Text   `yaml:"name"`
	Show string `yaml:"show,omitempty"` // "address": the card's address is shown beneath
}

// Option returns the option with the given key.
func (f Field) Option(key string) (Option, bool) {
	for _, o := range f.Options {
		if o.Key == key {
			return o, true
		}
	}
	return Option{}, false
}

// Asked lists the fields that are asked after the given answers, in order: the
// situations first, then the form, then how the result comes.
func (it *Item) Asked(answers []Answer) []Field {
	var out []Field
	asked := map[string]string{} // an answer to a question that fell away decides nothing
	for _, f := range it.fields() {
		if f.When == nil || asked[f.When.Field] == f.When.Is {
			out = append(out, f)
			asked[f.Key] = valueOf(answers, f.Key)
		}
	}
	return out
}

// AllFields are all questions, in order.
func (it *Item) AllFields() []Field { return it.fields() }

func (it *Item) fields() []Field {
	return slices.Concat(it.Situations, it.Form, it.deliveryFields())
}

func valueOf(answers []Answer, field string) string {
	for _, a := range answers {
		if a.Field == field {
			return a.Value
		}
	}
	return ""
}

func (it *Item) fieldNames() []string {
	var names []string
	for _, f := range it.fields() {
		names = append(names, f.Key)
	}
	return names
}
