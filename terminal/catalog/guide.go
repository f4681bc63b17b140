package catalog

// Guide is 办事指南: fixed sections, so that nothing is left out and nothing is asked
// beyond them. Materials, fee, deadlines, result and hours are sections too, and come from
// the item itself. What may be left out says so.
type Guide struct {
	Who     Text   `yaml:"who"`               // 受理条件, in plain words
	Bring   Text   `yaml:"bring"`             // 要带什么
	Gives   Text   `yaml:"gives,omitempty"`   // 能得到什么; may be left out
	Basis   Text   `yaml:"basis,omitempty"`   // 设定依据; may be left out
	Process []Text `yaml:"process"`           // 办理流程, step by step: what the flow picture shows
	Where   Text   `yaml:"where,omitempty"`   // 办理地点 beside the terminal; may be left out
	Contact Text   `yaml:"contact,omitempty"` // 咨询, 监督投诉; may be left out: the hotline is on every screen
}

func (g Guide) prove(p proof) {
	g.Who.prove(p.key("who"))
	g.Bring.prove(p.key("bring"))
	g.Gives.proveAny(p.key("gives"))
	g.Basis.proveAny(p.key("basis"))
	g.Where.proveAny(p.key("where"))
	g.Contact.proveAny(p.key("contact"))
	if len(g.Process) == 0 {
		p.key("process").wrong("no step: what happens after the application?")
	}
	for i, step := range g.Process {
		step.prove(p.key("process").nth(i))
	}
}

// Notice is 办理须知 or 服务公告: something to know before one begins.
type Notice struct {
	Text Text `yaml:"text"`
	From Day  `yaml:"from,omitempty"` // the first day on which it is shown; none means at once
	To   Day  `yaml:"to,omitempty"`   // the last one; none means for good
}

// Shown reports whether the notice is shown on a day.
func (n Notice) Shown(on Day) bool { return on >= n.From && (n.To == "" || on <= n.To) }

func (n Notice) prove(p proof) {
	n.Text.prove(p.key("text"))
	n.From.prove(p.key("from"))
	n.To.prove(p.key("to"))
	if n.To != "" && n.To < n.From {
		p.key("to").wrong("%s is before %s", n.To, n.From)
	}
}
