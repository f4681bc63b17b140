package catalog

import (
	"slices"

	"cel.dev/cel-go/cel"
)

// Material is something that has to be handed in, or need not be (免提交).
type Material struct {
	Key         string      `yaml:"key"`
	Name        Text        `yaml:"name"`
	When        Expression  `yaml:"when,omitempty"`        // in which situations; none means in all
	Optional    bool        `yaml:"optional,omitempty"`    // one may go on without it
	Copies      int         `yaml:"copies,omitempty"`      // of paper; 0 means that a picture will do
	Original    bool        `yaml:"original,omitempty"`    // the original is looked at when the result is collected
	Certificate string      `yaml:"certificate,omitempty"` // 免提交: the type of the electronic certificate that takes its place
	From        []Gathering `yaml:"from"`                  // how it may be given, the easiest first
	Later       *Later      `yaml:"later,omitempty"`       // 容缺: it may be handed in later
	Note        Text        `yaml:"note,omitempty"`        // what to look at; may be left out
}

// Gathering is a way in which a material comes.
type Gathering string

// The ways.
const (
	ByCertificate Gathering = "certificate" // fetched by number, nothing is handed in
	ByScan        Gathering = "scan"        // laid on the terminal's scanner
	ByPhone       Gathering = "phone"       // sent from the person's phone
	ByReuse       Gathering = "reuse"       // given before
	ByPromise     Gathering = "promise"     // 容缺: to come later; only where the material says so, never listed in From
)

// Gatherings lists every way.
func Gatherings() []Gathering { return []Gathering{ByCertificate, ByScan, ByPhone, ByReuse} }

// Later is 容缺受理: what may be missing at acceptance, against a promise.
type Later struct {
	Days    int  `yaml:"days"`    // working days until it must be there
	Promise Text `yaml:"promise"` // 承诺书: what the person signs
}

func (m Material) prove(p proof, fields []string) {
	if m.Key == "" {
		p.key("key").wrong("no key")
	}
	m.Name.prove(p.key("name"))
	m.Note.proveAny(p.key("note"))
	m.When.prove(p.key("when"), cel.BoolType, fields)
	if len(m.From) == 0 {
		p.key("from").wrong("no way to give it: want some of %v", Gatherings())
	}
	for i, from := range m.From {
		oneOf(p.key("from").nth(i), from, Gatherings())
	}
	if (m.Certificate != "") != slices.Contains(m.From, ByCertificate) {
		p.key("certificate").wrong("a certificate and the way %q go together", ByCertificate)
	}
	if !m.Optional && m.Later == nil && slices.Equal(m.From, []Gathering{ByCertificate}) {
		p.key("from").wrong("who has no such certificate could not go on: name another way")
	}
	if m.Later != nil {
		m.Later.Promise.prove(p.key("later").key("promise"))
		if m.Later.Days < 1 {
			p.key("later").key("days").wrong("%d days", m.Later.Days)
		}
	}
}
