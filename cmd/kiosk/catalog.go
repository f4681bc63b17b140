package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
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
	Pack   catalogPack   `cmd:"" help:"Check a folder of service items, and write it as the one file that a centre publishes."`
	List   catalogList   `cmd:"" help:"Print the items as JSON: codes, names, questions with an answer that passes today."`
	Schema catalogSchema `cmd:"" help:"Print the JSON Schema of an item's file."`
}

// catalogCheck is `kiosk catalog check`.
type catalogCheck struct {
	Folder string `arg:"" optional:"" type:"existingdir" help:"The folder; the sample items where none is named."`
}

// Run rehearses every item. Only a catalogue in which nothing is wrong may be published.
func (c catalogCheck) Run() error {
	_, err := fit(c.Folder, os.Stdout)
	return err
}

// fit loads a catalogue, and rehearses every item of it.
func fit(path string, to io.Writer) (*catalog.Catalog, error) {
	items, err := loadItems(path)
	if err != nil {
		return nil, fmt.Errorf("catalogue:\n%w", err)
	}
	book, err := words.Open()
	if err != nil {
		return nil, err
	}
	clerk := view.NewClerk(terminal.Site{Name: "—", Code: "YX00", Hotline: "12345"}, items, book)
	return items, rehearse(to, items, clerk, time.Now())
}

// catalogPack is `kiosk catalog pack`.
type catalogPack struct {
	Folder string `arg:"" type:"existingdir" help:"The folder of items."`
	File   string `arg:"" type:"path" help:"The file to write."`
}

// Run writes nothing unless every item is fit.
func (c catalogPack) Run() error {
	items, err := fit(c.Folder, os.Stdout)
	if err != nil {
		return err
	}
	var raw bytes.Buffer
	if err := items.Pack(&raw); err != nil {
		return err
	}
	return os.WriteFile(c.File, raw.Bytes(), 0o644)
}

// rehearse walks through every item as on the screens of a clerk, and reports on each.
func rehearse(to io.Writer, items *catalog.Catalog, clerk view.Clerk, start time.Time) error {
	wrong := 0
	for _, leaf := range items.Items() {
		it, _ := items.Item(leaf.Code)
		report := rehearsal.Walk(rehearsal.Options{
			Catalog: items, Item: it, Start: start,
			Touches: func(s flow.State) []flow.Tap { return clerk.Screen(s).Touches() },
			Look:    func(s flow.State) error { return clerk.Screen(s).Check() },
			Paper:   budget(terminal.Scribe{Site: clerk.Site, Words: clerk.Words}),
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

// catalogList is `kiosk catalog list`.
type catalogList struct {
	Path string `arg:"" optional:"" type:"existingpath" help:"A folder of items or a packed catalogue; the sample items where none is named."`
}

// listed is an item as the list has it.
type listed struct {
	Code      catalog.ItemCode `json:"code"`
	Name      catalog.Text     `json:"name"`
	Domain    string           `json:"domain"`
	Work      catalog.Work     `json:"work"`
	Offline   catalog.Offline  `json:"offline"`
	Often     int              `json:"often,omitempty"` // its place among those that are used most, from 1
	Questions []listedQuestion `json:"questions"`
}

type listedQuestion struct {
	Key    string            `json:"key"`
	Kind   catalog.FieldKind `json:"kind"`
	Sample string            `json:"sample"` // as it is typed
}

// Run prints the list.
func (c catalogList) Run() error {
	items, err := loadItems(c.Path)
	if err != nil {
		return fmt.Errorf("catalogue:\n%w", err)
	}
	today := catalog.Day(time.Now().Format(time.DateOnly))
	var out []listed
	for _, leaf := range items.Items() {
		it, _ := items.Item(leaf.Code)
		l := listed{Code: it.Code, Name: it.Name, Domain: it.Domain, Work: it.Work, Offline: it.Offline, Questions: []listedQuestion{}}
		l.Often = 1 + slices.Index(items.Vocabulary().Often, it.Code)
		for _, f := range it.AllFields() {
			l.Questions = append(l.Questions, listedQuestion{f.Key, f.Kind, f.Draft(f.Sample(today))})
		}
		out = append(out, l)
	}
	return json.NewEncoder(os.Stdout).Encode(out)
}

// catalogSchema is `kiosk catalog schema`.
type catalogSchema struct{}

// Run prints the schema.
func (catalogSchema) Run() error {
	_, err := os.Stdout.Write(catalog.Schema())
	return err
}
