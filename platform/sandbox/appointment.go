package sandbox

import (
	_ "embed" // the places
	"fmt"
	"sync"
	"time"

	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

//go:embed places.yaml
var placesFile []byte

// place is where one is expected for an appointment.
type place struct {
	Match `yaml:",inline"`
	Field string       `yaml:"field,omitempty"`
	Is    string       `yaml:"is,omitempty"`
	Place catalog.Text `yaml:"place"`
}

var places = sync.OnceValue(func() []place { return read[[]place](placesFile) })

// placeFor is where somebody is expected who answered so.
func placeFor(it *catalog.Item, answers []catalog.Answer) catalog.Text {
	for _, p := range places() {
		if p.fits(it) && (p.Field == "" || answerTo(answers, p.Field) == p.Is) {
			return p.Place
		}
	}
	return nil
}

// slotKey is the form of a slot's key.
const slotKey = "2006-01-02T15:04"

// slotName is a time in words.
func slotName(at time.Time) catalog.Text {
	return both(
		fmt.Sprintf("%d月%d日 %s %s", at.Month(), at.Day(), weekdays[at.Weekday()], at.Format("15:04")),
		at.Format("Mon 2 Jan, 15:04"),
	)
}

// appointment is what was booked with a matter; nil where nothing was, or it does not stand
// any more.
func (s *Sandbox) appointment(m *matter) *centre.Appointment {
	it, ok := s.item(m.Application.Item)
	if !ok || !m.stands() {
		return nil
	}
	for _, f := range it.Asked(m.Application.Answers) {
		at, err := time.Parse(slotKey, answerTo(m.Application.Answers, f.Key))
		if f.Kind == catalog.Slot && err == nil {
			return &centre.Appointment{When: slotName(at), Place: placeFor(it, m.Application.Answers)}
		}
	}
	return nil
}

// stands says that nobody has refused or withdrawn a matter.
func (m *matter) stands() bool {
	switch m.Stage {
	case centre.Denied, centre.NotTaken, centre.Withdrawn:
		return false
	}
	return true
}
