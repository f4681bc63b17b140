package sandbox

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"yitiji/platform/connect"
	"yitiji/terminal/centre"
	"yitiji/terminal/identity"
)

// System is one of the systems that the sandbox stands in for.
type System string

// The systems.
const (
	Certificates System = "certificates"
	Department   System = "department"
	Payments     System = "payments"
	Papers       System = "papers"
	Identities   System = "identities"
	Firms        System = "firms"
)

// Systems lists every system.
func Systems() []System {
	return []System{Certificates, Department, Payments, Papers, Identities, Firms}
}

// Mood is how a system behaves.
type Mood struct {
	Kind    MoodKind `json:"kind"`
	Seconds int      `json:"seconds,omitempty"` // of Slow
}

// MoodKind is the closed list of moods.
type MoodKind string

// The moods.
const (
	Fine  MoodKind = "ok"
	Down  MoodKind = "down"  // it cannot be reached
	Slow  MoodKind = "slow"  // it answers after so many seconds
	Fails MoodKind = "error" // it answers with an error of its own
	Mixes MoodKind = "mixes" // it answers about somebody or something else
	Lies  MoodKind = "lies"  // it says what cannot be: paid without a receipt, half a paper, confirmed by nobody
)

// Moods lists every mood.
func Moods() []MoodKind { return []MoodKind{Fine, Down, Slow, Fails, Mixes, Lies} }

// mostSeconds bounds how slow a system may be.
const mostSeconds = 120

var errMood = errors.New("no such system or mood")

// Befall puts a system into a mood. It lasts until another one, also beyond a restart.
func (s *Sandbox) Befall(system System, m Mood) error {
	if !slices.Contains(Systems(), system) || !slices.Contains(Moods(), m.Kind) || m.Seconds < 0 || m.Seconds > mostSeconds {
		return errMood
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.Moods[system] = m
	return s.keep(moodsBucket, string(system), m)
}

func (s *Sandbox) mood(system System) Mood {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m, ok := s.state.Moods[system]; ok {
		return m
	}
	return Mood{Kind: Fine}
}

// suffer lets a system's mood take effect. What it returns says whether the system tells
// the truth.
func (s *Sandbox) suffer(ctx context.Context, system System) (MoodKind, error) {
	m := s.mood(system)
	switch m.Kind {
	case Down:
		return m.Kind, fmt.Errorf("%s: %w", system, connect.ErrDown)
	case Slow:
		select {
		case <-ctx.Done():
			return m.Kind, fmt.Errorf("%s: %w: %w", system, connect.ErrDown, ctx.Err())
		case <-time.After(time.Duration(m.Seconds) * time.Second):
		}
	case Fails:
		return m.Kind, fmt.Errorf("%s: HTTP 500: java.lang.NullPointerException", system)
	}
	return m.Kind, nil
}

// neighbour is whom a system takes somebody for when it mixes people up.
func (s *Sandbox) neighbour(of centre.Subject) centre.Subject {
	s.mu.Lock()
	defer s.mu.Unlock()
	people := s.registers().People
	for i, p := range people {
		if p.Number == of.Number {
			return centre.SubjectOf(people[(i+1)%len(people)].Person, of.Assurance)
		}
	}
	return centre.SubjectOf(people[0].Person, identity.CardProof)
}
