package rehearsal

import (
	"slices"
	"time"

	"yitiji/terminal/catalog"
	"yitiji/terminal/flow"
	"yitiji/terminal/identity"
)

// move is one thing that can happen in a state.
type move struct {
	name  string
	hand  bool // a person did it
	alone bool // it is what happens when nobody does anything, and all that can fail fails
	do    func(flow.State) flow.State
}

// event is a move of one event.
func (w *walk) event(name string, of func(flow.State) flow.Event) move {
	return move{name: name, do: func(s flow.State) flow.State {
		return w.step(s, of(s))
	}}
}

func (w *walk) movesIn(s flow.State) []move {
	all := w.hands(s)
	all = append(all, w.devices(s)...)
	if online(s.Stage) {
		all = append(all, w.event("the network comes or goes", func(s flow.State) flow.Event {
			return flow.Conditions{Codes: s.Conditions, Online: !s.Online, NoPrinter: s.NoPrinter}
		}))
	}
	if polls(s.Stage) && !s.Visit.Inquiring {
		all = append(all, move{name: "a moment", do: w.moment})
	}
	return append(all, move{name: "a wait", alone: !owed(s), do: w.wait})
}

// polls are the stages at which the terminal asks the centre again and again.
func polls(s flow.Stage) bool {
	return s == flow.SignIn || s == flow.Phone || s == flow.Pay || s == flow.Deciding
}

// moment lets time pass until the centre is asked again.
func (w *walk) moment(s flow.State) flow.State {
	for range int(flow.PollEvery/time.Second) + 1 {
		if s = w.step(s, flow.Tick{Now: s.Now.Add(time.Second)}); s.Visit.Inquiring {
			break
		}
	}
	return s
}

// hands are what a person can do: touch what is on the screen, or type.
func (w *walk) hands(s flow.State) []move {
	var all []move
	picked := false
	for _, tap := range w.Touches(s) {
		switch tap.Do {
		case flow.Key, flow.Erase, flow.Clear, flow.Choose, flow.Turn, flow.Further, flow.Speak, flow.Enlarge, flow.Hear, flow.LookUp, flow.Search, flow.Browse:
			continue // typing is below; looks change nothing; a slip is another visit, and so is another shelf
		case flow.Open:
			if catalog.ItemCode(tap.Value) != w.Item.Code {
				continue
			}
		case flow.Pick:
			if picked && (s.Stage == flow.Done || s.Stage == flow.Form && !w.matters(s.Visit.Field)) {
				continue
			}
			if s.Stage == flow.Materials && !next(s, tap.Value) {
				continue
			}
			picked = true
		case flow.Rate:
			if tap.Value != "1" && tap.Value != "5" {
				continue
			}
		}
		m := w.event("touch "+string(tap.Do)+" "+tap.Value, func(flow.State) flow.Event { return tap })
		m.hand = true
		all = append(all, m)
	}
	return append(all, w.typing(s)...)
}

// next says that a material is the first that was not handed in, or the last that was: in
// which order the others come changes nothing.
func next(s flow.State, material string) bool {
	if n := len(s.Visit.Handed); n > 0 && s.Visit.Handed[n-1].Material == material {
		return true
	}
	for _, m := range s.Visit.Wanted(catalog.Day(s.Now.Format(time.DateOnly))) {
		if _, done := s.Visit.HandedIn(m.Key); !done {
			return m.Key == material
		}
	}
	return false
}

// typing is one right value, and one that is too short.
func (w *walk) typing(s flow.State) []move {
	f, ok := asked(s)
	if !ok || f.Kind == catalog.Choice {
		return nil
	}
	var all []move
	for _, text := range []string{f.Draft(f.Sample(catalog.Day(w.Start.Format(time.DateOnly)))), "1"} {
		all = append(all, move{name: "type " + text, hand: true, do: func(s flow.State) flow.State {
			s = w.step(s, flow.Tap{On: s.Token(), Do: flow.Clear})
			for _, key := range text {
				s = w.step(s, flow.Tap{On: s.Token(), Do: flow.Key, Value: string(key)})
			}
			return s
		}})
	}
	return all
}

// asked is what is typed on the screen.
func asked(s flow.State) (catalog.Field, bool) {
	switch s.Stage {
	case flow.Form:
		return s.Visit.Current()
	case flow.FirmCode:
		return flow.FirmNumber(), true
	case flow.TextTo:
		return flow.TextNumber(), true
	case flow.TextCode:
		return flow.TextedCode(), true
	}
	return catalog.Field{}, false
}

// matters says whether anything turns on the answer to a field.
func (w *walk) matters(field string) bool {
	return slices.Contains(w.turnsOn, field)
}

// devices are what the devices, the disk and the centre may answer.
func (w *walk) devices(s flow.State) []move {
	var all []move
	add := func(name string, e flow.Event) *move {
		all = append(all, w.event(name, func(flow.State) flow.Event { return e }))
		return &all[len(all)-1]
	}
	switch {
	case s.Stage == flow.Identify && s.Waiting:
		for _, c := range w.cards {
			add("lay down "+c.name, flow.DocumentRead{Ticket: s.Ticket, Person: c.person, Today: s.Now.Format(time.DateOnly)})
		}
		if s.Visit.Agent.Awaited() {
			add("lay down an agent's card", flow.DocumentRead{Ticket: s.Ticket, Person: w.someone(identity.ResidentCard, 40, "1", "03"), Today: s.Now.Format(time.DateOnly)})
		}
		add("a misread", flow.DocumentFailed{Ticket: s.Ticket, Trouble: flow.Misread})
		add("the reader goes", flow.DocumentFailed{Ticket: s.Ticket, Trouble: flow.Disconnected})
		if s.ScansPhones() {
			add("a phone shows a code", flow.Scanned{Ticket: s.Ticket, Text: "C"})
		}
	case s.Stage == flow.Firm && s.Waiting:
		add("a licence is shown", flow.Scanned{Ticket: s.Ticket, Text: "C"})
		add("a misread", flow.ScanFailed{Ticket: s.Ticket, Trouble: flow.Misread})
	case s.Stage == flow.Submitting && s.Visit.Slip == "":
		add("it is kept", flow.Kept{Ticket: s.Ticket, Slip: "S"})
		add("the disk fails", flow.KeepFailed{Ticket: s.Ticket, Trouble: flow.StoreFails}).alone = true
		add("the disk is full", flow.KeepFailed{Ticket: s.Ticket, Trouble: flow.StoreFull})
	case s.Stage == flow.Submitting:
		add("the centre answers", flow.Answered{Slip: "S", Official: "N"})
	case s.Stage == flow.Printing:
		add("the slip is out", flow.PrintEnded{Ticket: s.Ticket})
		add("no paper", flow.PrintFailed{Ticket: s.Ticket, Trouble: "no-paper"}).alone = true
		add("a jam in the middle", flow.PrintFailed{Ticket: s.Ticket, Trouble: "jam", Started: true})
	case s.Stage == flow.LeafletPrinting:
		add("the leaflet is out", flow.PrintEnded{Ticket: s.Ticket})
		add("no paper", flow.PrintFailed{Ticket: s.Ticket, Trouble: "no-paper"}).alone = true
		add("a jam in the middle", flow.PrintFailed{Ticket: s.Ticket, Trouble: "jam", Started: true})
	case s.Visit.Inquiring:
		w.answers(s, add)
	case s.Stage == flow.Scanning && s.Visit.Working:
		add("a page is scanned", flow.PagesScanned{Ticket: s.Ticket, Digests: []string{"d"}})
		add("a jam in the scanner", flow.PagesScanned{Ticket: s.Ticket, Trouble: "jam"}).alone = true
	case s.Stage == flow.Sheets:
		add("the paper is out", flow.PaperPrinted{Ticket: s.Ticket})
		add("no paper", flow.PaperFailed{Ticket: s.Ticket, Trouble: "no-paper"}).alone = true
		add("a jam in the middle", flow.PaperFailed{Ticket: s.Ticket, Trouble: "jam", Started: true})
	case s.Stage == flow.Dispensing:
		add("the card is taken", flow.CardGiven{Ticket: s.Ticket, Taken: true})
		add("nobody takes the card", flow.CardGiven{Ticket: s.Ticket})
		add("no card comes out", flow.CardGiven{Ticket: s.Ticket, Trouble: "jam"}).alone = true
	case s.Stage == flow.PaperFault:
		add("the printer is mended or broken", flow.Conditions{Codes: s.Conditions, Online: s.Online, NoPrinter: !s.NoPrinter})
	}
	return all
}

// longest is more than any wait of a visit.
const longest = flow.Patience + flow.MoreTime + time.Minute

// wait lets time pass until something is different, while whoever is asked does not answer.
func (w *walk) wait(s flow.State) flow.State {
	before := hand(s)
	for passed := time.Duration(0); passed < longest && hand(s) == before; passed += time.Second {
		if s.Visit.Inquiring {
			s = w.step(s, flow.NotTold{Ticket: s.Ticket, Trouble: flow.NoCentre})
		}
		s = w.step(s, flow.Tick{Now: s.Now.Add(time.Second)})
	}
	return s
}
