package sandbox

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"yitiji/platform/calendar"
	"yitiji/platform/connect"
	"yitiji/platform/paper"
	"yitiji/platform/sandbox/city"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

// Options say how a Sandbox works.
type Options struct {
	Catalog *catalog.Catalog // the items that its departments know
	File    string           // where its state is kept; empty for in memory only
	Public  string           // where phones reach it, as http://127.0.0.1:8307
	Log     *slog.Logger     // nil is silence
}

// Sandbox is all systems at once. It is safe for concurrent use.
type Sandbox struct {
	options Options
	press   *paper.Press // nil where there is no font
	kept    *file        // nil for in memory only

	mu     sync.Mutex
	city   *city.City
	state  state
	orders map[string]string // number of an order by its payer's token

	invitations map[string]*invitation // by the secret in their address
	codes       map[string]shownCode   // on people's phones
	licences    map[string]shownCode   // of firms, on people's phones
	texts       map[string]*text       // by their token
}

// Open returns a Sandbox with the state that its file has. Without a Chinese font it
// works, and prints nothing; the log says what to install.
func Open(o Options) (*Sandbox, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Sandbox{options: o, orders: map[string]string{}, state: newState(), invitations: map[string]*invitation{}, codes: map[string]shownCode{}, licences: map[string]shownCode{}, texts: map[string]*text{}}
	var err error
	if s.press, err = paper.NewPress(); err != nil {
		o.Log.Warn("the sandbox prints no papers", "error", err)
	}
	if o.File != "" {
		if s.kept, err = openFile(o.File, &s.state); err != nil {
			return nil, err
		}
	}
	for number, order := range s.state.Orders {
		s.orders[order.Token] = number
	}
	return s, nil
}

// Close lets go of the file.
func (s *Sandbox) Close() error {
	if s.kept == nil {
		return nil
	}
	return s.kept.close()
}

// Systems are what a centre connects with.
func (s *Sandbox) Systems() connect.Systems {
	return connect.Systems{Certificates: s, Department: s, Payments: purse{s}, Papers: s, Identities: accounts{s}, Texts: accounts{s}, Firms: s}
}

// tick is how often Run looks at what time has done.
const tick = time.Second

// Run lets time do its work until ctx ends: matters go on, orders lapse, and what was paid
// for nothing is paid back.
func (s *Sandbox) Run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case now := <-time.After(tick):
			s.mu.Lock()
			err := errors.Join(s.settle(now), s.refund(now, refundAfter))
			s.mu.Unlock()
			if err != nil {
				s.options.Log.Error("the sandbox's state", "error", err)
			}
		}
	}
}

// registers is the city as it is today. The lock must be held.
func (s *Sandbox) registers() *city.City {
	now := time.Now()
	if s.city == nil || s.city.Built.Format(time.DateOnly) != now.Format(time.DateOnly) {
		s.city = city.Build(now)
	}
	return s.city
}

// resident finds whom a question is about. The lock must be held.
func (s *Sandbox) resident(whose centre.Subject) (*city.Person, bool) {
	return s.registers().Person(whose.Number)
}

func (s *Sandbox) item(code catalog.ItemCode) (*catalog.Item, bool) {
	if s.options.Catalog == nil {
		return nil, false
	}
	return s.options.Catalog.Item(code)
}

func workdays() calendar.Calendar { return calendar.Builtin() }

func dayOf(t time.Time) catalog.Day { return catalog.Day(t.Format(time.DateOnly)) }

// both is a text in the two languages of the sandbox.
func both(chinese, english string) catalog.Text {
	return catalog.Text{catalog.Chinese: chinese, catalog.English: english}
}
