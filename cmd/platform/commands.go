package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"yitiji/platform/console"
	"yitiji/platform/store"
)

// commandLine is what can be asked of the program.
type commandLine struct {
	Site site `embed:""`

	Run      runCommand      `cmd:"" help:"Serve terminals and the console until a signal comes."`
	Terminal terminalCommand `cmd:"" help:"Add and list terminals."`
	Entries  entriesCommand  `cmd:"" help:"List the entries that arrived, latest first."`
	Missing  missingCommand  `cmd:"" help:"List the sequence numbers that never arrived."`
	Password passwordCommand `cmd:"" help:"Give the console a new password, and print it."`
}

type terminalCommand struct {
	Add  addCommand  `cmd:"" help:"Add a terminal, or take the one there is, and print a one-time enrolment code."`
	List listCommand `cmd:"" help:"List the terminals."`
}

type addCommand struct {
	Code string `arg:"" help:"Code of the terminal, as in YX07."`
	Name string `name:"site" help:"Name of the place where it stands." required:"" placeholder:"NAME"`
}

func (c *addCommand) Run(ctx context.Context, s *site) error {
	return s.with(ctx, func(o *opened) error {
		code, err := o.invite(ctx, strings.ToUpper(c.Code), c.Name)
		if err == nil {
			fmt.Println(code)
		}
		return err
	})
}

type listCommand struct{}

func (c *listCommand) Run(ctx context.Context, s *site) error {
	return s.with(ctx, func(o *opened) error {
		all, err := o.store.Terminals(ctx)
		if err != nil {
			return err
		}
		return table(os.Stdout, "CODE\tSITE\tSEEN\tLAST\tMISSING\tCERTIFICATE UNTIL", all, func(t store.Terminal) string {
			return fmt.Sprintf("%s\t%s\t%s\t%d\t%d\t%s", t.Code, t.Site, when(t.SeenAt), t.LastSequence, t.Missing(), when(t.ExpiresAt))
		})
	})
}

type entriesCommand struct {
	JSON  bool   `help:"One JSON object a line."`
	Limit int64  `help:"At most so many." default:"1000"`
	Kind  string `help:"Only of this kind, as in application; empty: of all."`
}

// entryLine is an entry without anything personal, for scripts.
type entryLine struct {
	Official string `json:"official"`
	Slip     string `json:"slip"`
	Terminal string `json:"terminal"`
	Sequence uint64 `json:"sequence"`
	Kind     string `json:"kind"`
	Item     string `json:"item"`
	State    string `json:"state"`
	Level    int    `json:"level,omitempty"` // of the rating
}

func (c *entriesCommand) Run(ctx context.Context, s *site) error {
	return s.with(ctx, func(o *opened) error {
		lines, err := o.store.Lines(ctx, store.Filter{Kind: c.Kind}, c.Limit)
		if err != nil {
			return err
		}
		if c.JSON {
			return jsonLines(os.Stdout, lines, lineOf)
		}
		return table(os.Stdout, "OFFICIAL\tSLIP\tTERMINAL\tSEQUENCE\tKIND\tSTATE", lines, func(l store.Line) string {
			return fmt.Sprintf("%s\t%s\t%s\t%d\t%s\t%s", l.Official, l.Slip, l.Terminal, l.Sequence, l.Kind, l.State)
		})
	})
}

func lineOf(l store.Line) entryLine {
	return entryLine{l.Official, l.Slip, l.Terminal, l.Sequence, l.Kind, l.Item, string(l.State), l.Level}
}

type missingCommand struct {
	JSON bool `help:"One JSON object a line."`
}

func (c *missingCommand) Run(ctx context.Context, s *site) error {
	return s.with(ctx, func(o *opened) error {
		gaps, err := o.store.Missing(ctx, "", 10_000)
		if err != nil {
			return err
		}
		if c.JSON {
			return jsonLines(os.Stdout, gaps, func(g store.Gap) store.Gap { return g })
		}
		return table(os.Stdout, "TERMINAL\tFIRST\tLAST", gaps, func(g store.Gap) string {
			return fmt.Sprintf("%s\t%d\t%d", g.Terminal, g.First, g.Last)
		})
	})
}

type passwordCommand struct{}

func (c *passwordCommand) Run(ctx context.Context, s *site) error {
	return s.with(ctx, func(o *opened) error {
		password, err := console.NewPassword(ctx, o.store)
		if err == nil {
			fmt.Println(password)
		}
		return err
	})
}

// table writes rows in columns under head.
func table[T any](w io.Writer, head string, rows []T, row func(T) string) error {
	columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(columns, head)
	for _, r := range rows {
		fmt.Fprintln(columns, row(r))
	}
	return columns.Flush()
}

func jsonLines[T, L any](w io.Writer, rows []T, line func(T) L) error {
	out := json.NewEncoder(w)
	for _, r := range rows {
		if err := out.Encode(line(r)); err != nil {
			return err
		}
	}
	return nil
}

func when(m store.Millis) string {
	if m == 0 {
		return "never"
	}
	return m.Time().Format(time.DateTime)
}
