package terminal

import (
	"strings"

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
		Number: c.Number, Address: c.Address, ValidFrom: c.From.String(), ValidTo: c.To.String(),
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

// travellerOf takes the same from a travel document. ok is false for one by which nobody is served: a
// visa, say.
func travellerOf(d drivers.TravelDocument) (p identity.Person, ok bool) {
	p = identity.Person{
		Document: zoneOf(d), Name: strings.TrimSuffix(d.Surname+", "+d.GivenNames, ", "),
		Sex: d.Sex, Country: d.Nationality, Number: d.Number, ValidTo: d.Expiry.String(),
	}
	p.EnglishName = p.Name
	if d.Birth.Month != 0 && d.Birth.Day != 0 { // else the document does not know it
		p.Birth = d.Birth.String()
	}
	return p, p.Document != ""
}

// insuredOf takes the same from a social-security card.
func insuredOf(c drivers.SocialCard) identity.Person {
	return identity.Person{
		Document: identity.SocialCard, Name: c.Name, Sex: c.Sex, Nation: c.Nation,
		Birth: c.Birth.String(), Number: c.Number, ValidFrom: c.Issued.String(), ValidTo: c.Expires.String(),
	}
}

// zoneOf tells a document by the code that its zone begins with (ICAO Doc 9303-3, 5), and permits, of
// which all begin with C and are issued by CHN, by their numbers.
func zoneOf(d drivers.TravelDocument) identity.Document {
	switch {
	case strings.HasPrefix(d.Code, "P"):
		return identity.Passport
	case !strings.HasPrefix(d.Code, "C") || d.State != "CHN":
		return ""
	case identity.HomeReturnNumber(d.Number):
		return identity.HomeReturnPermit
	case identity.TaiwanNumber(d.Number):
		return identity.TaiwanPermit
	}
	return ""
}

func itemCode(p Progress) catalog.ItemCode { return catalog.ItemCode(p.Item) }
