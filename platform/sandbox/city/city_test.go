package city_test

import (
	"reflect"
	"testing"
	"time"

	"yitiji/drivers/sim"
	"yitiji/platform/sandbox/city"
	"yitiji/terminal/catalog"
	"yitiji/terminal/identity"
)

var today = time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)

func TestEverybodyPassesEveryCheck(t *testing.T) {
	c := city.Build(today)
	if len(c.People) != 200 || len(c.Firms) != 40 {
		t.Fatalf("%d people, %d firms", len(c.People), len(c.Firms))
	}
	seen := map[string]bool{}
	for _, p := range c.People {
		if seen[p.Number] || !p.NumberFits() || p.Name == "" || p.Age(today) > 103 {
			t.Errorf("%s %s is twice, or does not fit", p.Name, p.Number)
		}
		if p.Document != identity.ForeignerCard && p.Number[:6] != city.Region {
			t.Errorf("%s is of a real region", p.Number)
		}
		seen[p.Number] = true
	}
	for _, f := range c.Firms {
		if !identity.CreditCodeFits(f.Code) || f.Code[2:8] != city.Region || f.Legal == nil {
			t.Errorf("%+v does not fit", f)
		}
	}
}

func TestFamiliesHoldTogether(t *testing.T) {
	couples, children, ages := 0, 0, map[int]int{}
	for _, p := range city.Build(today).People {
		ages[p.Age(today)/20]++
		if p.Spouse != nil {
			couples++
			if p.Spouse.Spouse != p || p.Spouse.Married != p.Married || p.Spouse.Sex == p.Sex {
				t.Errorf("%s is not married both ways", p.Name)
			}
		}
		for _, child := range p.Children {
			children++
			if child.Birth <= p.Birth {
				t.Errorf("%s is no child of %s", child.Name, p.Name)
			}
		}
	}
	if couples < 60 || children < 60 || len(ages) < 5 {
		t.Errorf("%d married, %d children, ages %v", couples, children, ages)
	}
}

func TestCertificatesAreReal(t *testing.T) {
	soon, over, kinds := 0, 0, map[string]bool{}
	for _, p := range city.Build(today).People {
		for _, h := range p.Held {
			kinds[h.Kind.Key] = true
			if !city.IdentifierFits(h.Identifier) {
				t.Errorf("%s of %s: %s", h.Kind.Key, p.Name, h.Identifier)
			}
			switch {
			case !h.ValidOn("2026-11-25"):
				over++
			case h.Expires != "" && h.Expires < "2027-02-01":
				soon++
			}
		}
	}
	if len(kinds) < 20 || soon < 10 || over < 5 {
		t.Errorf("%d kinds are held; %d run out soon, %d have", len(kinds), soon, over)
	}
	for _, k := range city.CertificateKinds() {
		if !kinds[k.Key] {
			t.Errorf("nobody holds a %s", k.Key)
		}
	}
}

// What the sample items call a certificate, the sample centre has under the same name.
func TestCertificatesAreTheVocabularys(t *testing.T) {
	c, err := catalog.Load(catalog.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]string{}
	for _, k := range city.CertificateKinds() {
		kinds[k.Key] = k.Name
	}
	for _, h := range c.Vocabulary().Certificates {
		if kinds[h.Key] != h.Name[catalog.Chinese] {
			t.Errorf("%s is called %q here, and %q in the vocabulary", h.Key, kinds[h.Key], h.Name[catalog.Chinese])
		}
		delete(kinds, h.Key)
	}
	if len(kinds) > 0 {
		t.Errorf("the vocabulary lacks %v", kinds)
	}
}

// The test vectors of GB/T 36904 that were checked by hand.
func TestIdentifierFits(t *testing.T) {
	for id, want := range map[string]bool{
		"1.2.156.3005.2.11100000000013338W011.11110000000021135M.20230329701.003.Y": true,
		"1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.0":  true,
		"1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.1":  false,
		"11100000000013338W009.11330105002500287C.2025052201.002.0":                 false,
		"": false,
	} {
		if got := city.IdentifierFits(id); got != want {
			t.Errorf("IdentifierFits(%q) = %v", id, got)
		}
	}
}

// A card that the device desk presents finds its holder.
func TestThePeopleOfTheDeskLiveHere(t *testing.T) {
	c := city.Build(today)
	for i, d := range sim.People() {
		p := c.People[i]
		if p.Number != d.Card.Number || p.Name != d.Card.Name || p.Sex != d.Card.Sex {
			t.Errorf("%d: %s %s, the desk has %s %s", i+1, p.Name, p.Number, d.Card.Name, d.Card.Number)
		}
	}
}

func TestTheCityIsTheSameEveryTime(t *testing.T) {
	one, two := city.Build(today), city.Build(today)
	later := city.Build(today.AddDate(0, 5, 0))
	for i := range one.People {
		if !reflect.DeepEqual(one.People[i].Held, two.People[i].Held) || one.People[i].Number != later.People[i].Number || one.People[i].Name != later.People[i].Name {
			t.Errorf("%d is another one", i)
		}
	}
}

func TestThereIsSomethingToFind(t *testing.T) {
	var insured, funded, drivers, owing, homes, taxed, convicted, rare int
	for _, p := range city.Build(today).People {
		if p.Insurance != nil && len(p.Insurance.Months) > 0 {
			insured++
		}
		if p.Fund != nil {
			funded++
		}
		if p.Licence != nil {
			drivers++
		}
		for _, v := range p.Violations {
			if !v.Settled && v.Fine > catalog.Fen(0) {
				owing++
			}
		}
		homes, taxed = homes+len(p.Homes), taxed+len(p.Taxes)
		if p.Convicted {
			convicted++
		}
		for _, r := range p.Name {
			if r > 0xFFFF || (r >= 0x3400 && r < 0x4E00) {
				rare++
			}
		}
	}
	t.Logf("insured %d, fund %d, drivers %d, unpaid fines %d, homes %d, tax years %d, convicted %d, rare names %d", insured, funded, drivers, owing, homes, taxed, convicted, rare)
	if insured < 80 || funded < 30 || drivers < 60 || owing < 20 || homes < 40 || taxed < 60 || convicted < 1 || rare < 5 {
		t.Error("the city is too poor")
	}
}
