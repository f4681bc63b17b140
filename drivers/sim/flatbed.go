package sim

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

// FlatbedOptions say where the paper scanner is found and what it is.
type FlatbedOptions struct {
	Address string // what it listens on; empty means a free port of the loopback
	Fonts   *Fonts // draw the papers with these characters; nil draws boxes
	Deck    bool   // has no feeder, only the glass
}

// Flatbed is a simulated paper scanner with a glass and a document feeder, which
// speaks eSCL: what ipp-usb shows of a scanner on USB, and what scanners in a
// network speak. It serves one job at a time, as they do.
type Flatbed struct {
	fonts *Fonts
	deck  bool

	mu      sync.Mutex
	address string
	server  *http.Server // nil while unplugged
	life    context.Context
	end     context.CancelFunc
	running sync.WaitGroup

	glass   *FlatbedPaper
	feeder  []FlatbedPaper
	jamIn   int // sheets until one jams; 0 means not soon
	jammed  bool
	open    bool
	trouble FlatbedTrouble
	pace    time.Duration
	jobs    map[string]*flatbedJob
	born    int // jobs so far; their numbers
	scans   int // pictures so far; the seed of their noise
	last    []byte
	asked   []string
}

// NewFlatbed returns a scanner that is not plugged in yet. Without Plug it is an
// http.Handler for a server of the caller's own.
func NewFlatbed(o FlatbedOptions) *Flatbed {
	life, end := context.WithCancel(context.Background())
	return &Flatbed{
		fonts: o.Fonts, deck: o.Deck, address: cmp.Or(o.Address, "127.0.0.1:0"),
		life: life, end: end, jobs: map[string]*flatbedJob{},
	}
}

// Plug makes the scanner appear, at the same address each time. Plugging in twice
// is fine.
func (f *Flatbed) Plug() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.server != nil {
		return nil
	}
	listener, err := net.Listen("tcp", f.address)
	if err != nil {
		return fmt.Errorf("plug in: %w", err)
	}
	f.address = listener.Addr().String()
	f.life, f.end = context.WithCancel(context.Background())
	f.server = &http.Server{Handler: f, ReadHeaderTimeout: time.Minute}
	server := f.server
	f.running.Go(func() { _ = server.Serve(listener) })
	return nil
}

// Unplug makes the scanner vanish in the middle of whatever it does, and waits
// until it has. Its jobs die with the power; papers and jams stay.
func (f *Flatbed) Unplug() error {
	f.mu.Lock()
	server := f.server
	f.server = nil
	f.jobs = map[string]*flatbedJob{}
	f.end()
	f.mu.Unlock()
	if server == nil {
		return nil
	}
	err := server.Close()
	f.running.Wait()
	return err
}

// Close unplugs the scanner.
func (f *Flatbed) Close() error { return f.Unplug() }

// Plugged says whether the scanner is plugged in.
func (f *Flatbed) Plugged() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.server != nil
}

// Address is where it listens. It is known from the first Plug on.
func (f *Flatbed) Address() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.address
}

// URL is the root of its eSCL service. It is known from the first Plug on.
func (f *Flatbed) URL() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return "http://" + f.address + "/eSCL"
}

// Lay puts a paper on the glass, in place of what lies there.
func (f *Flatbed) Lay(p FlatbedPaper) { f.set(func() { f.glass = &p }) }

// Lift takes the paper off the glass.
func (f *Flatbed) Lift() { f.set(func() { f.glass = nil }) }

// Load puts papers into the feeder, below those that are there.
func (f *Flatbed) Load(papers ...FlatbedPaper) {
	f.set(func() { f.feeder = append(f.feeder, papers...) })
}

// JamAt lets the n-th sheet from now jam in the feeder. 0 lets none jam.
func (f *Flatbed) JamAt(n int) { f.set(func() { f.jamIn = n }) }

// ClearJam takes the jammed sheet out, which is then neither scanned nor in the
// feeder.
func (f *Flatbed) ClearJam() { f.set(func() { f.jammed, f.jamIn = false, 0 }) }

// SetCover opens or closes the cover of the feeder.
func (f *Flatbed) SetCover(open bool) { f.set(func() { f.open = open }) }

// SetPace makes each page take so long.
func (f *Flatbed) SetPace(d time.Duration) { f.set(func() { f.pace = d }) }

// Misbehave gives the scanner a trouble, or with FlatbedWell takes it away.
func (f *Flatbed) Misbehave(t FlatbedTrouble) { f.set(func() { f.trouble = t }) }

// Abandon leaves a job in the scanner, as a program does that died while it scanned.
func (f *Flatbed) Abandon() { f.set(func() { f.begin(&flatbedJob{source: "Platen", dpi: 75}) }) }

func (f *Flatbed) set(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

// FlatbedState is how the scanner is at one moment, for a page that shows it.
type FlatbedState struct {
	Plugged bool           `json:"plugged"`
	Glass   bool           `json:"glass"`  // a paper lies there
	Feeder  int            `json:"feeder"` // sheets
	Cover   bool           `json:"cover"`  // open
	Jam     bool           `json:"jam"`
	Jobs    int            `json:"jobs"` // not finished
	Scans   int            `json:"scans"`
	Trouble FlatbedTrouble `json:"trouble"`
}

// State is how the scanner is at this moment.
func (f *Flatbed) State() FlatbedState {
	f.mu.Lock()
	defer f.mu.Unlock()
	return FlatbedState{
		Plugged: f.server != nil, Glass: f.glass != nil, Feeder: len(f.feeder), Cover: f.open,
		Jam: f.jammed, Jobs: len(f.jobs), Scans: f.scans, Trouble: f.trouble,
	}
}

// Asked lists the requests so far, oldest first, such as "GET /eSCL/ScannerStatus".
func (f *Flatbed) Asked() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string{}, f.asked...)
}
