package catalog

import "yitiji/terminal/identity"

// Application is one citizen's application for one item, as it leaves the
// terminal: the JSON body of an entry, sealed to the centre's key. It is
// personal from end to end.
type Application struct {
	Item      ItemCode           `json:"item"`
	Version   int                `json:"version"` // of the item's file; the centre refuses none, and flags a stale one
	Applicant identity.Person    `json:"applicant"`
	Assurance identity.Assurance `json:"assurance"` // how the applicant was proved
	Answers   []Answer           `json:"answers"`   // in the order of the item's form; unasked fields are absent
	Language  string             `json:"language"`  // BCP 47, of the visit
}

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
)

// Rating is 好差评 of one application: the JSON body of a rating entry.
type Rating struct {
	Level int `json:"level"` // 5 非常满意, 4 满意, 3 基本满意, 2 不满意, 1 非常不满意
}
