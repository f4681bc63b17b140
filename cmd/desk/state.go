package main

import "yitiji/drivers/sim"

// state is the whole desk at one moment, as GET /state tells it.
type state struct {
	Reader  sim.ReaderState  `json:"reader"`
	Printer sim.PrinterState `json:"printer"`
	Scanner sim.ScannerState `json:"scanner"`
	Network mode             `json:"network"`
	Slips   []sim.Slip       `json:"slips"`  // oldest first
	Sheets  []sheetState     `json:"sheets"` // newest first
	People  []personState    `json:"people"`
	Cabinet cabinetState     `json:"cabinet"`
}

// personState is one of the cards that can be presented.
type personState struct {
	ID   int    `json:"id"`
	Name string `json:"name"`
	Note string `json:"note"`
}

func (d *desk) state() state {
	s := state{
		Reader: d.reader.State(), Printer: d.printer.State(), Scanner: d.scanner.State(),
		Network: d.network.current(), Slips: d.printer.Slips(), Sheets: d.tray.state(), Cabinet: d.cabinetState(),
	}
	for _, p := range append(d.people[:len(d.people):len(d.people)], sim.Unknown()) {
		s.People = append(s.People, personState{p.ID, cardName(p), p.Note})
	}
	return s
}

// cardName is what the desk calls a card.
func cardName(p sim.Person) string {
	if p.ID == sim.UnknownCard {
		return "其他卡"
	}
	return p.Name()
}
