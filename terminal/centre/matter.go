package centre

import "yitiji/terminal/catalog"

// Track asks how far a matter has come.
type Track struct {
	Slip catalog.SlipNumber `json:"slip"`
}

// Standing is the answer to Track.
type Standing struct {
	Slip     catalog.SlipNumber `json:"slip"`
	Unknown  bool               `json:"unknown,omitempty"` // the centre has no such matter
	Item     catalog.ItemCode   `json:"item,omitempty"`
	Official string             `json:"official,omitempty"` // 申办流水号
	Stage    Stage              `json:"stage,omitempty"`
	Note     catalog.Text       `json:"note,omitempty"` // why it was refused, what has to be corrected
	Due      catalog.Day        `json:"due,omitempty"`  // promised; empty where none is, or its clock stands still
	Events   []Event            `json:"events,omitempty"`
	Paper    *Paper             `json:"paper,omitempty"` // 审批结果通知书
	Parts    []Part             `json:"parts,omitempty"` // of 一件事: one for each department

	Appointment *Appointment `json:"appointment,omitempty"` // what was booked, while it stands
}

// Part is one of several matters that were handed in as one.
type Part struct {
	Item     catalog.ItemCode `json:"item"`
	Official string           `json:"official"`
	Stage    Stage            `json:"stage"`
}

// Event is one step that a matter took.
type Event struct {
	At    int64 `json:"at"` // milliseconds since 1970 UTC
	Stage Stage `json:"stage"`
}

// Stage is where a matter stands. The centre maps each department's own codes to it.
type Stage string

// The stages.
const (
	Received   Stage = "received"   // 已收件
	Correcting Stage = "correcting" // 补正
	Accepted   Stage = "accepted"   // 受理
	NotTaken   Stage = "not-taken"  // 不予受理
	Handling   Stage = "handling"   // 办理中
	Granted    Stage = "granted"    // 办结: 准予
	Denied     Stage = "denied"     // 办结: 不予
	Withdrawn  Stage = "withdrawn"  // 已撤回
	Ready      Stage = "ready"      // 待领取
	Sent       Stage = "sent"       // 寄送中
	Handed     Stage = "handed"     // 已领取
)

// Stages lists every stage.
func Stages() []Stage {
	return []Stage{Received, Correcting, Accepted, NotTaken, Handling, Granted, Denied, Withdrawn, Ready, Sent, Handed}
}

// Decided reports whether a department has said yes or no.
func (s Stage) Decided() bool {
	switch s {
	case Received, Correcting, Accepted, Handling:
		return false
	}
	return true
}

// Matters asks for what concerns a person: 我的.
type Matters struct {
	Subject Subject `json:"subject"`
}

// Page is the answer to Matters.
type Page struct {
	Of           Mark          `json:"of"` // whom it concerns
	Matters      []Matter      `json:"matters,omitempty"`
	Certificates []Certificate `json:"certificates,omitempty"` // the soonest to expire first
	Reminders    []Reminder    `json:"reminders,omitempty"`
	Drafts       []Draft       `json:"drafts,omitempty"` // without what was filled in
}

// Matter is one that is under way, or was lately.
type Matter struct {
	Item     catalog.ItemCode   `json:"item"`
	Slip     catalog.SlipNumber `json:"slip"`
	Official string             `json:"official"`
	Stage    Stage              `json:"stage"`
	At       catalog.Day        `json:"at"`
	Due      catalog.Day        `json:"due,omitempty"`
}

// Reminder is something that a person may want to do.
type Reminder struct {
	Text catalog.Text     `json:"text"`
	Item catalog.ItemCode `json:"item,omitempty"` // the item with which it is done here
}

// Draft is what somebody has filled in and not handed in. Its Code is in the QR code of a
// slip, and opens it for its owner alone.
type Draft struct {
	Code    DraftCode        `json:"code"`
	Item    catalog.ItemCode `json:"item"`
	Version int              `json:"version"`
	Answers []catalog.Answer `json:"answers,omitempty"`
	Until   catalog.Day      `json:"until,omitempty"` // then it is forgotten
}

// Save keeps a draft.
type Save struct {
	Subject Subject `json:"subject"`
	Draft   Draft   `json:"draft"` // without a code: the answer has it
}

// Resume asks for a draft.
type Resume struct {
	Subject Subject   `json:"subject"`
	Code    DraftCode `json:"code"`
}

// Saved is the answer to Save and to Resume.
type Saved struct {
	Of      Mark  `json:"of"`                // whose it is
	Unknown bool  `json:"unknown,omitempty"` // no such draft, or not this person's
	Draft   Draft `json:"draft"`
}

// Kind implements Question.
func (*Track) Kind() Kind { return AsksTrack }

// Kind implements Question.
func (*Matters) Kind() Kind { return AsksMatters }

// Kind implements Question.
func (*Save) Kind() Kind { return AsksSave }

// Kind implements Question.
func (*Resume) Kind() Kind { return AsksResume }

func (*Track) blank() Answer   { return &Standing{} }
func (*Matters) blank() Answer { return &Page{} }
func (*Save) blank() Answer    { return &Saved{} }
func (*Resume) blank() Answer  { return &Saved{} }

func (*Standing) answer() {}
func (*Page) answer()     {}
func (*Saved) answer()    {}
