package flow

import (
	"slices"
	"strconv"
	"time"

	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/health"
	"yitiji/terminal/identity"
)

// Stage is where in a visit the terminal stands.
type Stage string

// The stages of a visit.
const (
	Attract    Stage = "attract"    // nobody is here; what would you like to do
	Services   Stage = "services"   // somebody is; the same question
	Shelves    Stage = "shelves"    // services by headings
	Find       Stage = "find"       // services by words
	Notice     Stage = "notice"     // something to know before one begins
	Guide      Stage = "guide"      // what it takes; consent
	Identify   Stage = "identify"   // waiting for a document
	SignIn     Stage = "sign-in"    // the person's phone says who they are
	TextTo     Stage = "text-to"    // whose phone a code shall be sent to
	TextCode   Stage = "text-code"  // the code that was sent
	Confirm    Stage = "confirm"    // is this you
	Firm       Stage = "firm"       // for which firm: its licence is awaited
	FirmCode   Stage = "firm-code"  // or its code is typed
	FirmFound  Stage = "firm-found" // is it this one
	Refused    Stage = "refused"    // this person cannot apply with this card
	Filling    Stage = "filling"    // what is known already is fetched
	Form       Stage = "form"       // one question at a time
	Review     Stage = "review"     // everything once more
	Submitting Stage = "submitting" // being kept; perhaps waiting for the centre's number
	Printing   Stage = "printing"   // the slip is on its way
	PaperFault Stage = "paper"      // the slip did not come out whole
	Done       Stage = "done"       // kept; rating
	Goodbye    Stage = "goodbye"    // take your card and paper
	Query      Stage = "query"      // waiting for a slip's code
	Progress   Stage = "progress"   // what became of that slip

	Materials  Stage = "materials"  // what has to be handed in
	Gather     Stage = "gather"     // how one of them is handed in
	Scanning   Stage = "scanning"   // on the terminal's scanner
	Phone      Stage = "phone"      // from the person's phone
	Promise    Stage = "promise"    // later, against a promise
	Sign       Stage = "sign"       // by hand
	Pay        Stage = "pay"        // by phone
	Asking     Stage = "asking"     // the centre looks something up
	Deciding   Stage = "deciding"   // the department decides at once
	Result     Stage = "result"     // what came of it
	Sheets     Stage = "sheets"     // the paper is on its way
	Dispensing Stage = "dispensing" // a card is on its way
	Mine       Stage = "mine"       // what concerns the person
	Saving     Stage = "saving"     // what was filled in goes to the centre
	Resuming   Stage = "resuming"   // and comes back

	LeafletPrinting Stage = "leaflet" // what an item needs is on its way, on paper
)

// Question is a dialog that lies over a stage.
type Question string

// The dialogs.
const (
	NoQuestion  Question = ""
	AskLeave    Question = "leave"     // everything will be wiped: really?
	AskMoreTime Question = "more-time" // are you still there?
)

// State is all that a screen needs. It is a value: a Step never changes what an
// earlier State shares.
type State struct {
	Now        time.Time     // of the last Tick, to the second
	Online     bool          // the centre can be reached
	Conditions []health.Code // to be shown, worst first
	NoPrinter  bool          // a slip begun now would not come out; known sooner than it is shown
	Phones     bool          // the centre has a system by which phones prove whose they are
	Stage      Stage
	Since      time.Time // when Stage was entered
	Asking     Question
	Touched    time.Time // when a person last did something
	Ticket     int       // the last effect that will answer; older answers are stale
	Waiting    bool      // a card or a code is being waited for
	Visit      Visit     // personal; empty between visits
}

// Manner is how a person wants to be spoken to.
type Manner struct {
	Lang  catalog.Lang
	Large bool // 大字版
	Aloud bool // screens are read aloud
}

// Visit is what one person has done at the terminal so far.
type Visit struct {
	Manner
	Item           *catalog.Item
	Plan           []catalog.Step     // of the item
	At             int                // the step, an index into Plan
	identity.Proof                    // of whom the visit is about
	Firm           catalog.Enterprise // for which they act; none where none applies, or none is shown yet
	FirmLack       centre.FirmLack
	Agent          identity.Agent // who stands there for them; nobody where they do themselves
	Refusal        Refusal
	Unfit          catalog.Text // what the item says of the condition that does not hold
	StepUp         bool         // what was shown before in this visit is not sure enough for the item
	Misread        Trouble      // why the last try to read a document or a code failed
	Answers        []catalog.Answer
	Prefilled      bool   // what the centre knows was asked for
	Field          string // the question on the screen, a field's key
	Draft          string // what has been typed of it
	Typing         Typing // how it is being written, where it is words
	Shelf          Shelf  // where among the services the person looks
	Problem        catalog.Problem
	Editing        bool // the question was opened from the review
	Trouble        Trouble
	Slip           catalog.SlipNumber
	Official       string            // the centre's number, once it is known
	Prints         int               // how often the slip was begun
	Papers         int               // how often something of it came out; from the second on it is a copy
	Printed        bool              // it came out whole
	Mended         bool              // the printer was out of order since the fault, and is not any more
	PaperSeen      bool              // there is paper to take: this slip, one before, a leaflet
	Unprinted      Trouble           // why the leaflet did not come out whole
	Shown          identity.Document // in the visit, which has ended; empty where nothing was
	Rating         int               // 0 none yet
	Reasons        []string          // what was wrong, of catalog.RatingReasons
	Rated          bool              // the rating is kept
	Counted        bool              // that the item was of use
	Resumed        bool              // the program was ended in it, and nobody has touched the screen since
	Found          *Finding
	Tracked        catalog.SlipNumber // whose progress is looked up
	HandOver       catalog.HandOver   // a clerk goes on with it

	// What the centre was asked.
	Inquiring  bool      // an answer is awaited
	Asked      time.Time // when it was asked last
	Unanswered Trouble   // why there is no answer
	Free       *centre.Free
	Booked     centre.Slot // the time that was chosen, as the centre worded it

	// How their phone proves who they are.
	Invitation *centre.Invitation
	SignIn     centre.SignInState // empty before the centre has told
	Claimed    string             // the number to whose phone a code is sent; nothing of it is proved
	Sent       *centre.CodeSent

	// What concerns the person.
	Page *centre.Page
	Code centre.DraftCode // of a draft that was saved, or is asked for

	// What is handed in.
	Known     *centre.Known // nil before the centre has told
	Handed    []catalog.Handed
	Material  string   // on the screen, its key
	Sheets    []string // digests of its pages, not handed in yet
	Working   bool     // the scanner is at it
	Door      *centre.Door
	Signature *catalog.Signature

	// What is paid.
	Order   *centre.Order
	Payment centre.PaymentState
	Receipt string // 票据号码

	// What came of it.
	Finding     *centre.Finding
	Standing    *centre.Standing
	Paper       *centre.Paper
	PaperCopies int  // how often something of it came out
	PaperOut    bool // it came out whole
	CardTaken   bool
	CardStuck   bool // it did not come out
	CardUnsure  bool // whether it came out, nobody here knows
}

// Refusal is why this person cannot apply here and now.
type Refusal string

// The refusals. Each has its words and its way on.
const (
	NotRefused    Refusal = ""
	Unfit         Refusal = "unfit" // a condition of the item does not hold
	WrongDocument Refusal = "wrong-document"
	Expired       Refusal = "expired"
	NotYetValid   Refusal = "not-yet-valid"
	BadNumber     Refusal = "bad-number"
	NoBirth       Refusal = "no-birth"  // the document does not know the day of birth
	SameCard      Refusal = "same-card" // of the agent, where the other person's is wanted
	AgentTooYoung Refusal = "agent-too-young"
	NoNumber      Refusal = "no-number" // on the way to a window, and nothing could be kept
)

// Trouble is what stands in the way of a step; the words are those of
// drivers.Kind, and a few that concern no device.
type Trouble string

// The troubles that concern no device.
const (
	NoTrouble   Trouble = ""
	StoreFull   Trouble = "store-full"
	StoreFails  Trouble = "store-fails"
	NotASlip    Trouble = "not-a-slip"
	UnknownSlip Trouble = "unknown-slip"
	NoCentre    Trouble = "no-centre" // the centre cannot be reached
	Elsewhere   Trouble = "elsewhere" // it can, and the department's system cannot
	NoRoom      Trouble = "no-room"   // a page is too large to keep

	UnknownDraft Trouble = "unknown-draft"

	CodeSpent Trouble = "code-spent" // what a phone showed is of nobody: too old, used, or no such code

	// Interrupted says that the program was ended while a paper or a card was on its way. Whether
	// it came out, only the person can see.
	Interrupted Trouble = "interrupted"
)

// The troubles of a device that the flow itself must tell apart.
const (
	Misread      Trouble = "misread"
	WrongCard    Trouble = "wrong-document"
	Disconnected Trouble = "disconnected"
)

// Finding is what the terminal knows of a slip. It is not personal.
type Finding struct {
	Slip      catalog.SlipNumber
	Item      catalog.ItemCode
	At        time.Time
	Delivered bool
	Official  string
}

// Token names what is on the screen. A touch carries the token of the screen
// that it was made on, so that a second touch on a button that has gone does
// nothing.
func (s State) Token() string {
	token := string(s.Stage)
	switch s.Stage {
	case Form:
		token += "." + s.Visit.Field
		if s.Visit.Problem.Doubtful() { // a hasty second touch stands by nothing
			token += "." + string(s.Visit.Problem)
		}
	case FirmCode:
		if s.Visit.Problem.Doubtful() {
			token += "." + string(s.Visit.Problem)
		}
	case Shelves:
		token += "." + s.Visit.Shelf.String()
	}
	if s.Asking != NoQuestion {
		token += "." + string(s.Asking)
	}
	switch s.Stage {
	case PaperFault:
		token += "." + strconv.Itoa(s.Visit.Prints)
	case Gather, Scanning, Phone, Promise:
		token += "." + s.Visit.Material
	}
	return token
}

// Has reports whether a condition is among those to be shown.
func (s State) Has(code health.Code) bool { return slices.Contains(s.Conditions, code) }

// SlipHangs reports whether the visit's slip is still at the printer's mouth, as far
// as the printer can tell.
func (s State) SlipHangs() bool { return s.Visit.PaperSeen && s.Has(health.ReceiptNotTaken) }

// Left is the time until the screen goes on by itself: the rest of a dialog, of
// the thanks or of the goodbye. It is zero where nothing is counted down.
func (s State) Left() time.Duration {
	var until time.Time
	switch {
	case s.Asking == AskMoreTime:
		until = s.Touched.Add(Patience + MoreTime)
	case s.Stage == Goodbye && s.SlipHangs():
		until = s.Since.Add(SlipWaits)
	case s.Stage == Goodbye:
		until = s.Since.Add(GoodbyeShown)
	case s.Stage == Done && s.Visit.Rated:
		until = s.Touched.Add(ThanksShown)
	case s.Stage == Done:
		until = s.Touched.Add(DoneShown)
	default:
		return 0
	}
	return max(0, until.Sub(s.Now))
}

// Current is the field on the screen.
func (v Visit) Current() (catalog.Field, bool) {
	for _, f := range v.asked() {
		if f.Key == v.Field {
			return f, true
		}
	}
	return catalog.Field{}, false
}

// Answer is the value given for a field so far.
func (v Visit) Answer(field string) (string, bool) {
	for _, a := range v.Answers {
		if a.Field == field {
			return a.Value, true
		}
	}
	return "", false
}

// Appointment is when and where the person is expected; nil where no time was chosen, or the
// question for it has fallen away.
func (v Visit) Appointment() *centre.Appointment {
	for _, f := range v.asked() {
		if value, ok := v.Answer(f.Key); ok && f.Kind == catalog.Slot && value == v.Booked.Key && value != "" {
			return v.Booked.Appointment()
		}
	}
	return nil
}

// stepFields are the questions of the step, but for those whose answers the centre knew; all
// of them while one is corrected from the review.
func (v Visit) stepFields() []catalog.Field {
	if v.Editing {
		return v.asked()
	}
	mine := v.Item.Questions(v.step())
	return slices.DeleteFunc(v.asked(), func(f catalog.Field) bool {
		return v.FromRecord(f.Key) || !slices.ContainsFunc(mine, func(m catalog.Field) bool { return m.Key == f.Key })
	})
}

func (v Visit) asked() []catalog.Field {
	if v.Item == nil {
		return nil
	}
	return v.Item.Asked(v.Answers)
}

// HasDocument reports whether the person has laid something on a reader that there is to take.
func (v Visit) HasDocument() bool { return v.Personal() && v.Way == identity.ByDocument }

// Personal reports whether the visit holds anything that must not be lost to a
// hasty touch.
func (v Visit) Personal() bool { return v.Person.Number != "" }
