package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"yitiji/terminal"
	"yitiji/terminal/catalog"
	"yitiji/terminal/flow"
	"yitiji/terminal/rehearsal"
	"yitiji/terminal/words"
	"yitiji/ui/view"
)

// catalogCommand is `kiosk catalog`.
type catalogCommand struct {
	Check  catalogCheck  `cmd:"" help:"Read a folder of service items, walk every way through each, and say what is wrong."`
	Schema catalogSchema `cmd:"" help:"Print the JSON Schema of an item's file."`
}

// catalogCheck is `kiosk catalog check`.
type catalogCheck struct {
	Folder string `arg:"" optional:"" type:"existingdir" help:"The folder; the sample items where none is named."`
}

// Run rehearses every item. Only a catalogue in which nothing is wrong may be published.
func (c catalogCheck) Run() error {
	var dir fs.FS = catalog.Builtin()
	if c.Folder != "" {
		dir = os.DirFS(c.Folder)
	}
	items, err := catalog.Load(dir)
	if err != nil {
		return fmt.Errorf("catalogue:\n%w", err)
	}
	book, err := words.Open()
	if err != nil {
		return err
	}
	return rehearse(os.Stdout, items, view.NewClerk(terminal.Site{Name: "—", Code: "YX00", Hotline: "12345"}, items, book), time.Now())
}

// rehearse walks through every item as on the screens of a clerk, and reports on each.
func rehearse(to io.Writer, items *catalog.Catalog, clerk view.Clerk, start time.Time) error {
	wrong := 0
	for _, it := range items.Items() {
		report := rehearsal.Walk(rehearsal.Options{
			Catalog: items, Item: it, Start: start,
			Touches: func(s flow.State) []flow.Tap { return clerk.Screen(s).Touches() },
			Look:    func(s flow.State) error { return clerk.Screen(s).Check() },
		})
		sign := "✓"
		if report.Err() != nil {
			wrong++
			sign = "✗"
		}
		fmt.Fprintf(to, "%s %-32s %s: %d states, %d moves\n", sign, it.Code, it.Name.In(catalog.Chinese), report.States, report.Moves)
		for _, err := range report.Wrong {
			fmt.Fprintf(to, "    %v\n", err)
		}
	}
	if wrong > 0 {
		return fmt.Errorf("%d of %d items are not fit to be published", wrong, len(items.Items()))
	}
	return nil
}

// catalogSchema is `kiosk catalog schema`.
type catalogSchema struct{}

// Run prints the schema.
func (catalogSchema) Run() error {
	_, err := os.Stdout.Write(catalog.Schema())
	return err
}
