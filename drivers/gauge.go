package drivers

import "context"

// Gauger is a device that can say how much of what it consumes is left.
type Gauger interface {
	// Gauges reads every gauge. A device that tells nothing returns none.
	Gauges(ctx context.Context) ([]Gauge, error)
}

// Gauge is how much of one supply is left.
type Gauge struct {
	Name     string `json:"name"`     // stable, for a program: "tray-1", "black", "stacker"
	Level    int    `json:"level"`    // in the unit of Capacity; -1 when only Low is known
	Capacity int    `json:"capacity"` // sheets, cards or per cent (100); 0 when unknown
	Low      bool   `json:"low"`      // soon to be replaced
	Fills    bool   `json:"fills"`    // counts what is collected, such as waste: it is low when it is full
}

// Counter names what a device counts over its life.
type Counter string

// The counters.
const (
	CardsRead      Counter = "cards-read"
	CodesRead      Counter = "codes-read"
	DocumentsRead  Counter = "documents-read"
	Slips          Counter = "slips"
	Cuts           Counter = "cuts"
	PaperLength    Counter = "paper-mm" // millimetres of roll
	Sheets         Counter = "sheets"
	PagesScanned   Counter = "pages-scanned"
	CardsDispensed Counter = "cards-dispensed"
	CardsCaptured  Counter = "cards-captured"
	Errors         Counter = "errors"
	Losses         Counter = "losses" // times that it was unplugged, or fell silent until it answered again
)
