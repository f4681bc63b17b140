package doctor

import (
	"yitiji/drivers"
)

// Verdict is the one word that a technician looks for.
type Verdict string

// The verdicts, best first.
const (
	Fine   Verdict = "fine"   // it works, as far as was looked
	Mute   Verdict = "mute"   // its line is open and it answers no questions, as many models do
	Hands  Verdict = "hands"  // a person must do something: see Kinds
	Absent Verdict = "absent" // nothing is plugged in, or it is switched off
	Broken Verdict = "broken" // it is there and does not work
)

// Verdicts lists every verdict, best first.
func Verdicts() []Verdict { return []Verdict{Fine, Mute, Hands, Absent, Broken} }

// worse says whether v is worse than w.
func (v Verdict) worse(w Verdict) bool { return v.rank() > w.rank() }

func (v Verdict) rank() int {
	for i, x := range Verdicts() {
		if x == v {
			return i
		}
	}
	return len(Verdicts())
}

// Finding is how one device is.
type Finding struct {
	Place   string          `json:"place"`
	Verdict Verdict         `json:"verdict"`
	State   drivers.State   `json:"state"`
	Kinds   []drivers.Kind  `json:"kinds,omitempty"`  // what a person should do something about, worst first
	Causes  []drivers.Cause `json:"causes,omitempty"` // why, where the kinds say too little
	Note    string          `json:"note,omitempty"`   // what the device or its line says itself, for the technician
	Gauges  []drivers.Gauge `json:"gauges,omitempty"`
	Facts   map[string]any  `json:"facts,omitempty"` // what this contract tells besides: position, volts, inputs
	Checks  []Check         `json:"checks,omitempty"`
}

// Check is one test that was made.
type Check struct {
	Name   CheckName      `json:"name"`
	Passed bool           `json:"passed"`
	Kind   drivers.Kind   `json:"kind,omitempty"`  // what a person can do when it failed
	Cause  drivers.Cause  `json:"cause,omitempty"` // why, where the kind says too little
	Facts  map[string]any `json:"facts,omitempty"` // what came of it: layout, sheets, width, height
	Note   string         `json:"note,omitempty"`  // what the device or its line said itself
}

// The causes that only a test shows.
const (
	Unconfirmed drivers.Cause = "unconfirmed"  // the device does not tell what became of it
	NotTried    drivers.Cause = "not-tried"    // what comes before it had failed
	NotShown    drivers.Cause = "not-shown"    // nobody presented what it waited for
	PageBlank   drivers.Cause = "page-blank"   // nothing is on the page
	PageMissing drivers.Cause = "page-missing" // all went well, and no page came
	SoundEmpty  drivers.Cause = "sound-empty"  // all went well, and nothing is to be heard
)

// Causes lists every cause that a finding or a test may have.
func Causes() []drivers.Cause {
	return append(drivers.Causes(), Unconfirmed, NotTried, NotShown, PageBlank, PageMissing, SoundEmpty)
}

// CheckName names a test.
type CheckName string

// The tests.
const (
	ReadsCard  CheckName = "reads-card"  // a card that was laid on was read
	PrintsSlip CheckName = "prints-slip" // a slip came out
	ReadsBack  CheckName = "reads-back"  // the scanner read the code that the printer printed
	PrintsPage CheckName = "prints-page" // a page came out
	ScansPage  CheckName = "scans-page"  // a page was scanned, and is not blank
	Speaks     CheckName = "speaks"      // a sentence became sound

	NoticesTaken CheckName = "notices-taken" // the printer noticed that its slip was taken
	DecodesPhoto CheckName = "decodes-photo" // the photo of a card became a picture
)

// CheckNames lists every test.
func CheckNames() []CheckName {
	return []CheckName{ReadsCard, PrintsSlip, ReadsBack, PrintsPage, ScansPage, Speaks, NoticesTaken, DecodesPhoto}
}

// With adds a test that was made to what was found by looking.
func (f Finding) With(c Check) Finding {
	f.Checks = append(f.Checks, c)
	if c.Passed {
		return f
	}
	verdict := Broken
	if c.Kind != "" && c.Kind != drivers.NeedsTechnician {
		verdict = Hands
	}
	if c.Kind == drivers.Disconnected {
		verdict = Absent
	}
	if verdict.worse(f.Verdict) {
		f.Verdict = verdict
	}
	return f
}

// Worst is the worst verdict of many findings; Fine of none.
func Worst(all []Finding) Verdict {
	worst := Fine
	for _, f := range all {
		if f.Verdict.worse(worst) {
			worst = f.Verdict
		}
	}
	return worst
}
