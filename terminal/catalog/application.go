package catalog

import "yitiji/terminal/identity"

// Application is one citizen's application for one item, as it leaves the
// terminal: the JSON body of an entry, sealed to the centre's key. It is
// personal from end to end.
type Application struct {
	Item      ItemCode           `json:"item"`
	Parts     []ItemCode         `json:"parts,omitempty"` // of 一件事: the centre makes a matter of each
	Version   int                `json:"version"`         // of the item's file; the centre refuses none, and flags a stale one
	Applicant identity.Person    `json:"applicant"`
	Assurance identity.Assurance `json:"assurance"`       // how surely the applicant was proved
	Way       identity.Way       `json:"way,omitempty"`   // and how
	Agent     *Agent             `json:"agent,omitempty"` // who stood there for the applicant; nil for nobody
	Firm      *Enterprise        `json:"firm,omitempty"`  // for which the applicant acted, and might; nil where none was proved
	Answers   []Answer           `json:"answers"`         // in the order of the item's form; unasked fields are absent
	Language  string             `json:"language"`        // BCP 47, of the visit
	Materials []Handed           `json:"materials,omitempty"`
	Signature *Signature         `json:"signature,omitempty"`
	Order     string             `json:"order,omitempty"`     // under which the fee was paid
	HandOver  HandOver           `json:"hand_over,omitempty"` // 转人工: a clerk goes on with it
}

// Agent is who applied for the applicant, whose document they had with them.
type Agent struct {
	Person    identity.Person    `json:"person"`
	Role      identity.Role      `json:"role"`
	Assurance identity.Assurance `json:"assurance"` // how surely the agent was proved
}

// Enterprise is a firm or another body, for which somebody acts.
type Enterprise struct {
	Code  string    `json:"code"` // 统一社会信用代码
	Name  string    `json:"name"`
	Right FirmRight `json:"right"` // of whoever acts
}

// FirmRight is by what right somebody acts for a firm, as its register says.
type FirmRight string

// The rights.
const (
	AsHead  FirmRight = "head"  // 法定代表人
	AsClerk FirmRight = "clerk" // 授权经办人
)

// Known reports whether r is one of them.
func (r FirmRight) Known() bool { return r == AsHead || r == AsClerk }

// Handed is a material as it was handed in, or why it was not.
type Handed struct {
	Material    string    `json:"material"` // its key
	Way         Gathering `json:"way"`
	Certificate string    `json:"certificate,omitempty"` // 电子证照标识, for ByCertificate
	Pages       []string  `json:"pages,omitempty"`       // SHA-256 of each page, in hexadecimal, in order
}

// Signature is what a person wrote on the screen, and what stood above it.
type Signature struct {
	Over    string  `json:"over"`    // SHA-256 of the application without its signature, in hexadecimal
	Strokes Strokes `json:"strokes"` // the hand
	At      int64   `json:"at"`      // milliseconds since 1970 UTC
}

// HandOver is why a person is sent on to a window; empty when they are not.
type HandOver string

// The reasons to hand over.
const (
	NoHandOver    HandOver = ""
	OverRefusal   HandOver = "refused"  // the terminal may not take it
	OverMaterials HandOver = "material" // something cannot be handed in here
	OverTrouble   HandOver = "trouble"  // a device or a system failed
	OverWish      HandOver = "wish"     // the person would rather speak to somebody
)

// Answer is the value of one field of a form.
type Answer struct {
	Field string `json:"field"` // the field's key in the item's file
	Value string `json:"value"` // normalised: no spaces in numbers, an option's key for a choice
	From  Source `json:"from"`  // where the value came from
}

// Source is where a value came from.
type Source string

// The sources of a value.
const (
	FromPerson Source = "person" // the citizen gave it at the terminal
	FromCard   Source = "card"   // read from the identity card
	FromRecord Source = "record" // the centre knew it, and the citizen saw it in the review
)

// Rating is 好差评 of one application: the JSON body of a rating entry.
type Rating struct {
	Level int      `json:"level"`          // 5 非常满意, 4 满意, 3 基本满意, 2 不满意, 1 非常不满意
	Why   []string `json:"why,omitempty"`  // what was wrong, of RatingReasons; wanted at 2 and 1
	Item  ItemCode `json:"item,omitempty"` // where there is no slip
}

// RatingReasons lists what may be wrong, by the keys under which it is worded. A centre
// that follows an indicator list of its own publishes it with its words.
func RatingReasons() []string { return []string{"slow", "unclear", "hard", "broken", "refused"} }

// MaterialPage is one page of a material, as it leaves the terminal: the JSON body of an
// entry of its own, ahead of the application that names its digest.
type MaterialPage struct {
	Digest string `json:"digest"` // SHA-256 of Data, in hexadecimal
	Format string `json:"format"` // MIME type
	Data   []byte `json:"data"`
}
