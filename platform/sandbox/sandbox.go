// Package sandbox stands in for the systems that only a government has: certificates,
// departments, payment. Its people and firms are fictitious: their numbers pass every
// check, and name a region that is not there.
package sandbox

import (
	"context"
	"sync"
	"time"

	"yitiji/platform/connect"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

// Sandbox is all of them at once. It is safe for concurrent use.
type Sandbox struct {
	catalog *catalog.Catalog

	mu      sync.Mutex
	matters map[string]*matter // by official number
	orders  map[string]*order
	serial  int
}

// New returns a Sandbox whose departments know the items of c.
func New(c *catalog.Catalog) *Sandbox {
	return &Sandbox{catalog: c, matters: map[string]*matter{}, orders: map[string]*order{}}
}

// Systems are what a centre connects with.
func (s *Sandbox) Systems() connect.Systems {
	return connect.Systems{Certificates: s, Department: s, Payments: purse{s}}
}

// matter is an application that a department has.
type matter struct {
	filed  connect.Filed
	stage  centre.Stage
	events []centre.Event
}

func (m *matter) move(to centre.Stage, at time.Time) {
	m.stage = to
	m.events = append(m.events, centre.Event{At: at.UnixMilli(), Stage: to})
}

// Held implements connect.Certificates.
func (s *Sandbox) Held(_ context.Context, _ connect.Use, whose centre.Subject, types []string) ([]centre.Certificate, error) {
	var out []centre.Certificate
	for _, t := range types {
		out = append(out, centre.Certificate{Type: t, Identifier: t + "." + whose.Number, Name: t, Issued: "2020-01-01"})
	}
	return out, nil
}

// Submit implements connect.Department.
func (s *Sandbox) Submit(_ context.Context, use connect.Use, a connect.Filed) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.matters[a.Official] != nil {
		return nil
	}
	m := &matter{filed: a}
	m.move(centre.Received, use.At)
	m.move(centre.Accepted, use.At)
	if it, ok := s.catalog.Item(a.Application.Item); ok && it.Result.Instant {
		m.move(centre.Granted, use.At)
	}
	s.matters[a.Official] = m
	return nil
}

// Standing implements connect.Department.
func (s *Sandbox) Standing(_ context.Context, official string) (*centre.Standing, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.matters[official]
	if m == nil {
		return &centre.Standing{Unknown: true}, nil
	}
	return &centre.Standing{Stage: m.stage, Events: m.events}, nil
}

// Lookup implements connect.Department.
func (s *Sandbox) Lookup(_ context.Context, _ connect.Use, q *centre.Lookup) (*centre.Finding, error) {
	return &centre.Finding{Rows: []centre.Row{
		{Label: catalog.Text{catalog.Chinese: "姓名", catalog.English: "Name"}, Value: q.Subject.Name},
	}}, nil
}

// Free implements connect.Department.
func (s *Sandbox) Free(context.Context, connect.Use, *centre.Slots) (*centre.Free, error) {
	return &centre.Free{}, nil
}

// Matters implements connect.Department.
func (s *Sandbox) Matters(_ context.Context, _ connect.Use, whose centre.Subject) (*centre.Page, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	page := &centre.Page{}
	for official, m := range s.matters {
		if m.filed.Application.Applicant.Number == whose.Number {
			page.Matters = append(page.Matters, centre.Matter{
				Item: m.filed.Application.Item, Slip: m.filed.Slip, Official: official, Stage: m.stage,
				At: catalog.Day(m.filed.At.Format(time.DateOnly)),
			})
		}
	}
	return page, nil
}
