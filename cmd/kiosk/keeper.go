package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"syscall"

	"yitiji/sync/enrol"
	"yitiji/sync/outbox"
	"yitiji/sync/uplink"
	"yitiji/terminal"
)

// keeper answers a technician who asks of the store: the one of a terminal that is running, or
// one that was opened to be looked at.
type keeper struct {
	box      *outbox.Outbox
	identity *enrol.Identity
	up       *uplink.Uplink // nil where no terminal runs
}

// storeReport is how the store is.
type storeReport struct {
	Stats    outbox.Stats     `json:"stats"`
	Waiting  []outbox.Listed  `json:"waiting"`
	Running  bool             `json:"running"`
	Failure  string           `json:"failure,omitempty"`  // why the last try to reach the centre failed
	Recovery *outbox.Recovery `json:"recovery,omitempty"` // what became of a damaged store
}

// doors are what a technician may ask.
func (k keeper) doors() *http.ServeMux {
	doors := http.NewServeMux()
	doors.HandleFunc("GET /outbox", func(w http.ResponseWriter, r *http.Request) {
		report, err := k.report(r.Context())
		say(w, report, err)
	})
	doors.HandleFunc("GET /outbox/{sequence}", func(w http.ResponseWriter, r *http.Request) {
		entry, err := k.entry(r.Context(), r.PathValue("sequence"))
		say(w, entry, err)
	})
	doors.HandleFunc("POST /outbox/retry", func(w http.ResponseWriter, r *http.Request) {
		n, err := k.retry(r.Context(), r.URL.Query()["n"])
		say(w, n, err)
	})
	doors.HandleFunc("POST /outbox/export", k.answerExport)
	doors.HandleFunc("POST /outbox/backup", func(w http.ResponseWriter, r *http.Request) {
		path, err := k.backup(r.Context())
		say(w, path, err)
	})
	doors.HandleFunc("POST /outbox/check", func(w http.ResponseWriter, r *http.Request) {
		say(w, true, k.box.Verify(r.Context()))
	})
	doors.HandleFunc("GET /audit", func(w http.ResponseWriter, r *http.Request) {
		all, err := k.audits(r.Context(), r.FormValue("last"))
		say(w, all, err)
	})
	doors.HandleFunc("POST /audit/verify", func(w http.ResponseWriter, r *http.Request) {
		report, err := k.box.VerifyAudit(r.Context())
		say(w, report, err)
	})
	return doors
}

func (k keeper) report(ctx context.Context) (storeReport, error) {
	r := storeReport{Running: k.up != nil}
	var statsErr, listErr error
	r.Stats, statsErr = k.box.Stats(ctx)
	r.Waiting, listErr = k.box.List(ctx)
	if k.up != nil {
		if err := k.up.Failure(); err != nil {
			r.Failure = err.Error()
		}
	}
	if recovery, ok := k.box.Recovery(); ok {
		r.Recovery = &recovery
	}
	return r, errors.Join(statsErr, listErr)
}

var errNoEntry = errors.New("no entry with this number waits; see kiosk outbox list")

func (k keeper) entry(ctx context.Context, number string) (outbox.Sealed, error) {
	n, err := strconv.ParseUint(number, 10, 64)
	if err != nil {
		return outbox.Sealed{}, errNoEntry
	}
	entry, ok, err := k.box.Show(ctx, n)
	if err == nil && !ok {
		err = errNoEntry
	}
	return entry, err
}

// retry puts entries that stand aside back on their way: those with these numbers, or all.
func (k keeper) retry(ctx context.Context, numbers []string) (int, error) {
	sequences, err := sequencesOf(numbers)
	if err != nil {
		return 0, err
	}
	n, err := k.box.Retry(ctx, sequences...)
	if err != nil || n == 0 {
		return n, err
	}
	if k.up != nil {
		k.up.Kick()
	}
	return n, k.record(ctx, terminal.OutboxRetried, "entries", strconv.Itoa(n))
}

func (k keeper) backup(ctx context.Context) (string, error) {
	path, err := k.box.Backup(ctx)
	if err != nil {
		return "", err
	}
	return path, k.record(ctx, terminal.OutboxBackedUp, "backup", filepath.Base(path))
}

// record records what a technician did.
func sequencesOf(numbers []string) (sequences []uint64, err error) {
	for _, number := range numbers {
		n, err := strconv.ParseUint(number, 10, 64)
		if err != nil {
			return nil, errNoEntry
		}
		sequences = append(sequences, n)
	}
	return sequences, nil
}

func (k keeper) record(ctx context.Context, what terminal.DecisionCode, name, value string) error {
	return k.box.Record(ctx, terminal.Decision{What: what, Who: terminal.ByTechnician, Detail: map[string]string{name: value}})
}

var errNoNumber = errors.New("say how many decisions: a number, or 0 for all")

func (k keeper) audits(ctx context.Context, last string) ([]outbox.AuditRecord, error) {
	n, err := strconv.Atoi(last)
	if err != nil || n < 0 {
		return nil, errNoNumber
	}
	return k.box.LastAudits(ctx, n)
}

// withStore runs do with the socket at which the store is asked: that of the terminal that runs on
// this machine, or, where none does, one that is opened for the while.
func withStore(ctx context.Context, conf config, do func(socket string) error) error {
	socket := conf.doctorSocket()
	conn, err := net.Dial("unix", socket)
	if err == nil {
		return errors.Join(conn.Close(), do(socket))
	}
	if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ECONNREFUSED) {
		return err // it may well be running
	}
	identity, err := enrol.Load(conf.identityDir())
	if err != nil {
		return err
	}
	box, err := outbox.Open(conf.outboxFile(), storeOptions(identity))
	if err != nil {
		return err
	}
	defer box.Close()
	return serveWhile(ctx, keeper{box: box, identity: identity}.doors(), do)
}

// openStore opens the store of a terminal that does not run.
func openStore(conf config) (*outbox.Outbox, error) {
	identity, err := enrol.Load(conf.identityDir())
	if err != nil {
		return nil, err
	}
	return outbox.Open(conf.outboxFile(), storeOptions(identity))
}

// storeOptions are those of the store of a terminal.
func storeOptions(identity *enrol.Identity) outbox.Options {
	return outbox.Options{
		Terminal: identity.Terminal, SealTo: identity.SealTo,
		Start:  outbox.Position{Sequence: identity.LastSequence, Head: identity.Head},
		NoSync: noSync,
	}
}

// recordTechnician records what a technician did while the terminal did not run. What cannot be
// recorded is done all the same: a machine is mended before it is enrolled, and with a broken disk.
func recordTechnician(ctx context.Context, conf config, what terminal.DecisionCode, name, value string) {
	box, err := openStore(conf)
	if errors.Is(err, enrol.ErrNotEnrolled) {
		return
	}
	if err == nil {
		err = errors.Join(keeper{box: box}.record(ctx, what, name, value), box.Close())
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s is not in the audit: %v\n", what, err)
	}
}

// serveWhile serves doors as long as do runs.
func serveWhile(ctx context.Context, doors http.Handler, do func(socket string) error) error {
	dir, err := os.MkdirTemp("", "kiosk")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	socket := filepath.Join(dir, "store.sock")
	l, err := net.Listen("unix", socket)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- answer(ctx, l, doors) }()
	err = do(socket)
	stop()
	return errors.Join(err, <-ended)
}
