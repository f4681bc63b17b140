package city

import (
	"fmt"
	"math/rand/v2"
	"time"

	"yitiji/terminal/catalog"
	"yitiji/terminal/identity"
)

// Sizes of the city.
const (
	peopleCount = 200
	firmCount   = 40
)

// Build makes the city as it is on a day.
func Build(today time.Time) *City {
	c := &City{Built: today, People: deskPeople()}
	for i, elder := range c.People {
		elder.Household = c.household(i)
		if elder.Status != Registered {
			elder.Household = ""
		}
	}
	taken := map[string]bool{}
	for _, p := range c.People {
		taken[p.Number] = true
	}
	for i := 0; len(c.People) < peopleCount; i++ {
		f := family{city: c, r: chance("family", i), n: i, taken: taken}
		f.settle()
	}
	c.People = c.People[:peopleCount]
	c.forgetTheMissing()
	c.found()
	for i, p := range c.People {
		c.record(i, p)
	}
	return c
}

func (c *City) household(n int) string { return fmt.Sprintf("%s001%05d", Region, n+1) }

// forgetTheMissing takes those out of families who are beyond the last of the people.
func (c *City) forgetTheMissing() {
	there := map[*Person]bool{}
	for _, p := range c.People {
		there[p] = true
	}
	keep := func(all []*Person) (out []*Person) {
		for _, p := range all {
			if there[p] {
				out = append(out, p)
			}
		}
		return out
	}
	for _, p := range c.People {
		p.Children, p.Parents = keep(p.Children), keep(p.Parents)
		if !there[p.Spouse] {
			p.Spouse, p.Married = nil, ""
		}
	}
}

// family is one household that is being made.
type family struct {
	city  *City
	r     *rand.Rand
	n     int
	taken map[string]bool
}

// settle makes a couple, mostly with children, some with their parents; some live alone.
// The first families are those of the elders of the device desk.
func (f *family) settle() {
	year := 1936 + f.r.IntN(66)
	surname, elder := oneOf(f.r, surnames), (*Person)(nil)
	if f.n < 7 { // the desk's elders, each with a son or a daughter
		elder = f.city.People[f.n]
		surname = string([]rune(elder.Name)[:1])
		year = elder.born().Year() + 24 + f.r.IntN(9)
	}
	address := fmt.Sprintf(oneOf(f.r, places), 1+f.r.IntN(28), 1+f.r.IntN(60))
	first := f.person(surname, "", year, address)
	if elder != nil {
		join(elder, first)
	}
	if f.r.IntN(6) == 0 {
		return // alone
	}
	second := f.person(oneOf(f.r, surnames), other(first.Sex), year-3+f.r.IntN(7), address)
	f.marry(first, second)
	for child := range f.r.IntN(4) {
		if born := year + 23 + 4*child + f.r.IntN(4); born <= 2025 {
			c := f.person(childName(first, second), "", born, address)
			join(first, c)
			join(second, c)
		}
	}
	if f.n%9 == 8 && year > 1960 { // an old mother or father in the house
		join(f.person(surname, "", year-27, address), first)
	}
}

func childName(a, b *Person) string {
	father := a
	if b.Sex == "1" {
		father = b
	}
	return string([]rune(father.Name)[:1])
}

func other(sex string) string {
	if sex == "1" {
		return "2"
	}
	return "1"
}

func join(parent, child *Person) {
	parent.Children = append(parent.Children, child)
	child.Parents = append(child.Parents, parent)
}

func (f *family) marry(a, b *Person) {
	later := max(a.born().Year(), b.born().Year()) + 22 + f.r.IntN(5)
	day := time.Date(later, time.Month(1+f.r.IntN(12)), 1+f.r.IntN(28), 0, 0, 0, 0, time.UTC)
	if !day.Before(f.city.Built) {
		return
	}
	a.Spouse, b.Spouse = b, a
	a.Married, b.Married = dayOf(day), dayOf(day)
}

func (p *Person) born() time.Time { return parse(p.Birth) }

// person makes one who lives in the household. Without a sex it is drawn.
func (f *family) person(surname, sex string, year int, address string) *Person {
	r := f.r
	if sex == "" {
		sex = fmt.Sprint(1 + r.IntN(2))
	}
	birth := time.Date(year, time.Month(1+r.IntN(12)), 1+r.IntN(28), 0, 0, 0, 0, time.UTC)
	p := &Person{Status: Registered, Household: f.city.household(20 + f.n), Person: identity.Person{
		Document: identity.ResidentCard, Name: surname + given(r, sex == "1", year), Sex: sex, Nation: "01",
		Birth: birth.Format(time.DateOnly), Address: address, ValidTo: validTo(birth, f.city.Built),
	}}
	if r.IntN(18) == 0 {
		n := oneOf(r, nations)
		p.Nation, p.Name = n.code, oneOf(r, n.women)
		if sex == "1" {
			p.Name = oneOf(r, n.men)
		}
	}
	if f.n%7 == 3 { // registered elsewhere, with a residence permit
		p.Status, p.Household = Resident, ""
	}
	for {
		serial := 100 + 2*r.IntN(450)
		if sex == "1" {
			serial++
		}
		if p.Number = number(birth, serial); !f.taken[p.Number] {
			break
		}
	}
	f.taken[p.Number] = true
	f.city.People = append(f.city.People, p)
	return p
}

// validTo is until when an identity card is valid: 5 years for children, 10 to 25, 20 to
// 45, and for good from then on.
func validTo(birth, today time.Time) string {
	r := chance("card", birth)
	age, _ := identity.Age(birth.Format(time.DateOnly), today.Format(time.DateOnly))
	years := 20
	switch {
	case age >= 46:
		return ""
	case age < 16:
		years = 5
	case age < 26:
		years = 10
	}
	return today.AddDate(0, r.IntN(12*years)-2, r.IntN(28)).Format(time.DateOnly)
}

// day is a day so many years before the city was built, more or less.
func (c *City) day(r *rand.Rand, years int) catalog.Day {
	return dayOf(c.Built.AddDate(-years, -r.IntN(12), -r.IntN(28)))
}
