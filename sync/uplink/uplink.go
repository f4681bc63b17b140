package uplink

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"connectrpc.com/connect"

	"yitiji/sync/enrol"
	"yitiji/sync/outbox"
	"yitiji/sync/wire"
	"yitiji/terminal"
	"yitiji/terminal/health"
)

// Times of the uplink.
const (
	// DefaultHeartbeat is how often the centre hears of an idle terminal: a pulled
	// cable shows on the screen within two of them.
	DefaultHeartbeat = 4 * time.Second
	// deliverWithin bounds one delivery: two megabytes over one megabit a second.
	// Over a poorer link the batch shrinks until it fits.
	deliverWithin = 15 * time.Second
	// helloWithin bounds one hello, of a few bytes.
	helloWithin = 5 * time.Second
)

// answerBytes bounds what the terminal reads of an answer.
const answerBytes = 1 << 20

// paperBytes bounds an answer that may hold a document to print.
const paperBytes = 16 << 20

// Options say whom to tell. All are optional. The functions are called by Run,
// one at a time, and must return soon.
type Options struct {
	// Report says that health.CentreUnreachable or health.ClockUnsure holds or does not. Of
	// the first, the first exchange is reported, then changes only.
	Report func(code health.Code, holds bool)
	// Answered passes on what the centre said of an application, once it is
	// durable in the outbox.
	Answered func(terminal.Answer)
	// Obey carries out a command of the centre's, and says what came of it; nil refuses all. It
	// is called once for each command, over restarts too.
	Obey func(context.Context, outbox.Command) outbox.CommandReport
	// Program is the version of this program.
	Program string
	// Log hears of changes and of refusals; nothing personal goes into it.
	Log *slog.Logger
	// Heartbeat is the time between hellos; zero is DefaultHeartbeat.
	Heartbeat time.Duration
}

func (o Options) withDefaults() Options {
	if o.Report == nil {
		o.Report = func(health.Code, bool) {}
	}
	if o.Answered == nil {
		o.Answered = func(terminal.Answer) {}
	}
	if o.Obey == nil {
		o.Obey = func(context.Context, outbox.Command) outbox.CommandReport {
			return outbox.CommandReport{Outcome: outbox.CommandRefused, Text: "this terminal takes no commands"}
		}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Heartbeat == 0 {
		o.Heartbeat = DefaultHeartbeat
	}
	return o
}

// Uplink carries one outbox to one centre.
type Uplink struct {
	outbox   *outbox.Outbox
	identity *enrol.Identity
	options  Options
	intake   wire.IntakeClient
	counter  wire.CounterClient
	hangUp   func() // drops idle connections
	kick     chan struct{}
	clock    clock

	// These are Run's own.
	size    size
	piece   int // of a blob, in bytes
	pause   pause
	lone    lone
	place   place
	greeted time.Time // when the centre last answered to a hello

	mu      sync.Mutex
	tried   bool
	reached bool
	failure error
}

// New returns an Uplink between box and the centre of identity. It does nothing
// until Run.
func New(box *outbox.Outbox, identity *enrol.Identity, options Options) (*Uplink, error) {
	config, err := identity.TLS()
	if err != nil {
		return nil, err
	}
	// HTTP/1.1, for there a call that timed out takes its connection with it;
	// calls follow one another anyway.
	transport := &http.Transport{TLSClientConfig: config, Protocols: new(http.Protocols), TLSHandshakeTimeout: helloWithin}
	transport.Protocols.SetHTTP1(true)
	client := &http.Client{Transport: turns{transport}}
	options = options.withDefaults()
	return &Uplink{
		outbox: box, identity: identity, options: options,
		intake:  wire.NewIntakeClient(client, identity.Centre, connect.WithReadMaxBytes(answerBytes)),
		counter: wire.NewCounterClient(client, identity.Centre, connect.WithReadMaxBytes(paperBytes)),
		hangUp:  transport.CloseIdleConnections,
		kick:    make(chan struct{}, 1),
		clock:   clock{report: options.Report},
		size:    newSize(), piece: firstPiece,
	}, nil
}

// Run carries entries until ctx ends, and then returns nil. It must run once.
func (u *Uplink) Run(ctx context.Context) error {
	defer u.hangUp()
	for ctx.Err() == nil {
		err := u.exchange(ctx)
		if ctx.Err() != nil {
			break
		}
		u.note(err)
		if err != nil {
			u.hangUp()
			u.rest(ctx, u.pause.next(err), nil)
			continue
		}
		u.pause.reset()
		if wait := time.Until(u.place.turn); wait > 0 {
			u.rest(ctx, min(wait, u.options.Heartbeat), nil)
			continue
		}
		u.rest(ctx, u.options.Heartbeat, u.outbox.Changed())
	}
	return nil
}

// rest waits for the time to pass, a Kick, something new, or the end.
func (u *Uplink) rest(ctx context.Context, pause time.Duration, changed <-chan struct{}) {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-u.kick:
	case <-changed:
	}
}

// Kick makes Run try at once: the network came back, or a technician asked.
func (u *Uplink) Kick() {
	select {
	case u.kick <- struct{}{}:
	default:
	}
}

// Failure returns why the last exchange failed, or what it waits for, in words for
// a technician; nil when it succeeded.
func (u *Uplink) Failure() error {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.failure
}

// note remembers how an exchange went, and reports it when that is news.
func (u *Uplink) note(err error) {
	reached := err == nil
	u.mu.Lock()
	news := !u.tried || reached != u.reached
	u.tried, u.reached, u.failure = true, reached, cmp.Or(err, u.place.why)
	u.mu.Unlock()
	if !news {
		return
	}
	if reached {
		u.options.Log.Info("the centre is reached", "centre", u.identity.Centre)
	} else {
		u.options.Log.Warn("the centre is not reached", "reason", err)
	}
	u.options.Report(health.CentreUnreachable, !reached)
}
