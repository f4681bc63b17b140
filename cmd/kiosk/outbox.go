package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"text/tabwriter"
	"time"

	"yitiji/sync/outbox"
	"yitiji/sync/seal"
	"yitiji/terminal/catalog"
	"yitiji/terminal/words"
)

// outboxCommand is `kiosk outbox`.
type outboxCommand struct {
	Lang string `help:"zh-Hans or en." default:"zh-Hans" enum:"zh-Hans,en"`
	JSON bool   `help:"Say it as JSON, for programs."`

	List   outboxList   `cmd:"" help:"List what waits for the centre, and why it does."`
	Show   outboxShow   `cmd:"" help:"Show one entry that waits, as it is: sealed."`
	Retry  outboxRetry  `cmd:"" help:"Send entries again that stand aside."`
	Export outboxExport `cmd:"" help:"Write what waits, sealed, into one file for a stick; the centre's console takes it in."`
	Backup outboxBackup `cmd:"" help:"Write a backup of the store."`
	Check  outboxCheck  `cmd:"" help:"Compare everything in the store with what was written."`
}

// voice says things in one language.
type voice struct {
	words.Words
	to   io.Writer
	json bool
}

func voiceOf(lang string, asJSON bool) (voice, error) {
	book, err := words.Open()
	if err != nil {
		return voice{}, err
	}
	return voice{book.In(catalog.Lang(lang)), os.Stdout, asJSON}, nil
}

// tell says v as JSON where that is wanted, and else what inWords says of it.
func (v voice) tell(what any, inWords func()) error {
	if v.json {
		e := json.NewEncoder(v.to)
		e.SetIndent("", "  ")
		return e.Encode(what)
	}
	inWords()
	return nil
}

func (v voice) line(name string, with ...words.With) { fmt.Fprintln(v.to, v.Say(name, with...)) }

// AfterApply is kong's: what comes after it may speak.
func (c outboxCommand) AfterApply(bind *speaker) (err error) {
	bind.voice, err = voiceOf(c.Lang, c.JSON)
	return err
}

// speaker gets its voice from the flags of a group of commands.
type speaker struct{ voice }

type outboxList struct{}

// Run lists what waits.
func (outboxList) Run(ctx context.Context, conf config, v *speaker) error {
	var r storeReport
	err := withStore(ctx, conf, func(socket string) error { return ask(ctx, socket, http.MethodGet, "/outbox", &r) })
	if err != nil {
		return err
	}
	return v.tell(r, func() { v.report(r) })
}

func (v voice) report(r storeReport) {
	v.line("outbox.waiting", words.With{"Entries": r.Stats.Pending, "Aside": r.Stats.Aside, "Blobs": r.Stats.Blobs, "KiB": (r.Stats.Bytes + 1023) >> 10})
	switch {
	case !r.Running:
		v.line("outbox.not-running")
	case r.Failure != "":
		v.line("outbox.failure", words.With{"Reason": r.Failure})
	}
	if r.Recovery != nil {
		v.line("outbox.recovered", words.With{"Entries": r.Recovery.Entries, "Lost": r.Recovery.Lost, "Aside": r.Recovery.Aside})
	}
	if r.Stats.Closing {
		v.line("outbox.closing")
	}
	if len(r.Waiting) == 0 {
		return
	}
	table := tabwriter.NewWriter(v.to, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, v.Say("outbox.columns"))
	for _, e := range r.Waiting {
		fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%d\t%s\n", e.Sequence, v.kind(e), e.Slip, stamp(e.At), e.Size, v.why(e))
	}
	_ = table.Flush() // to the screen
}

func (v voice) kind(e outbox.Listed) string {
	if e.Kind == "" {
		return v.Say("outbox.kind.blob")
	}
	if name := "outbox.kind." + string(e.Kind); v.Knows(name) {
		return v.Say(name)
	}
	return string(e.Kind)
}

// why says why an entry does not move.
func (v voice) why(e outbox.Listed) string {
	switch {
	case e.Lost:
		return v.Say("outbox.lost")
	case e.Reason != "":
		return v.Say("outbox.reason."+string(e.Reason)) + v.Say("outbox.since", words.With{"At": stamp(e.Since), "Times": e.Times})
	}
	return ""
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Local().Format("2006-01-02 15:04:05")
}

type outboxShow struct {
	Sequence uint64 `arg:"" help:"The number of the entry, as kiosk outbox list shows it."`
}

// Run shows one entry.
func (c outboxShow) Run(ctx context.Context, conf config, v *speaker) error {
	var e outbox.Sealed
	err := withStore(ctx, conf, func(socket string) error {
		return ask(ctx, socket, http.MethodGet, "/outbox/"+strconv.FormatUint(c.Sequence, 10), &e)
	})
	if err != nil {
		return err
	}
	return v.tell(e, func() { v.entry(e) })
}

func (v voice) entry(e outbox.Sealed) {
	table := tabwriter.NewWriter(v.to, 0, 0, 2, ' ', 0)
	row := func(name string, value any) { fmt.Fprintf(table, "%s\t%v\n", v.Say("outbox.field."+name), value) }
	row("sequence", e.Sequence)
	row("kind", e.Kind)
	row("slip", e.Slip)
	row("at", e.At.Format(time.RFC3339))
	row("previous", hex.EncodeToString(e.Previous[:]))
	row("link", hex.EncodeToString(e.Hash[:]))
	row("whole", v.Say("outbox.whole."+strconv.FormatBool(e.Whole())))
	if address, size, ok := seal.ParseReference(e.Body); ok {
		row("blob", fmt.Sprintf("%x (%d)", address, size))
	} else {
		row("sealed", len(e.Body))
	}
	_ = table.Flush() // to the screen
}

type outboxRetry struct {
	Sequences []uint64 `arg:"" optional:"" help:"The numbers of the entries; all that stand aside where none is named."`
}

// Run sends entries again.
func (c outboxRetry) Run(ctx context.Context, conf config, v *speaker) error {
	query := url.Values{}
	for _, n := range c.Sequences {
		query.Add("n", strconv.FormatUint(n, 10))
	}
	var n int
	err := withStore(ctx, conf, func(socket string) error {
		return ask(ctx, socket, http.MethodPost, "/outbox/retry?"+query.Encode(), &n)
	})
	if err != nil {
		return err
	}
	return v.tell(n, func() { v.line("outbox.retried", words.With{"Entries": n}) })
}

type outboxBackup struct{}

// Run writes a backup.
func (outboxBackup) Run(ctx context.Context, conf config, v *speaker) error {
	var path string
	err := withStore(ctx, conf, func(socket string) error { return ask(ctx, socket, http.MethodPost, "/outbox/backup", &path) })
	if err != nil {
		return err
	}
	return v.tell(path, func() { v.line("outbox.backed-up", words.With{"Path": path}) })
}

type outboxCheck struct{}

// Run compares everything in the store with what was written.
func (outboxCheck) Run(ctx context.Context, conf config, v *speaker) error {
	var whole bool
	err := withStore(ctx, conf, func(socket string) error { return ask(ctx, socket, http.MethodPost, "/outbox/check", &whole) })
	if err != nil {
		return err
	}
	return v.tell(whole, func() { v.line("outbox.is-whole") })
}
