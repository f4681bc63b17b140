package view

import (
	"yitiji/terminal/catalog"
	"yitiji/terminal/flow"
)

// Screen is everything that is shown at one moment.
type Screen struct {
	Token   string // goes back with every touch; see flow.Tap
	Stage   string
	Lang    catalog.Lang
	Large   bool
	Place   string // where you are
	Status  Status
	Clock   string // 10:26
	Hush    Button // ends reading aloud, at the top; an empty Do where nothing is read
	Step    int    // of Steps; 0 outside the counted steps
	Steps   int
	StepSay string
	Heading string // one sentence that says what to do
	Mark    Mark   // the sign beside the heading
	Aside   Button // a quiet one at the end of the heading; an empty Do means that there is none
	Lead    string // why, or what next
	Main    []Element
	Side    []Element // beside Main in landscape, below it in portrait
	Bar     []Button  // always at the bottom, in this order; the primary one last
	Dialog  *Dialog   // lies over everything
	More    string    // the words of the way to content below the edge
	Speak   string    // what a voice says of this screen
}

// Status is the state of the line to the centre.
type Status struct {
	Tone Tone
	Text string
}

// Tone is how serious a notice is. Words always say it too.
type Tone string

// The tones.
const (
	Plain Tone = "plain"
	Good  Tone = "ok"
	Warn  Tone = "warn"
)

// Mark is a sign beside the heading.
type Mark string

// The marks.
const (
	NoMark   Mark = ""
	DoneMark Mark = "done"
	StopMark Mark = "stop"
	WaitMark Mark = "wait"
)

// Act is what a touch does.
type Act struct {
	Do    flow.Verb
	Value string
}

// Button is one of the bar or of a dialog.
type Button struct {
	Act
	Text    string
	Primary bool
}

// Dialog is a question over the screen.
type Dialog struct {
	Heading string
	Lead    string
	Buttons []Button
}

// Element is one part of a Screen. The list of kinds is closed.
type Element interface{ element() }

// Text is a paragraph.
type Text struct{ Text string }

// Heading opens a section.
type Heading struct{ Text string }

// Banner is a notice.
type Banner struct {
	Tone Tone
	Text string
}

// Hero is the large panel that says where to put a card or a code.
type Hero struct {
	Heading string
	Text    string // a line for each place
	Picture Picture
	Act     Act // of the panel itself; an empty Do means that it is not touched
}

// Picture is one of the terminal's drawings.
type Picture string

// The drawings.
const (
	CardOnReader Picture = "card"
	CodeOnWindow Picture = "code"
	SlipFromSlot Picture = "slip"
	CardTaken    Picture = "take-card"
	PaperTaken   Picture = "take-paper"
	BothTaken    Picture = "take"
	Farewell     Picture = "bye"
	Hand         Picture = "hand"

	BookOnReader  Picture = "book"
	EitherReader  Picture = "either" // a card on one reader, or a booklet on another
	PaperOnGlass  Picture = "glass"
	PaperFromTray Picture = "tray"
)

// Choice offers options.
type Choice struct {
	Style   ChoiceStyle
	Options []Option
}

// ChoiceStyle is the shape of a Choice.
type ChoiceStyle string

// The shapes.
const (
	Tiles ChoiceStyle = "tiles" // services
	List  ChoiceStyle = "list"  // answers, one below the other
	Grid  ChoiceStyle = "grid"  // short answers, side by side
	Row   ChoiceStyle = "row"   // ratings
	Seek  ChoiceStyle = "seek"  // the one way to a search
	Doors ChoiceStyle = "doors" // ways to more, side by side
	Hits  ChoiceStyle = "hits"  // services that were found, one below the other
)

// Option is one of a Choice.
type Option struct {
	Act
	Title  string
	Note   string
	Icon   string
	Chosen bool
	Closed bool // it cannot be touched; Note says why
}

// Field is an answer being typed.
type Field struct {
	Label   string
	Value   string
	Letters string // of pinyin behind the value, which have not become characters yet
	Unit    string // behind the value
	Problem string
}

// Keypad types digits. The key at the left of the zero is a digit's neighbour, as X of an
// identity number, where it is Primary.
type Keypad struct {
	Left  Button
	Erase string
}

// Keyboard writes words: with pinyin, in Latin letters, digits and signs.
type Keyboard struct {
	Candidates []Button // what the letters may mean
	Further    Button   // to more candidates; an empty Do means that these are all
	Rows       [][]Button
	Exact      bool // what is touched is what is written: there are never candidates
}

// Facts are labels with values.
type Facts struct{ Rows []Fact }

// Fact is one row of Facts.
type Fact struct {
	Label string
	Value string
	From  string // where the value came from
	Act   Act
	Do    string // the words of Act
}

// Process is a picture of steps, one behind the other.
type Process struct{ Steps []string }

// Ticket is a slip on the screen.
type Ticket struct {
	Rows  []Fact // the first one large
	Lines []string
	Code  string // drawn as a QR code
}

// Code is a QR code for the person's own phone, with what to do.
type Code struct {
	Content string
	Amount  string // large: what is to be paid, or to be compared
	Lines   []string
}

// Document shows pages, by their digests; see terminal.Terminal.Page.
type Document struct{ Pages []string }

// Signature is a pad to write on. A touch sends flow.Draw with the whole hand.
type Signature struct {
	Strokes string // catalog.Strokes; empty before anything is written
	Hint    string
}

// Busy is something under way.
type Busy struct{}

func (Text) element()      {}
func (Heading) element()   {}
func (Banner) element()    {}
func (Hero) element()      {}
func (Choice) element()    {}
func (Field) element()     {}
func (Keyboard) element()  {}
func (Keypad) element()    {}
func (Process) element()   {}
func (Facts) element()     {}
func (Ticket) element()    {}
func (Busy) element()      {}
func (Code) element()      {}
func (Document) element()  {}
func (Signature) element() {}
