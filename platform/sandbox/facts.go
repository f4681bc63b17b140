package sandbox

import (
	"time"

	"yitiji/platform/sandbox/city"
	"yitiji/terminal/catalog"
)

// facts are what rules and reminders turn on, by the names under which rules.yaml has them.
// A person who is not in the register is nil.
var facts = map[string]func(s *Sandbox, p *city.Person, now time.Time) bool{
	"known":      func(_ *Sandbox, p *city.Person, _ time.Time) bool { return p != nil },
	"alive-card": func(_ *Sandbox, p *city.Person, now time.Time) bool { return p.ValidOn(now.Format(time.DateOnly)) },
	"social-card": func(_ *Sandbox, p *city.Person, _ time.Time) bool {
		return p.Insurance != nil && p.Insurance.Card != ""
	},
	"insured":  func(_ *Sandbox, p *city.Person, _ time.Time) bool { return p.Insurance != nil },
	"fund":     func(_ *Sandbox, p *city.Person, _ time.Time) bool { return p.Fund != nil },
	"licence":  func(_ *Sandbox, p *city.Person, _ time.Time) bool { return p.Licence != nil },
	"points":   func(_ *Sandbox, p *city.Person, _ time.Time) bool { return p.Licence != nil && p.Licence.Points < 12 },
	"resident": func(_ *Sandbox, p *city.Person, _ time.Time) bool { return p.Status == city.Resident },
	"disabled": func(_ *Sandbox, p *city.Person, _ time.Time) bool { return p.Disabled != "" },

	"turned-80": func(_ *Sandbox, p *city.Person, now time.Time) bool { return p.Age(now) >= 80 },
	"senior-without-card": func(_ *Sandbox, p *city.Person, now time.Time) bool {
		return p.Age(now) >= 60 && !holds(p, "elder-card")
	},
	"licence-ends": func(_ *Sandbox, p *city.Person, now time.Time) bool {
		return p.Licence != nil && soon(p.Licence.Until, now)
	},
	"card-ends":   func(_ *Sandbox, p *city.Person, now time.Time) bool { return soon(catalog.Day(p.ValidTo), now) },
	"fines":       func(s *Sandbox, p *city.Person, _ time.Time) bool { return len(s.openViolations(p, nil)) > 0 },
	"permit-ends": func(_ *Sandbox, p *city.Person, now time.Time) bool { return endsSoon(p, "residence-permit", now) },
	"pension-proof": func(_ *Sandbox, p *city.Person, _ time.Time) bool {
		return p.Insurance != nil && p.Insurance.Pension > 0
	},
}

// soonDays is how many days before its end somebody is reminded of a certificate.
const soonDays = 90

func soon(until catalog.Day, now time.Time) bool {
	return until != "" && until <= dayOf(now.AddDate(0, 0, soonDays))
}

func holds(p *city.Person, kind string) bool {
	for _, h := range p.Held {
		if h.Kind.Key == kind {
			return true
		}
	}
	return false
}

func endsSoon(p *city.Person, kind string, now time.Time) bool {
	for _, h := range p.Held {
		if h.Kind.Key == kind && soon(h.Expires, now) {
			return true
		}
	}
	return false
}
