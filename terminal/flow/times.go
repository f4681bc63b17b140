package flow

import "time"

// The times of a visit. Each has its reason.
const (
	// Patience is how long nothing may happen before the terminal asks whether
	// somebody is still there: the middle of the two to five minutes that
	// VVSG 2.0 asks for.
	Patience = 3 * time.Minute

	// MoreTime is how long that question waits: the 20–45 s of VVSG 2.0.
	MoreTime = 30 * time.Second

	// AnswerPatience is how long a slip waits for the centre's number. A near
	// centre answers in a tenth of a second; a person waits three without doubt.
	AnswerPatience = 3 * time.Second

	// PollEvery is how often the centre is asked again for what takes its time: a
	// payment, a picture from a phone. It feels prompt, and ten thousand terminals
	// that do it are no load.
	PollEvery = 2 * time.Second

	// DecisionPatience is how long a person waits for an instant decision (秒批)
	// before they are sent home with a message to come.
	DecisionPatience = 20 * time.Second

	// Again is the pause before a reader or a printer that failed is tried
	// again: long enough to read the message, short enough to feel alive.
	Again = 2 * time.Second

	// DoneShown is how long the result and the question of 好差评 stay: long enough
	// to copy a number down, and nothing is lost by the end of it.
	DoneShown = 60 * time.Second

	// ThanksShown is how long the thanks stay after a rating.
	ThanksShown = 20 * time.Second

	// GoodbyeShown is how long the reminder to take card and paper stays.
	GoodbyeShown = 12 * time.Second

	// SlipWaits is how long the reminder stays while a slip still hangs at the
	// printer's mouth: the next person should not be handed it.
	SlipWaits = 45 * time.Second

	// HintAfter is how long a reader waits for a card before the screen says that
	// a card that lies there already must be lifted first.
	HintAfter = 6 * time.Second

	// blindPrints is how often a slip is begun while nobody is known to have
	// mended anything. A third try would only feed more paper into the same jam.
	blindPrints = 2
)
