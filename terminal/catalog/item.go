package catalog

import (
	"slices"

	"yitiji/terminal/identity"
)

// Item is a service item (事项): everything that a terminal must know to offer it. What
// may be left out says so.
type Item struct {
	// What it is.
	Code     ItemCode `yaml:"code"`
	Scheme   Scheme   `yaml:"scheme"`
	Version  int      `yaml:"version"`        // raised with every published change
	Type     string   `yaml:"type,omitempty"` // 事项类型, a key of the vocabulary; may be left out
	Work     Work     `yaml:"work"`
	Name     Text     `yaml:"name"`
	Summary  Text     `yaml:"summary"`
	Icon     string   `yaml:"icon"`
	Minutes  int      `yaml:"minutes"`            // how long a citizen usually needs
	Aliases  Names    `yaml:"aliases,omitempty"`  // what people call it; may be left out
	Keywords Names    `yaml:"keywords,omitempty"` // other words by which it is found; may be left out

	// Parts are the items that it joins into one thing (一件事); see Load.
	Parts []ItemCode `yaml:"parts,omitempty"`

	// Where it is found, by keys of the vocabulary.
	Domain   string     `yaml:"domain"`
	Themes   []string   `yaml:"themes,omitempty"`
	Events   []string   `yaml:"events,omitempty"` // life events
	Zones    []string   `yaml:"zones,omitempty"`
	Audience []Audience `yaml:"audience"`
	Coverage []Region   `yaml:"coverage,omitempty"` // 系统覆盖范围; none means everywhere

	// What it asks.
	Identity   Identity    `yaml:"identity"`
	Conditions []Condition `yaml:"conditions,omitempty"`
	Guide      Guide       `yaml:"guide"`
	Consent    Text        `yaml:"consent"`
	Situations []Field     `yaml:"situations,omitempty"` // 情形: choices that decide on materials and form
	Form       []Field     `yaml:"form,omitempty"`
	Materials  []Material  `yaml:"materials,omitempty"`
	Sign       bool        `yaml:"sign,omitempty"` // the person signs what is handed in

	// What it tells by itself, where it informs.
	Sums    []Sum     `yaml:"sums,omitempty"`
	Reading []Reading `yaml:"reading,omitempty"`

	// What it needs.
	Offline  Offline   `yaml:"offline"`
	Needs    []Device  `yaml:"needs,omitempty"`    // without these it cannot be finished
	Uses     []Device  `yaml:"uses,omitempty"`     // these make it easier
	Networks []Network `yaml:"networks,omitempty"` // 网络策略; none means any
	Hours    []Opening `yaml:"hours,omitempty"`    // none means always

	// What it costs and gives.
	Fee       Fee        `yaml:"fee"`
	Result    Result     `yaml:"result"`
	Delivery  []Delivery `yaml:"delivery"`
	Deadlines Deadlines  `yaml:"deadlines,omitempty"`
	Visits    int        `yaml:"visits,omitempty"`  // how often a person must come to a window: 0 零跑动, 1 最多跑一次
	Notices   []Notice   `yaml:"notices,omitempty"` // 办理须知, 服务公告

	ready *programs // of its rules
}

// Work is what a person does with an item (办理类型).
type Work string

// The kinds of work.
const (
	Apply  Work = "apply"  // 办理
	Query  Work = "query"  // 查询, 打印
	Book   Work = "book"   // 预约
	Inform Work = "inform" // 指南, 计算, 公示: nothing is asked of anyone
)

// Works lists every kind of work.
func Works() []Work { return []Work{Apply, Query, Book, Inform} }

// Audience is whom an item serves (服务对象).
type Audience string

// The audiences.
const (
	Person       Audience = "person"       // 自然人
	Firm         Audience = "firm"         // 法人
	Organisation Audience = "organisation" // 非法人组织
)

// Audiences lists every audience.
func Audiences() []Audience { return []Audience{Person, Firm, Organisation} }

// Offline says what may be done while the centre cannot be reached.
type Offline string

// The offline modes. The centre sets them; a terminal never loosens one.
const (
	OfflineNone  Offline = "none"  // closed without a network
	OfflineQueue Offline = "queue" // taken and kept; not yet accepted (尚未受理)
	OfflineFull  Offline = "full"  // finished without a network
)

// OfflineModes lists every mode.
func OfflineModes() []Offline { return []Offline{OfflineNone, OfflineQueue, OfflineFull} }

// Identity says how a person proves who they are.
type Identity struct {
	Level     identity.Assurance  `yaml:"level"`               // the least that will do
	Documents []identity.Document `yaml:"documents,omitempty"` // by which of these; none means any
	Firm      bool                `yaml:"firm,omitempty"`      // a firm applies: whoever is there shows which, and that they may act for it
	Acting    []identity.Role     `yaml:"acting,omitempty"`    // as what somebody may apply for another, whose document is here too; none means not at all
}

// Accepts reports whether document is one of those by which one may apply, and proves its holder
// surely enough.
func (i Identity) Accepts(document identity.Document) bool {
	return i.Suffices(identity.Read(identity.Person{Document: document}))
}

// Suffices reports whether p is sure enough, and of the holder of a document by which one may apply.
func (i Identity) Suffices(p identity.Proof) bool {
	named := len(i.Documents) == 0 || slices.Contains(i.Documents, p.Person.Document)
	return named && p.Assurance().Meets(i.Level)
}

// ByPhone reports whether a phone proves surely enough whose it is.
func (i Identity) ByPhone() bool { return i.Level == identity.CodeProof }

// Readers are the devices that read what is accepted, the surest first: any one of them will do.
func (i Identity) Readers() (readers []Device) {
	if i.Level == identity.NoProof {
		return nil
	}
	for _, d := range identity.Documents() {
		if r := ReaderOf(d); i.Accepts(d) && !slices.Contains(readers, r) {
			readers = append(readers, r)
		}
	}
	return readers
}

// ReaderOf is the device that reads a document.
func ReaderOf(d identity.Document) Device {
	switch {
	case d.Assurance() == identity.CardProof:
		return CardReader
	case d == identity.SocialCard:
		return SocialCardSlot
	}
	return PassportReader
}

// Device is the place of a device, as the terminal's configuration names it.
type Device string

// The devices that an item may need.
const (
	CardReader      Device = "idcard"
	ReceiptPrinter  Device = "receipt"
	CodeScanner     Device = "code"
	DocumentPrinter Device = "document"
	PageScanner     Device = "paper"
	SocialCardSlot  Device = "socialcard"
	PassportReader  Device = "travel"
	CardDispenser   Device = "dispenser"
)

// Devices lists every device.
func Devices() []Device {
	return []Device{
		CardReader, ReceiptPrinter, CodeScanner, DocumentPrinter, PageScanner,
		SocialCardSlot, PassportReader, CardDispenser,
	}
}

// Network is a network on which terminals stand.
type Network string

// The networks.
const (
	GovernmentNet Network = "government" // 政务外网
	Internet      Network = "internet"   // 互联网, with a tunnel
)

// Networks lists every network.
func Networks() []Network { return []Network{GovernmentNet, Internet} }
