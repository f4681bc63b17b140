package view

import "yitiji/terminal/flow"

// leaflet offers what an item needs on paper (一次性告知单).
func (d *draft) leaflet() {
	if d.s.LeafletOffered() {
		d.out.Aside = Button{Act: Act{Do: flow.PrintIt}, Text: d.say("leaflet.print")}
	}
}

// unprinted says why the leaflet did not come out; nothing where it did.
func (d *draft) unprinted() []Element {
	if t := d.s.Visit.Unprinted; t != flow.NoTrouble {
		return []Element{Banner{Warn, d.troubleAt("leaflet", t)}}
	}
	return nil
}

// leafletPrinting is the leaflet on its way.
func (d *draft) leafletPrinting() {
	d.main(Hero{Heading: d.say("leaflet.heading"), Text: d.say("leaflet.lead"), Picture: SlipFromSlot}, Busy{})
}
