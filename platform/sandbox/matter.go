package sandbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"yitiji/platform/connect"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

// matter is an application that a department has.
type matter struct {
	Official    string
	Slip        catalog.SlipNumber
	Terminal    string
	At          time.Time // when the department got it
	Application catalog.Application
	Pages       map[string]int // bytes of each page that came, by digest
	Lost        []string       // digests that never came

	Stage   centre.Stage
	Note    catalog.Text
	Events  []centre.Event
	Due     time.Time // promised; zero for none
	Stopped time.Time // since when its clock stands still; zero while it runs
	Paper   string    // number of 审批结果通知书

	Parts  []string // of 一件事: the official numbers of its matters, one for each department
	PartOf string   // the number of the one thing that this is a part of
}

func (m *matter) whose() centre.Subject {
	return centre.SubjectOf(m.Application.Applicant, m.Application.Assurance)
}

func (m *matter) move(to centre.Stage, at time.Time) {
	m.Stage = to
	m.Events = append(m.Events, centre.Event{At: at.UnixMilli(), Stage: to})
}

// Submit implements connect.Department. Under its number a matter is taken once.
func (s *Sandbox) Submit(ctx context.Context, use connect.Use, a connect.Filed) error {
	if _, err := s.suffer(ctx, Department); err != nil {
		return err
	}
	m := &matter{
		Official: a.Official, Slip: a.Slip, Terminal: use.Terminal, At: time.Now(), Application: a.Application,
		Pages: map[string]int{},
	}
	if err := m.fetch(ctx, a); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state.Matters[a.Official] != nil {
		return nil
	}
	m.move(centre.Received, m.At)
	if it, ok := s.item(m.Application.Item); ok && it.Deadlines.Promised.Days > 0 {
		m.Due = workdays().Add(m.At, it.Deadlines.Promised)
	}
	s.state.Matters[a.Official] = m
	return errors.Join(s.take(m), s.part(m), s.keep(mattersBucket, m.Official, m))
}

// fetch takes the pages that the application names. One that never came is noted, and
// asked for.
func (m *matter) fetch(ctx context.Context, a connect.Filed) error {
	for _, handed := range a.Application.Materials {
		for _, digest := range handed.Pages {
			if a.Page == nil {
				m.Lost = append(m.Lost, digest)
				continue
			}
			page, err := a.Page(ctx, digest)
			switch {
			case err == nil:
				m.Pages[digest] = len(page.Data)
			case ctx.Err() != nil:
				return fmt.Errorf("%w: %w", connect.ErrDown, err)
			default:
				m.Lost = append(m.Lost, digest)
			}
		}
	}
	return nil
}

// take looks at a matter that has just come: the fee, the pages, and whether it is decided
// at once.
func (s *Sandbox) take(m *matter) error {
	it, ok := s.item(m.Application.Item)
	if !ok || m.Application.HandOver != catalog.NoHandOver {
		return nil // a clerk goes on with it
	}
	if o := s.state.Orders[m.Application.Order]; o != nil {
		if o.State != centre.PaidUp || o.Of != m.whose().Mark() || o.Item != it.Code {
			s.correct(m, both("费用没有付成，或已退回，请重新缴费。", "The fee was not paid, or was paid back; please pay again."), m.At)
			return nil
		}
		o.Used = true
		if err := s.keep(ordersBucket, o.Number, o); err != nil {
			return err
		}
	}
	if len(m.Lost) > 0 {
		s.correct(m, both("有材料没有收到，请补交。", "Some pages did not arrive; please hand them in again."), m.At)
		return nil
	}
	if why := s.noFirm(m.Application.Answers); why != nil && !it.Result.Instant {
		s.correct(m, why, m.At)
		return nil
	}
	if it.Result.Instant {
		return s.decideAtOnce(m, it)
	}
	return nil
}

// decideAtOnce is 秒批: a rule says yes or no.
func (s *Sandbox) decideAtOnce(m *matter, it *catalog.Item) error {
	m.move(centre.Accepted, m.At)
	if m.Note = s.noFirm(m.Application.Answers); m.Note != nil {
		return s.decide(m, centre.Denied, m.At)
	}
	person, _ := s.resident(m.whose()) // nil where there is nobody
	for _, need := range ruleFor(it).Need {
		if fact := facts[need]; fact == nil || (person == nil && need != "known") || !fact(s, person, m.At) {
			m.Note = rules().Needs[need]
			return s.decide(m, centre.Denied, m.At)
		}
	}
	return s.decide(m, centre.Granted, m.At)
}

// decide says yes or no, and puts the notice on record.
func (s *Sandbox) decide(m *matter, stage centre.Stage, at time.Time) error {
	m.move(stage, at)
	m.Stopped = time.Time{}
	r, err := s.enter(noticeRecord(s, m, at), m.whose().Mark())
	m.Paper = r.Number
	return err
}

// correct asks for a correction; the clock stands still until it is there.
func (s *Sandbox) correct(m *matter, why catalog.Text, at time.Time) {
	m.Note, m.Stopped = why, at
	m.move(centre.Correcting, at)
}

// resume goes on after a correction: the days for which the clock stood still are given
// back.
func (s *Sandbox) resume(m *matter, at time.Time) {
	if !m.Stopped.IsZero() && !m.Due.IsZero() {
		m.Due = workdays().Add(m.Due, catalog.Term{Days: workdays().Between(m.Stopped, at)})
	}
	m.Stopped, m.Note = time.Time{}, nil
	m.move(centre.Accepted, at)
}

// Standing implements connect.Department.
func (s *Sandbox) Standing(ctx context.Context, official string) (*centre.Standing, error) {
	mood, err := s.suffer(ctx, Department)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.state.Matters[official]
	if m == nil {
		return &centre.Standing{Unknown: true}, nil
	}
	if err := s.settleOne(m, time.Now()); err != nil {
		return nil, err
	}
	out := &centre.Standing{Parts: s.partsOf(m), Official: m.Official, Slip: m.Slip, Item: m.Application.Item, Stage: m.Stage, Note: m.Note, Due: m.due(), Events: m.Events, Appointment: s.appointment(m)}
	switch {
	case mood == Mixes:
		out.Official, out.Stage = official+"0", centre.Granted
	case mood == Lies:
		out.Stage = "99"
	case m.Paper != "" && s.press != nil:
		out.Paper, err = s.notice(m)
	}
	return out, err
}

// due is until when a decision was promised; none where one was made, or the clock stands
// still.
func (m *matter) due() catalog.Day {
	if m.Due.IsZero() || m.Stage.Decided() || m.Stage == centre.Correcting {
		return ""
	}
	return dayOf(m.Due)
}
