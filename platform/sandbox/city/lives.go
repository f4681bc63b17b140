package city

import (
	"fmt"
	"math/rand/v2"
	"time"

	"yitiji/terminal/catalog"
)

// record writes what offices hold of the i-th person.
func (c *City) record(i int, p *Person) {
	age := p.Age(c.Built)
	p.Convicted = i%67 == 41
	p.Veteran = p.Sex == "1" && age >= 40 && i%11 == 5
	if i%19 == 7 {
		p.Disabled = []string{"肢体三级", "视力二级", "听力一级"}[i%3]
	}
	c.insure(chance("insurance", i), i, p, age)
	c.house(chance("home", i), i, p, age)
	c.drive(chance("traffic", i), i, p, age)
	c.certify(chance("certificates", i), i, p, age)
}

// insure writes social insurance, housing fund and income tax: who works pays all three,
// who is old draws a pension, and some have nothing.
func (c *City) insure(r *rand.Rand, i int, p *Person, age int) {
	if age < 16 || (i > lastOfDesk && i%17 == 4) || (i == 4) { // children, some who never paid, and 赵德福
		return
	}
	in := &Insurance{Card: luhn(fmt.Sprintf("62999999%010d", 1000+i)), Scheme: "resident", Base: 3000_00}
	if i%23 == 9 {
		in.Card = ""
	}
	p.Insurance = in
	last := time.Date(c.Built.Year(), c.Built.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, -1, 0)
	months := min(12*(age-16), 12+r.IntN(12*22))
	switch {
	case age >= 60:
		in.Pension = catalog.Fen(1200+r.IntN(4200)) * 100
		last = p.born().AddDate(60, 0, 0)
		in.Scheme, months = "employee", 180+r.IntN(120)
		in.Firm, in.Base = oneOf(r, c.Firms), 2400_00
	case r.IntN(5) > 0 || i == lastOfDesk:
		in.Scheme, in.Firm, in.Base = "employee", oneOf(r, c.Firms), catalog.Fen(4500+250*r.IntN(80))*100
		c.save(r, i, p, min(months, 72))
		c.tax(r, p)
	}
	in.Months = contributions(r, in, last, months)
}

// firstYear is when records of contributions begin.
const firstYear = 1992

// contributions are the months up to last; a few are missing, a few were paid late.
func contributions(r *rand.Rand, in *Insurance, last time.Time, months int) []Month {
	var out []Month
	for back := months - 1; back >= 0; back-- {
		at := last.AddDate(0, -back, 0)
		if r.IntN(40) == 0 || at.Year() < firstYear {
			continue
		}
		base := in.Base - catalog.Fen(back/12)*150_00
		out = append(out, Month{Month: at.Format("2006-01"), Base: max(base, 2000_00), Firm: in.Firm, Late: r.IntN(30) == 0})
	}
	return out
}

// save opens a housing-fund account.
func (c *City) save(r *rand.Rand, i int, p *Person, months int) {
	f := &Fund{Account: fmt.Sprintf("99%010d", 4200+i), Firm: p.Insurance.Firm, Monthly: p.Insurance.Base * 24 / 100}
	for back := months; back > 0; back-- {
		at := c.Built.AddDate(0, -back, 0)
		f.Entries = append(f.Entries, Movement{dayOf(time.Date(at.Year(), at.Month(), 15, 0, 0, 0, 0, time.UTC)), "汇缴", f.Monthly})
		if at.Month() == time.June && r.IntN(3) == 0 {
			f.Entries = append(f.Entries, Movement{dayOf(time.Date(at.Year(), at.Month(), 28, 0, 0, 0, 0, time.UTC)), "租房提取", -6 * f.Monthly})
		}
	}
	for _, e := range f.Entries {
		f.Balance += e.Amount
	}
	if f.Balance < 0 {
		f.Balance = f.Monthly
	}
	if r.IntN(4) == 0 {
		f.Loan = catalog.Fen(100_000+r.IntN(500_000)) * 100
	}
	p.Fund = f
}

func (c *City) tax(r *rand.Rand, p *Person) {
	for back := 3; back >= 1; back-- {
		income := 12 * p.Insurance.Base * catalog.Fen(90+r.IntN(20)) / 100
		p.Taxes = append(p.Taxes, TaxYear{Year: c.Built.Year() - back, Income: income, Paid: max(0, income-60_000_00) * 5 / 100, Firm: p.Insurance.Firm})
	}
}

// house gives every third grown-up a home, of which couples have halves.
func (c *City) house(r *rand.Rand, i int, p *Person, age int) {
	if age < 22 || i%3 != 0 {
		return
	}
	h := Home{
		Title: fmt.Sprintf("虚（2019）虚构市不动产权第%07d号", 10_000+i), Address: "虚构市" + p.Address,
		Area: fmt.Sprintf("%.2f", 58+r.Float64()*90), Use: "住宅", Since: c.day(r, 1+r.IntN(14)), Share: "单独所有", Mortgage: r.IntN(3) == 0,
	}
	if p.Spouse != nil && r.IntN(2) == 0 {
		h.Share = "共同共有"
		p.Spouse.Homes = append(p.Spouse.Homes, h)
	}
	p.Homes = append(p.Homes, h)
}
