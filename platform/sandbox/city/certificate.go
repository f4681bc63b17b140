package city

import (
	_ "embed" // the kinds
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/goccy/go-yaml"

	"yitiji/terminal/catalog"
	"yitiji/terminal/identity"
)

//go:embed certificates.yaml
var kindsFile []byte

// CertificateKind is a kind of electronic certificate (证照类型).
type CertificateKind struct {
	Key     string `yaml:"key"`
	Name    string `yaml:"name"`
	Defined string `yaml:"defined"`
	Kind    string `yaml:"kind"`
	Issuer  string `yaml:"issuer"`
	Years   int    `yaml:"years,omitempty"`
}

// CertificateKinds lists the kinds.
var CertificateKinds = sync.OnceValue(func() []CertificateKind {
	var out []CertificateKind
	if err := yaml.UnmarshalWithOptions(kindsFile, &out, yaml.Strict()); err != nil {
		panic(err) // the file is compiled in
	}
	return out
})

// Certificate is one that somebody holds.
type Certificate struct {
	Kind       CertificateKind
	Identifier string // 电子证照标识
	Number     string // on its face
	Issued     catalog.Day
	Expires    catalog.Day // empty for good
}

// ValidOn reports whether it may be used on a day.
func (c Certificate) ValidOn(day catalog.Day) bool { return c.Expires == "" || day <= c.Expires }

// Root is the object identifier under which certificates of the country stand.
const Root = "1.2.156.3005.2"

// identifier composes a certificate's identifier by GB/T 36904: kind, issuer, serial,
// version, and the check character of ISO 7064 MOD 37,36 over all of them.
func (k CertificateKind) identifier(serial string) string {
	check, _ := identity.CreditCheck(k.Defined)
	office := k.Defined + string(check)
	body := fmt.Sprintf("%s%s.%s.%s.001", office, k.Kind, office, serial)
	return Root + "." + body + "." + string(identity.Mod3736(body))
}

// IdentifierFits reports whether an identifier has the shape and the check character of
// GB/T 36904.
func IdentifierFits(id string) bool {
	body, ok := strings.CutPrefix(id, Root+".")
	parts := strings.Split(body, ".")
	if !ok || len(parts) != 5 || len(parts[0]) != 21 || len(parts[1]) != 18 || len(parts[4]) != 1 {
		return false
	}
	return identity.Mod3736(strings.Join(parts[:4], ".")) == parts[4][0]
}

// certify gives a person the certificates that their life comes with.
func (c *City) certify(r *rand.Rand, i int, p *Person, age int) {
	has := map[string]string{} // number on its face, by key
	set := func(key, number string, when bool) {
		if when {
			has[key] = number
		}
	}
	set("id-photo", p.Number, i != 5 && (i <= lastOfDesk || i%6 != 1)) // 周敏 has none: hers is sent by phone
	set("id-card", p.Number, p.Document == identity.ResidentCard && age >= 16)
	set("household-register", p.Household, p.Household != "")
	set("residence-permit", "JZ"+p.Number[len(p.Number)-6:], p.Status == Resident)
	set("hmt-permit", p.Number, p.Status == Overseas)
	set("foreigner-card", p.Number, p.Status == Foreigner)
	set("marriage", fmt.Sprintf("J%s-%s-%06d", Region, strings.ReplaceAll(string(p.Married), "-", "")[:min(4, len(p.Married))], i), p.Married != "")
	set("elder-card", fmt.Sprintf("L%08d", i), age >= 60 && i%2 == 0)
	set("birth", fmt.Sprintf("Z99%07d", i), age < 18)
	set("vaccination", fmt.Sprintf("Y%08d", i), age < 12)
	set("only-child", fmt.Sprintf("D%08d", i), len(p.Children) == 1 && age >= 45)
	set("health-worker", fmt.Sprintf("K%08d", i), age >= 18 && age < 60 && i%8 == 2)
	set("disabled", p.Number+"43", p.Disabled != "")
	set("veteran", fmt.Sprintf("T%08d", i), p.Veteran)
	set("degree", fmt.Sprintf("99999%011d", i), age >= 22 && age < 60 && i%4 == 1)
	if p.Licence != nil {
		set("driving-licence", p.Licence.File, true)
		set("driver-health", fmt.Sprintf("S%08d", i), i%3 != 2)
	}
	set("social-card", cardOf(p), cardOf(p) != "")
	for _, v := range p.Vehicles {
		set("vehicle-licence", v.Plate, true)
	}
	for _, h := range p.Homes {
		set("property", h.Title, true)
	}
	for _, f := range p.Firms {
		set("business-licence", f.Code, f.Status != Dissolved)
		for _, l := range f.Licences {
			set(l, f.Code, f.Status != Dissolved)
		}
	}
	for n, k := range CertificateKinds() {
		if face, ok := has[k.Key]; ok {
			p.Held = append(p.Held, c.hold(r, k, face, 100*i+n, p))
		}
	}
}

func cardOf(p *Person) string {
	if p.Insurance == nil {
		return ""
	}
	return p.Insurance.Card
}

// hold dates a certificate: one in twelve has run out lately, one in eight runs out soon.
func (c *City) hold(r *rand.Rand, k CertificateKind, face string, serial int, p *Person) Certificate {
	out := Certificate{Kind: k, Number: face, Identifier: k.identifier(fmt.Sprintf("%010d", serial))}
	if k.Years == 0 {
		out.Issued = c.day(r, 1+r.IntN(8))
	} else {
		left := r.IntN(360 * k.Years)
		switch dice := r.IntN(24); {
		case dice < 2:
			left = -1 - r.IntN(60)
		case dice < 5:
			left = 3 + r.IntN(50)
		}
		expires := c.Built.AddDate(0, 0, left)
		out.Expires, out.Issued = dayOf(expires), dayOf(expires.AddDate(-k.Years, 0, 1))
	}
	switch {
	case k.Key == "driving-licence":
		out.Issued, out.Expires = p.Licence.First, p.Licence.Until
	case k.Key == "id-card":
		out.Expires = catalog.Day(p.ValidTo)
	case k.Key == "marriage":
		out.Issued = p.Married
	}
	if out.Issued < catalog.Day(p.Birth) {
		out.Issued = dayOf(p.born().Add(72 * time.Hour))
	}
	return out
}
