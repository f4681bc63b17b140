package main

import (
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/sim"
)

// motion is how long the dispenser takes to move a card.
const motion = 600 * time.Millisecond

// cabinet is what stands inside a terminal and beside it, beyond what every visit uses.
type cabinet struct {
	travel    *sim.PageReader
	dispenser *sim.Dispenser
	ups       *sim.UPS
	board     *sim.Board
	flatbed   *sim.Flatbed
	paper     *sim.Relay // the line to it
	document  *sim.Relay // the line to the A4 printer, which is not the desk's; nil for none
	chips     *sim.VPCD  // pcscd's virtual reader, where this machine has one
	papers    []sim.FlatbedPaper
	visitors  []sim.Traveller
}

func newCabinet(o options, fonts *sim.Fonts) cabinet {
	at := func(name string) string { return filepath.Join(o.Devices, name) }
	c := cabinet{
		travel:    sim.NewPageReader(sim.PageReaderOptions{Link: at("travel")}),
		dispenser: sim.NewDispenser(sim.DispenserOptions{Link: at("dispenser"), Baud: 9600, Motion: motion}),
		ups:       sim.NewUPS(sim.UPSOptions{Link: at("ups"), Baud: 2400}),
		board:     sim.NewBoard(sim.BoardOptions{Link: at("signals"), Baud: 9600}),
		flatbed:   sim.NewFlatbed(sim.FlatbedOptions{Fonts: fonts}),
		chips:     sim.NewVPCD(""),
		papers:    sim.FlatbedPapers(),
		visitors:  sim.Travellers(),
	}
	if o.Document != "" {
		c.document = sim.NewRelay("tcp", o.Document, o.DocumentAt)
	}
	return c
}

// plug plugs everything in. The line to the paper scanner, at an address, is laid when the
// scanner is there.
func (c *cabinet) plug(paper string) error {
	if err := errors.Join(c.travel.Plug(), c.dispenser.Plug(), c.ups.Plug(), c.board.Plug(), c.flatbed.Plug()); err != nil {
		return err
	}
	c.paper = sim.NewRelay("tcp", paper, c.flatbed.Address())
	if c.document == nil {
		return c.paper.Plug()
	}
	return errors.Join(c.paper.Plug(), c.document.Plug())
}

func (c *cabinet) close() error {
	c.chips.Remove()
	err := errors.Join(c.travel.Close(), c.dispenser.Close(), c.ups.Close(), c.board.Close(), c.flatbed.Close())
	for _, line := range []*sim.Relay{c.paper, c.document} {
		if line != nil {
			err = errors.Join(err, line.Close())
		}
	}
	return err
}

// paperURL is where the terminal reaches the paper scanner.
func (c *cabinet) paperURL() string { return "http://" + c.paper.Address() + "/eSCL" }

// cabinetState is the cabinet at one moment.
type cabinetState struct {
	Travel    sim.PageReaderState `json:"travel"`
	Dispenser sim.DispenserState  `json:"dispenser"`
	UPS       sim.UPSState        `json:"ups"`
	Signals   sim.BoardState      `json:"signals"`
	Paper     sim.FlatbedState    `json:"paper"`
	Social    sim.VPCDState       `json:"socialcard"`
	Lines     []lineState         `json:"lines"`
}

// lineState is one cable.
type lineState struct {
	Device  string      `json:"device"`
	Plugged bool        `json:"plugged"`
	Threat  sim.Trouble `json:"threat"` // what will befall it
}

// line is what leads to a device: a Cable, or a Relay.
type line interface {
	Plug() error
	Unplug() error
	Plugged() bool
	Befall(t sim.Trouble, n int)
	Threat() sim.Trouble
}

// named is the line to the device of a place.
type named struct {
	name  string
	cable line
}

// cables are the lines, in the order in which they are shown.
func (d *desk) cables() []named {
	all := []named{
		{"idcard", d.reader.Cable},
		{"receipt", d.printer.Cable},
		{"code", d.scanner.Cable},
		{"travel", d.cabinet.travel.Cable},
		{"dispenser", d.cabinet.dispenser.Cable},
		{"ups", d.cabinet.ups.Cable},
		{"signals", d.cabinet.board.Cable},
		{"paper", paperLine{d.cabinet.paper, d.cabinet.flatbed}},
	}
	if d.cabinet.document != nil {
		all = append(all, named{"document", d.cabinet.document})
	}
	return all
}

// paperLine is the line to the paper scanner and its power, which are one plug.
type paperLine struct {
	*sim.Relay
	device *sim.Flatbed
}

func (p paperLine) Plug() error   { return errors.Join(p.device.Plug(), p.Relay.Plug()) }
func (p paperLine) Unplug() error { return errors.Join(p.Relay.Unplug(), p.device.Unplug()) }

func (d *desk) cabinetState() cabinetState {
	c := d.cabinet
	s := cabinetState{
		Travel: c.travel.State(), Dispenser: c.dispenser.State(), UPS: c.ups.State(),
		Signals: c.board.State(), Paper: c.flatbed.State(), Social: c.chips.State(),
	}
	s.Paper.Plugged = s.Paper.Plugged && c.paper.Plugged()
	for _, x := range d.cables() {
		s.Lines = append(s.Lines, lineState{x.name, x.cable.Plugged(), x.cable.Threat()})
	}
	return s
}

// cabinetRoutes are the verbs of the cabinet.
func (d *desk) cabinetRoutes() map[string]action {
	return map[string]action{
		"POST /device/{device}/befall": d.befall,
		"POST /travel/present":         d.presentDocument,
		"POST /dispenser/{what}":       d.workDispenser,
		"POST /ups/{what}":             d.workUPS,
		"POST /signals/input":          d.workInput,
		"POST /paper/{what}":           d.workFlatbed,
		"POST /socialcard/insert":      d.insertCard,
		"POST /socialcard/remove":      d.removeCard,
	}
}

// befall makes a trouble happen on a line, so many bytes from now.
func (d *desk) befall(r *http.Request) error {
	trouble, err := oneOf(r, "trouble", append(sim.Troubles(), "")...)
	if err != nil {
		return err
	}
	at := 0
	if r.FormValue("at") != "" {
		if at, err = number(r, "at", 0, 1_000_000); err != nil {
			return err
		}
	}
	for _, x := range d.cables() {
		if x.name == r.PathValue("device") {
			x.cable.Befall(trouble, at)
			return nil
		}
	}
	return fmt.Errorf("%w: no line to %q", errRequest, r.PathValue("device"))
}

// presentDocument lays a travel document on the glass.
func (d *desk) presentDocument(r *http.Request) error {
	n, err := number(r, "traveller", 1, len(d.cabinet.visitors))
	if err != nil {
		return err
	}
	form, err := oneOf(r, "form", "passport", "card", "smudged")
	if err != nil {
		return err
	}
	who := d.cabinet.visitors[n-1]
	zone := who.Passport()
	switch form {
	case "card":
		zone = who.Card()
	case "smudged": // what a camera makes of a thumb: a 5 that looks like an S
		zone[1] = strings.Replace(zone[1], zone[1][14:15], "S", 1)
	}
	return d.cabinet.travel.Present(r.Context(), zone)
}

// insertCard puts a social-security card into the virtual reader of this machine's pcscd.
func (d *desk) insertCard(r *http.Request) error {
	cards := sim.SocialCards()
	n, err := number(r, "card", 1, len(cards))
	if err != nil {
		return err
	}
	style, err := oneOf(r, "style", sim.PlainStyle, sim.FetchStyle, sim.ExactStyle, sim.BareStyle, sim.BankStyle)
	if err != nil {
		return err
	}
	if err := d.cabinet.chips.Insert(&sim.SocialCard{Card: cards[n-1], Style: style}); err != nil {
		return fmt.Errorf("no pcscd with vsmartcard's virtual reader runs here: %w", err)
	}
	return nil
}

func (d *desk) removeCard(*http.Request) error {
	d.cabinet.chips.Remove()
	return nil
}

func (d *desk) workDispenser(r *http.Request) error {
	device := d.cabinet.dispenser
	switch what := r.PathValue("what"); what {
	case "take":
		if !device.Take() {
			return errors.New("no card at the gate")
		}
	case "stacker":
		cards, err := number(r, "cards", 0, 200)
		if err != nil {
			return err
		}
		device.Fill(cards)
	case "bin":
		to, err := oneOf(r, "state", "full", "empty")
		if err != nil {
			return err
		}
		device.EmptyBin()
		if to == "full" {
			device.FillBin()
		}
	case "jam":
		to, err := oneOf(r, "state", "on", "off")
		if err != nil {
			return err
		}
		device.SetJam(to == "on")
	case "restart":
		device.Restart()
	default:
		return fmt.Errorf("%w: no %q on the dispenser", errRequest, what)
	}
	return nil
}

func (d *desk) workUPS(r *http.Request) error {
	switch what := r.PathValue("what"); what {
	case "mains", "failed":
		to, err := oneOf(r, "state", "on", "off")
		if err != nil {
			return err
		}
		if what == "mains" {
			d.cabinet.ups.SetMains(to == "on")
		} else {
			d.cabinet.ups.SetFailed(to == "on")
		}
	case "charge":
		percent, err := number(r, "percent", 0, 100)
		if err != nil {
			return err
		}
		d.cabinet.ups.SetCharge(percent)
	default:
		return fmt.Errorf("%w: no %q on the power supply", errRequest, what)
	}
	return nil
}

func (d *desk) workInput(r *http.Request) error {
	n, err := number(r, "input", 0, len(d.cabinet.board.State().Inputs)-1)
	if err != nil {
		return err
	}
	to, err := oneOf(r, "state", "on", "off")
	if err == nil {
		d.cabinet.board.SetInput(n, to == "on")
	}
	return err
}

func (d *desk) workFlatbed(r *http.Request) error {
	device := d.cabinet.flatbed
	switch what := r.PathValue("what"); what {
	case "lay":
		n, err := number(r, "paper", 1, len(d.cabinet.papers))
		if err != nil {
			return err
		}
		device.Lay(d.cabinet.papers[n-1])
	case "lift":
		device.Lift()
	case "load":
		n, err := number(r, "sheets", 0, 50)
		if err != nil {
			return err
		}
		var stack []sim.FlatbedPaper
		for i := range n {
			stack = append(stack, d.cabinet.papers[i%len(d.cabinet.papers)])
		}
		device.Load(stack...)
	case "jam":
		n, err := number(r, "sheet", 0, 50)
		if err != nil {
			return err
		}
		device.ClearJam()
		if n > 0 {
			device.JamAt(n)
		}
	case "cover":
		to, err := oneOf(r, "state", "open", "closed")
		if err != nil {
			return err
		}
		device.SetCover(to == "open")
	case "trouble":
		trouble, err := oneOf(r, "kind", flatbedTroubles()...)
		if err != nil {
			return err
		}
		device.Misbehave(trouble)
	default:
		return fmt.Errorf("%w: no %q on the paper scanner", errRequest, what)
	}
	return nil
}

// flatbedTroubles are those that the page offers.
func flatbedTroubles() []sim.FlatbedTrouble {
	return []sim.FlatbedTrouble{
		sim.FlatbedWell, sim.FlatbedWarming, sim.FlatbedOccupied, sim.FlatbedDown, sim.FlatbedMute,
		sim.FlatbedNoise, sim.FlatbedCut, sim.FlatbedTorn, sim.FlatbedEndless, sim.FlatbedForeign,
	}
}

// cabinetPage is what the second page shows.
type cabinetPage struct {
	cabinetState
	Devices   string
	URL       string // of the paper scanner
	Troubles  []phraseOf[sim.Trouble]
	Spoilt    []phraseOf[sim.FlatbedTrouble]
	Papers    []sim.FlatbedPaper
	Travelers []sim.Traveller
	Cards     []drivers.SocialCard
	Names     map[string]phrase
	Wires     map[string]wire
}

// phraseOf is a choice and its words.
type phraseOf[T any] struct {
	Value       T
	Text, Gloss string
}

func (d *desk) cabinetView() cabinetPage {
	return cabinetPage{
		cabinetState: d.cabinetState(), Devices: d.devices, Wires: d.wires, URL: d.cabinet.paperURL(),
		Troubles: lineTroubles(), Spoilt: paperTroubles(), Papers: d.cabinet.papers, Travelers: d.cabinet.visitors, Cards: sim.SocialCards()[:4],
		Names: map[string]phrase{
			"idcard": {Text: "身份证阅读器", Gloss: "ID card reader"}, "receipt": {Text: "凭条打印机", Gloss: "receipt printer"},
			"code": {Text: "扫码器", Gloss: "code scanner"}, "travel": {Text: "护照阅读器", Gloss: "passport reader"},
			"dispenser": {Text: "发卡机", Gloss: "card dispenser"}, "ups": {Text: "不间断电源", Gloss: "UPS"},
			"signals": {Text: "灯、锁与感应", Gloss: "lamps, locks, sensors"}, "paper": {Text: "扫描仪", Gloss: "paper scanner"},
			"document": {Text: "A4 打印机", Gloss: "A4 printer"},
		},
	}
}

func lineTroubles() []phraseOf[sim.Trouble] {
	all := []phraseOf[sim.Trouble]{
		{sim.Pulled, "拔线", "unplug"},
		{sim.Reseated, "拔了又插", "replug"},
		{sim.Noise, "杂字节", "noise"},
		{sim.Flipped, "变一位", "flip a bit"},
		{sim.Dropped, "丢一字节", "lose a byte"},
		{sim.Mute, "不再应答", "mute"},
		{sim.Late, "迟到", "late"},
		{sim.Twice, "应答两次", "twice"},
		{sim.Stale, "答上一次的", "stale answer"},
	}
	return slices.DeleteFunc(all, func(p phraseOf[sim.Trouble]) bool { return !slices.Contains(sim.Troubles(), p.Value) })
}

func paperTroubles() []phraseOf[sim.FlatbedTrouble] {
	return []phraseOf[sim.FlatbedTrouble]{
		{sim.FlatbedWell, "正常", "well"},
		{sim.FlatbedWarming, "预热", "warming up"},
		{sim.FlatbedOccupied, "别人在用", "occupied"},
		{sim.FlatbedDown, "自称故障", "says broken"},
		{sim.FlatbedMute, "不应答", "mute"},
		{sim.FlatbedNoise, "乱字节", "noise"},
		{sim.FlatbedCut, "传到一半断", "cut off"},
		{sim.FlatbedTorn, "只给半页", "half a page"},
		{sim.FlatbedEndless, "没有尽头", "endless"},
		{sim.FlatbedForeign, "别的格式", "other format"},
	}
}
