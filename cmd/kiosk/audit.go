package main

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"yitiji/sync/outbox"
	"yitiji/terminal/words"
)

// auditCommand is `kiosk audit`.
type auditCommand struct {
	Lang string `help:"zh-Hans or en." default:"zh-Hans" enum:"zh-Hans,en"`
	JSON bool   `help:"Say it as JSON, for programs."`

	List   auditList   `cmd:"" help:"List the decisions that were recorded at this terminal."`
	Verify auditVerify `cmd:"" help:"Prove that no recorded decision is missing or was changed."`
}

// AfterApply is kong's.
func (c auditCommand) AfterApply(bind *speaker) (err error) {
	bind.voice, err = voiceOf(c.Lang, c.JSON)
	return err
}

type auditList struct {
	Last int `help:"How many, the newest; 0 for all that are kept here." default:"200"`
}

// Run lists the decisions.
func (c auditList) Run(ctx context.Context, conf config, v *speaker) error {
	var all []outbox.AuditRecord
	err := withStore(ctx, conf, func(socket string) error {
		return ask(ctx, socket, http.MethodGet, "/audit?last="+strconv.Itoa(c.Last), &all)
	})
	if err != nil {
		return err
	}
	return v.tell(all, func() { v.decisions(all) })
}

func (v voice) decisions(all []outbox.AuditRecord) {
	if len(all) == 0 {
		v.line("audit.none")
		return
	}
	table := tabwriter.NewWriter(v.to, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, v.Say("audit.columns"))
	for _, r := range all {
		what, who := v.named("audit.what.", string(r.What)), v.named("audit.who.", string(r.Who))
		fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", r.Number, stamp(r.At), who, what, r.What, r.Slip, r.Item, details(r.Detail))
	}
	_ = table.Flush() // to the screen
}

// named is the word for a code; the code itself where a newer program wrote it.
func (v voice) named(list, code string) string {
	if v.Knows(list + code) {
		return v.Say(list + code)
	}
	return code
}

// details are what a decision says beside its code, in the order of their names.
func details(all map[string]string) string {
	var said []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		said = append(said, name+"="+all[name])
	}
	return strings.Join(said, " ")
}

type auditVerify struct{}

// Run proves the audit chain.
func (auditVerify) Run(ctx context.Context, conf config, v *speaker) error {
	var r outbox.AuditReport
	err := withStore(ctx, conf, func(socket string) error { return ask(ctx, socket, http.MethodPost, "/audit/verify", &r) })
	if err != nil {
		return err
	}
	return v.tell(r, func() {
		if r.Last == 0 {
			v.line("audit.none")
			return
		}
		v.line("audit.whole", words.With{"First": r.First, "Last": r.Last, "Since": stamp(r.Since), "Held": r.Held})
	})
}
