package sandbox

import (
	"errors"
	"slices"
	"time"

	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

// How long a matter stays where it is, when nobody says otherwise. A decision comes in the
// forenoon of the working day before the promised one.
const (
	acceptAfter = 20 * time.Second
	handleAfter = 2 * time.Minute
	readyAfter  = 10 * time.Minute // after the decision: the certificate is being made
	arriveAfter = 72 * time.Hour   // by post
	decideHour  = 10
)

// settle lets time do its work on all matters. The lock must be held.
func (s *Sandbox) settle(now time.Time) error {
	var failed []error
	for _, m := range s.state.Matters {
		failed = append(failed, s.settleOne(m, now))
	}
	return errors.Join(failed...)
}

func (s *Sandbox) settleOne(m *matter, now time.Time) error {
	if len(m.Parts) > 0 {
		return s.gather(m, now)
	}
	moved := false
	for {
		to, at, ok := s.upcoming(m)
		if !ok || now.Before(at) {
			break
		}
		moved = true
		if to == centre.Granted {
			if err := s.decide(m, to, at); err != nil {
				return err
			}
			continue
		}
		m.move(to, at)
	}
	if !moved {
		return nil
	}
	return s.keep(mattersBucket, m.Official, m)
}

// upcoming is where time will take a matter next. A matter that waits for a person, a
// clerk or a correction goes nowhere by itself.
func (s *Sandbox) upcoming(m *matter) (to centre.Stage, at time.Time, ok bool) {
	since := time.UnixMilli(m.Events[len(m.Events)-1].At)
	if m.Application.HandOver != catalog.NoHandOver {
		return "", time.Time{}, false
	}
	switch m.Stage {
	case centre.Received:
		return centre.Accepted, since.Add(acceptAfter), true
	case centre.Accepted:
		return centre.Handling, since.Add(handleAfter), true
	case centre.Handling:
		return centre.Granted, m.decisionDay(since), true
	case centre.Granted:
		if to := s.after(m); to != "" {
			return to, since.Add(readyAfter), true
		}
	case centre.Sent:
		return centre.Handed, since.Add(arriveAfter), true
	}
	return "", time.Time{}, false
}

// decisionDay is when a decision comes by itself, and never in the past.
func (m *matter) decisionDay(since time.Time) time.Time {
	if m.Due.IsZero() {
		return since.Add(handleAfter)
	}
	day := m.Due.AddDate(0, 0, -1)
	for !workdays().Working(day) {
		day = day.AddDate(0, 0, -1)
	}
	at := time.Date(day.Year(), day.Month(), day.Day(), decideHour, 0, 0, 0, day.Location())
	if at.Before(since.Add(handleAfter)) {
		return since.Add(handleAfter)
	}
	return at
}

// after is where a certificate goes once it was granted.
func (s *Sandbox) after(m *matter) centre.Stage {
	it, ok := s.item(m.Application.Item)
	if !ok || it.Result.Kind != catalog.Certificate && it.Result.Kind != catalog.Card && it.Result.Kind != catalog.Proof || it.Result.Instant {
		return ""
	}
	for _, a := range m.Application.Answers {
		if a.Field == catalog.DeliveryField && a.Value != catalog.CollectIt {
			return centre.Sent
		}
	}
	return centre.Ready
}

// Act is what a clerk does with a matter.
type Act string

// What clerks do.
const (
	Accept  Act = "accept"
	Refuse  Act = "not-taken"
	Correct Act = "correct" // ask for a correction
	Resume  Act = "resume"  // the correction is there
	Handle  Act = "handle"
	Grant   Act = "grant"
	Deny    Act = "deny"
	Finish  Act = "ready" // the certificate waits to be collected
	Send    Act = "send"
	Hand    Act = "hand"
)

// Acts lists what a clerk can do with a matter that stands somewhere.
func Acts(at centre.Stage) []Act {
	switch at {
	case centre.Received:
		return []Act{Accept, Refuse, Correct, Grant, Deny}
	case centre.Correcting:
		return []Act{Resume, Refuse}
	case centre.Accepted:
		return []Act{Handle, Correct, Grant, Deny}
	case centre.Handling:
		return []Act{Grant, Deny, Correct}
	case centre.Granted:
		return []Act{Finish, Send}
	case centre.Ready, centre.Sent:
		return []Act{Hand}
	}
	return nil
}

var errAct = errors.New("that cannot be done with this matter now")

// Do does what a clerk does. why is told to the applicant, and may be empty.
func (s *Sandbox) Do(official string, act Act, why string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.state.Matters[official]
	if m == nil || len(m.Parts) > 0 || !slices.Contains(Acts(m.Stage), act) {
		return errAct
	}
	note := catalog.Text(nil)
	if why != "" {
		note = both(why, why)
	}
	return errors.Join(s.act(m, act, note, time.Now()), s.keep(mattersBucket, official, m))
}

func (s *Sandbox) act(m *matter, act Act, note catalog.Text, now time.Time) error {
	switch act {
	case Correct:
		if note == nil {
			note = both("材料不清楚，请补正。", "Something is unclear; please correct it.")
		}
		s.correct(m, note, now)
		return nil
	case Resume:
		s.resume(m, now)
		return nil
	case Grant, Deny:
		if act == Deny && note == nil {
			note = both("不符合规定的条件。", "The conditions are not met.")
		}
		m.Note = note
		return s.decide(m, map[Act]centre.Stage{Grant: centre.Granted, Deny: centre.Denied}[act], now)
	}
	m.Note = note
	m.move(map[Act]centre.Stage{
		Accept: centre.Accepted, Refuse: centre.NotTaken, Handle: centre.Handling, Finish: centre.Ready, Send: centre.Sent, Hand: centre.Handed,
	}[act], now)
	return nil
}
