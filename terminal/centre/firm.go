package centre

import "yitiji/terminal/catalog"

// Represent asks for which firm somebody may act: the one whose electronic licence (电子营业执照) they
// show, or whose credit code they typed.
type Represent struct {
	Subject Subject `json:"subject"`
	Licence string  `json:"licence,omitempty"` // the code on a phone's screen; it counts once
	Code    string  `json:"code,omitempty"`    // 统一社会信用代码, as it was typed
}

// Represented is the answer to Represent.
type Represented struct {
	Of   Mark               `json:"of"` // who wants to act
	Firm catalog.Enterprise `json:"firm"`
	Lack FirmLack           `json:"lack,omitempty"` // why they may not; then Firm is empty
}

// FirmLack is why somebody may not act for a firm.
type FirmLack string

// What may be lacking.
const (
	NoFirmLack FirmLack = ""
	NoSuchFirm FirmLack = "unknown"  // nothing is registered under the code, or the licence shown is over
	NoRight    FirmLack = "no-right" // the register names others
)

// Kind implements Question.
func (*Represent) Kind() Kind { return AsksRepresent }

func (*Represent) blank() Answer { return &Represented{} }

func (*Represented) answer() {}

// represented refuses a firm that is not the one asked about, and half a firm.
func represented(q *Represent, a Answer) string {
	r, ok := a.(*Represented)
	if !ok || r == nil {
		return kind
	}
	lacks := r.Lack != NoFirmLack
	return first(r.Of != q.Subject.Mark(), another,
		lacks && r.Lack != NoSuchFirm && r.Lack != NoRight, "no reason",
		lacks != (r.Firm == catalog.Enterprise{}), "a firm and a reason against it, or neither",
		!lacks && (r.Firm.Code == "" || r.Firm.Name == "" || !r.Firm.Right.Known()), "half a firm",
		!lacks && q.Code != "" && r.Firm.Code != q.Code, "another firm")
}
