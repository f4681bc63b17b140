package catalog

import "yitiji/terminal/identity"

// ItemCode is the code of a service item (事项编码), unique in one catalogue.
type ItemCode string

// Lang is a language of screens and paper, as a BCP 47 tag.
type Lang string

// The languages that every text must have.
const (
	Chinese Lang = "zh-Hans"
	English Lang = "en"
)

// Languages lists every language that a text must have, the first one first.
func Languages() []Lang { return []Lang{Chinese, English} }

// Text is one text in every language.
type Text map[Lang]string

// In returns the text in lang, or in Chinese where lang has none.
func (t Text) In(lang Lang) string {
	if s, ok := t[lang]; ok {
		return s
	}
	return t[Chinese]
}

// Item is a service item (事项): everything that a terminal must know to offer it.
type Item struct {
	Code      ItemCode  `yaml:"code"`
	Scheme    string    `yaml:"scheme"`  // the rule by which Code is made; "sample" for fictitious items
	Version   int       `yaml:"version"` // raised with every published change
	Name      Text      `yaml:"name"`
	Summary   Text      `yaml:"summary"`
	Icon      string    `yaml:"icon"`
	Minutes   int       `yaml:"minutes"` // how long a citizen usually needs
	Offline   Offline   `yaml:"offline"`
	Applicant Applicant `yaml:"applicant"`
	Guide     []Section `yaml:"guide"`
	Consent   Text      `yaml:"consent"`
	Form      []Field   `yaml:"form"`
}

// Offline says what may be done while the centre cannot be reached.
type Offline string

// The offline modes. The centre sets them; a terminal never loosens one.
const (
	OfflineNone  Offline = "none"  // closed without a network
	OfflineQueue Offline = "queue" // taken and kept; not yet accepted (尚未受理)
	OfflineFull  Offline = "full"  // finished without a network
)

// Applicant says who may apply.
type Applicant struct {
	Documents []identity.Document `yaml:"documents"` // by which of these; empty means any
	MinAge    int                 `yaml:"min_age"`   // full years on the day of applying; 0 means any age
}

// Accepts reports whether document is one of those by which one may apply.
func (a Applicant) Accepts(document identity.Document) bool {
	for _, d := range a.Documents {
		if d == document {
			return true
		}
	}
	return len(a.Documents) == 0
}

// Section is one part of the guide (办事指南).
type Section struct {
	Title Text `yaml:"title"`
	Text  Text `yaml:"text"`
}

// Field is one question of the form, asked on a screen of its own.
type Field struct {
	Key      string    `yaml:"key"`
	Kind     FieldKind `yaml:"kind"`
	Ask      Text      `yaml:"ask"`      // the question, spoken to a person
	Label    Text      `yaml:"label"`    // the short name, for the review and the record
	Why      Text      `yaml:"why"`      // why it is asked, or what to look at
	Optional Text      `yaml:"optional"` // the words of the way past it; none means it must be answered
	When     *When     `yaml:"when"`
	Options  []Option  `yaml:"options"` // Choice
	Min      int       `yaml:"min"`     // Digits: least length
	Max      int       `yaml:"max"`     // Digits: greatest length
	Pattern  string    `yaml:"pattern"` // Digits: a regular expression on the whole value
	Check    Check     `yaml:"check"`   // Digits
	Group    []int     `yaml:"group"`   // Digits: how the number is spaced when it is shown
	Mask     bool      `yaml:"mask"`    // hidden but for its end wherever it is not being typed
}

// FieldKind is the closed list of questions that a screen can ask.
type FieldKind string

// The kinds of fields.
const (
	Choice FieldKind = "choice"
	Digits FieldKind = "digits"
)

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
	Show string `yaml:"show"` // "address": the card's address is shown beneath
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

// Asked lists the fields that are asked after the given answers, in order.
func (it *Item) Asked(answers []Answer) []Field {
	var out []Field
	for _, f := range it.Form {
		if f.When == nil || valueOf(answers, f.When.Field) == f.When.Is {
			out = append(out, f)
		}
	}
	return out
}

func valueOf(answers []Answer, field string) string {
	for _, a := range answers {
		if a.Field == field {
			return a.Value
		}
	}
	return ""
}
