package terminal

import (
	"context"

	"yitiji/drivers"
	"yitiji/terminal/centre"
)

// absent stands in the place of what a terminal does not have: it is always there, and says
// that it is not.
type absent struct{}

func (absent) fault(op string) error { return &drivers.Fault{Op: op, Kind: drivers.Disconnected} }

func (a absent) Print(context.Context, drivers.Document) (drivers.DocumentResult, error) {
	return drivers.DocumentResult{Outcome: drivers.NotStarted}, a.fault("print")
}

func (a absent) Scan(context.Context, drivers.PageRequest) ([]drivers.Page, error) {
	return nil, a.fault("scan")
}

func (a absent) Move(context.Context, drivers.CardPosition) error { return a.fault("move") }

func (a absent) Position(context.Context) (drivers.CardPosition, error) {
	return drivers.NoCard, a.fault("position")
}

func (absent) Status(context.Context) drivers.Status { return drivers.Status{State: drivers.NoDevice} }

func (absent) Close() error { return nil }

// Ask is that of a terminal without a centre.
func (absent) Ask(context.Context, centre.Request) (centre.Answer, error) { return nil, ErrNoCentre }

// Write is that of a terminal without a notebook.
func (absent) Write(string, []byte) error { return nil }

// Read is that of a terminal without a notebook.
func (absent) Read(string) ([]byte, error) { return nil, ErrNoNote }

// Burn is that of a terminal without a notebook.
func (absent) Burn() error { return nil }

// noTravel is in the place of a reader of travel documents.
type noTravel struct{ absent }

func (n noTravel) Read(context.Context) (drivers.TravelDocument, error) {
	return drivers.TravelDocument{}, n.fault("read")
}

// noSocial is in the place of a slot for social-security cards.
type noSocial struct{ absent }

func (n noSocial) Read(context.Context) (drivers.SocialCard, error) {
	return drivers.SocialCard{}, n.fault("read")
}

// filled puts something into every place.
func (o Options) filled() Options {
	if o.Centre == nil {
		o.Centre = absent{}
	}
	if o.Documents == nil {
		o.Documents = absent{}
	}
	if o.Pages == nil {
		o.Pages = absent{}
	}
	if o.Cards == nil {
		o.Cards = absent{}
	}
	if o.Travel == nil {
		o.Travel = noTravel{}
	}
	if o.Social == nil {
		o.Social = noSocial{}
	}
	if o.Notebook == nil {
		o.Notebook = absent{}
	}
	return o
}
