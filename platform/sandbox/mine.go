package sandbox

import (
	"cmp"
	"context"
	"slices"
	"time"

	"yitiji/platform/connect"
	"yitiji/platform/sandbox/city"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

// Matters implements connect.Department.
func (s *Sandbox) Matters(ctx context.Context, _ connect.Use, whose centre.Subject) (*centre.Page, error) {
	mood, err := s.suffer(ctx, Department)
	if err != nil {
		return nil, err
	}
	if mood == Mixes || mood == Lies {
		whose = s.neighbour(whose)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if err := s.settle(now); err != nil {
		return nil, err
	}
	page := &centre.Page{Of: whose.Mark(), Matters: s.mattersOf(whose)}
	if p, ok := s.resident(whose); ok {
		page.Certificates, page.Reminders = wallet(p), s.reminders(p, now)
	}
	return page, nil
}

// mattersOf lists somebody's matters, the newest first.
func (s *Sandbox) mattersOf(whose centre.Subject) []centre.Matter {
	var out []centre.Matter
	for _, m := range s.state.Matters {
		if m.PartOf == "" && m.whose().Mark() == whose.Mark() {
			out = append(out, centre.Matter{
				Item: m.Application.Item, Slip: m.Slip, Official: m.Official, Stage: m.Stage, At: dayOf(m.At), Due: m.due(),
			})
		}
	}
	slices.SortFunc(out, func(a, b centre.Matter) int { return cmp.Compare(b.Official, a.Official) })
	return out
}

// wallet lists all certificates of a person, those that have run out too, the soonest to
// run out first.
func wallet(p *city.Person) []centre.Certificate {
	var out []centre.Certificate
	for _, h := range p.Held {
		out = append(out, shown(p, h))
	}
	slices.SortStableFunc(out, func(a, b centre.Certificate) int {
		return cmp.Or(cmp.Compare(boolOf(a.Expires == ""), boolOf(b.Expires == "")), cmp.Compare(a.Expires, b.Expires))
	})
	return out
}

func boolOf(b bool) int {
	if b {
		return 1
	}
	return 0
}

// reminders lists what a person may want to do, with the item that does it where this
// catalogue has one.
func (s *Sandbox) reminders(p *city.Person, now time.Time) []centre.Reminder {
	var out []centre.Reminder
	for _, r := range rules().Reminders {
		fact := facts[r.When]
		item := s.itemFor(r.Match)
		pending := slices.ContainsFunc(s.mattersOf(centre.SubjectOf(p.Person, "")), func(m centre.Matter) bool {
			return m.Item == item && item != "" && m.Stage != centre.Denied
		})
		if fact != nil && fact(s, p, now) && !pending {
			out = append(out, centre.Reminder{Text: r.Text, Item: item})
		}
	}
	return out
}

// itemFor is the first item that something holds for.
func (s *Sandbox) itemFor(m Match) catalog.ItemCode {
	if s.options.Catalog == nil {
		return ""
	}
	for _, it := range s.options.Catalog.Items() {
		if m.fits(it) && it.Work != catalog.Inform {
			return it.Code
		}
	}
	return ""
}
