package city

import (
	"slices"
	"time"

	"yitiji/terminal/catalog"
	"yitiji/terminal/identity"
)

// Person is one inhabitant, with all that offices hold of them.
type Person struct {
	identity.Person

	Status    Status
	Household string // 户号; empty where they are registered elsewhere
	Spouse    *Person
	Married   catalog.Day // empty for not
	Parents   []*Person
	Children  []*Person
	Convicted bool // there is a criminal record
	Disabled  string
	Veteran   bool

	Insurance  *Insurance
	Fund       *Fund
	Licence    *Licence
	Vehicles   []Vehicle
	Violations []Violation
	Homes      []Home
	Taxes      []TaxYear
	Firms      []*Firm // of which they are the legal representative
	Held       []Certificate
}

// Status is by what right somebody lives in the city.
type Status string

// The kinds of status.
const (
	Registered Status = "registered" // 本地户籍
	Resident   Status = "resident"   // 外地户籍, with a residence permit
	Overseas   Status = "overseas"   // 港澳台居民
	Foreigner  Status = "foreigner"
)

// Age is the count of full years on a day.
func (p *Person) Age(on time.Time) int {
	years, _ := identity.Age(p.Birth, on.Format(time.DateOnly))
	return years
}

// City is all its registers.
type City struct {
	Built  time.Time
	People []*Person
	Firms  []*Firm
}

// Person finds somebody by the number of their document.
func (c *City) Person(number string) (*Person, bool) {
	i := slices.IndexFunc(c.People, func(p *Person) bool { return p.Number == number })
	if i < 0 {
		return nil, false
	}
	return c.People[i], true
}

// Firm finds a firm by its unified social credit code.
func (c *City) Firm(code string) (*Firm, bool) {
	i := slices.IndexFunc(c.Firms, func(f *Firm) bool { return f.Code == code })
	if i < 0 {
		return nil, false
	}
	return c.Firms[i], true
}
