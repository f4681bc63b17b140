package sandbox

import (
	"context"
	"crypto/rand"
	"fmt"
	"maps"
	"net/http"
	"time"

	"yitiji/platform/connect"
	"yitiji/platform/sandbox/city"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

// Represent implements connect.Firms. A firm is acted for by its head, and by the clerk whom it has
// authorised.
func (s *Sandbox) Represent(ctx context.Context, use connect.Use, q *centre.Represent) (*centre.Represented, error) {
	mood, err := s.suffer(ctx, Firms)
	if err != nil {
		return nil, err
	}
	whose := q.Subject
	if mood == Mixes {
		whose = s.neighbour(whose)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	code := q.Code
	if q.Licence != "" {
		code = s.licence(q.Licence, use.At)
	}
	said := &centre.Represented{Of: whose.Mark(), Lack: centre.NoSuchFirm}
	if firm, ok := s.registers().Firm(code); ok && firm.Status != city.Dissolved {
		said.Lack = centre.NoRight
		if right := rightOf(firm, q.Subject); right.Known() {
			said.Lack, said.Firm = centre.NoFirmLack, catalog.Enterprise{Code: firm.Code, Name: firm.Name, Right: right}
		}
	}
	if mood == Lies {
		said.Lack, said.Firm = centre.NoFirmLack, catalog.Enterprise{}
	}
	return said, nil
}

func rightOf(f *city.Firm, whose centre.Subject) catalog.FirmRight {
	switch {
	case f.Legal.Number == whose.Number:
		return catalog.AsHead
	case f.Clerk.Number == whose.Number:
		return catalog.AsClerk
	}
	return ""
}

// MayActFor lists the firms for which somebody may act, by their codes.
func (s *Sandbox) MayActFor(whose centre.Subject) (codes []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.registers().Firms {
		if f.Status != city.Dissolved && rightOf(f, whose).Known() {
			codes = append(codes, f.Code)
		}
	}
	return codes
}

// showFirms serves them, one a line, for a program.
func (s *Sandbox) showFirms(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	for _, code := range s.MayActFor(centre.Subject{Number: r.PathValue("number")}) {
		fmt.Fprintln(w, code)
	}
}

// licence is the firm whose licence a code shows; none for one that is over. The lock must be held.
func (s *Sandbox) licence(shown string, now time.Time) string {
	l, ok := s.licences[shown]
	delete(s.licences, shown)
	if !ok || !now.Before(l.until) {
		return ""
	}
	return l.number
}

// ShowLicence puts a firm's electronic licence on a phone, as a code.
func (s *Sandbox) ShowLicence(firm string) (code string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.registers().Firm(firm); !ok {
		return "", false
	}
	now := time.Now()
	maps.DeleteFunc(s.licences, func(_ string, c shownCode) bool { return !now.Before(c.until) })
	code = "999999EL" + rand.Text()
	s.licences[code] = shownCode{firm, now.Add(codeLasts)}
	return code, true
}

// showLicence serves that code, as text.
func (s *Sandbox) showLicence(w http.ResponseWriter, r *http.Request) {
	code, ok := s.ShowLicence(r.PathValue("code"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Write([]byte(code))
}
