package terminal

import (
	"yitiji/drivers"
	"yitiji/terminal/catalog"
	"yitiji/terminal/identity"
)

// personOf takes from a card what an application needs. The picture and the
// issuer stay behind.
func personOf(c drivers.Card) identity.Person {
	p := identity.Person{
		Document: documentOf(c.Layout), Name: c.Name, EnglishName: c.EnglishName,
		Sex: c.Sex, Nation: c.Nation, Country: c.Country, Birth: c.Birth.String(),
		Number: c.Number, Address: c.Address, ValidTo: c.To.String(),
	}
	if p.Name == "" {
		p.Name = c.EnglishName
	}
	if c.Newest != "" {
		p.Address = c.Newest
	}
	return p
}

func documentOf(l drivers.Layout) identity.Document {
	switch l {
	case drivers.Resident:
		return identity.ResidentCard
	case drivers.Permit:
		return identity.ResidentPermit
	default:
		return identity.ForeignerCard
	}
}

func itemCode(p Progress) catalog.ItemCode { return catalog.ItemCode(p.Item) }
