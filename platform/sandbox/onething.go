package sandbox

import (
	"errors"
	"fmt"
	"time"

	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

// part makes a matter of each part of 一件事, with a number below that of the whole. A
// whole that waits for a correction or a clerk waits as one.
func (s *Sandbox) part(whole *matter) error {
	if whole.Stage != centre.Received || whole.Application.HandOver != catalog.NoHandOver {
		return nil
	}
	var failed []error
	for i, code := range whole.Application.Parts {
		m := &matter{
			Official: fmt.Sprintf("%s-%d", whole.Official, i+1), Slip: whole.Slip, Terminal: whole.Terminal, At: whole.At,
			Application: whole.Application, Pages: whole.Pages, PartOf: whole.Official, Due: whole.Due,
		}
		m.Application.Item, m.Application.Parts, m.Application.Order = code, nil, ""
		if it, ok := s.item(code); ok && it.Deadlines.Promised.Days > 0 {
			m.Due = workdays().Add(m.At, it.Deadlines.Promised)
		}
		m.move(centre.Received, m.At)
		s.state.Matters[m.Official] = m
		whole.Parts = append(whole.Parts, m.Official)
		failed = append(failed, s.take(m), s.keep(mattersBucket, m.Official, m))
	}
	return errors.Join(failed...)
}

// partsOf says how far each part has come.
func (s *Sandbox) partsOf(whole *matter) []centre.Part {
	var out []centre.Part
	for _, official := range whole.Parts {
		if m := s.state.Matters[official]; m != nil {
			out = append(out, centre.Part{Item: m.Application.Item, Official: official, Stage: m.Stage})
		}
	}
	return out
}

// gather brings 一件事 to where its parts have brought it: it is refused when all are
// decided and one was refused, granted when none was, and under way until then.
func (s *Sandbox) gather(whole *matter, now time.Time) error {
	to, note := centre.Granted, catalog.Text(nil)
	for _, official := range whole.Parts {
		m := s.state.Matters[official]
		if m == nil {
			continue
		}
		if err := s.settleOne(m, now); err != nil {
			return err
		}
		switch {
		case m.Stage == centre.Correcting:
			to, note = centre.Correcting, m.Note
		case to == centre.Correcting:
		case !m.Stage.Decided() && m.Stage != centre.Received:
			to = centre.Handling
		case !m.Stage.Decided() && to != centre.Handling:
			to = whole.Stage
		case m.refused() && to == centre.Granted:
			to, note = centre.Denied, m.Note
		}
	}
	if to == whole.Stage {
		return nil
	}
	whole.Note = note
	if to.Decided() {
		return errors.Join(s.decide(whole, to, now), s.keep(mattersBucket, whole.Official, whole))
	}
	whole.move(to, now)
	return s.keep(mattersBucket, whole.Official, whole)
}
