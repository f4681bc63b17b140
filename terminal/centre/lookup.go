package centre

import "yitiji/terminal/catalog"

// Lookup asks for what an item of the kind catalog.Query tells or proves.
type Lookup struct {
	Subject Subject          `json:"subject"`
	Version int              `json:"version"` // of the item
	Answers []catalog.Answer `json:"answers"`
	Lang    string           `json:"lang"` // of the visit
}

// Finding is the answer to Lookup.
type Finding struct {
	Of    Mark         `json:"of"`   // whom it is about
	None  bool         `json:"none"` // there is nothing to tell: no record, no debt
	Note  catalog.Text `json:"note,omitempty"`
	Rows  []Row        `json:"rows,omitempty"`
	Paper *Paper       `json:"paper,omitempty"` // what can be printed; nil for nothing
}

// Row is one line of what was found.
type Row struct {
	Label catalog.Text `json:"label"`
	Value string       `json:"value"`
	Part  bool         `json:"part,omitempty"` // opens a part: Label is its heading
}

// Paper is a document to be printed: sealed by whoever issued it, and verified by its code.
type Paper struct {
	Name   catalog.Text `json:"name"`
	Number string       `json:"number"` // under which it is verified, and counted in the print ledger
	Format string       `json:"format"` // MIME type
	Data   []byte       `json:"data"`
	Sheets int          `json:"sheets"`
}

// Slots asks which times are free (预约).
type Slots struct {
	Field   string           `json:"field"` // whose options they are
	Answers []catalog.Answer `json:"answers"`
}

// Free is the answer to Slots, in their order.
type Free struct {
	Field string `json:"field"`
	Slots []Slot `json:"slots"`
}

// Slot is a time that may be booked.
type Slot struct {
	Key   string       `json:"key"`
	Name  catalog.Text `json:"name"`
	Place catalog.Text `json:"place,omitempty"` // where one is expected; none where that is told later
	Left  int          `json:"left"`            // places; 0 when all are taken
}

// Appointment is when and where somebody is expected, as the centre words it.
type Appointment struct {
	When  catalog.Text `json:"when"`
	Place catalog.Text `json:"place,omitempty"` // none where that is told later
}

// Appointment is what a person has who books the slot.
func (s Slot) Appointment() *Appointment { return &Appointment{When: s.Name, Place: s.Place} }

// Kind implements Question.
func (*Lookup) Kind() Kind { return AsksLookup }

// Kind implements Question.
func (*Slots) Kind() Kind { return AsksSlots }

func (*Lookup) blank() Answer { return &Finding{} }
func (*Slots) blank() Answer  { return &Free{} }

func (*Finding) answer() {}
func (*Free) answer()    {}
