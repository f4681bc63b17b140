package catalog

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"

	"github.com/goccy/go-yaml"
)

// Catalog is a set of items, in the order of their files' names.
type Catalog struct {
	items []*Item
}

//go:embed items/*.yaml
var builtin embed.FS

// Builtin is the folder of sample items that every program carries.
func Builtin() fs.FS {
	sub, err := fs.Sub(builtin, "items")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	return sub
}

// Load reads and checks every *.yaml of dir. It returns all problems at once,
// each with file and line or field.
func Load(dir fs.FS) (*Catalog, error) {
	files, err := fs.Glob(dir, "*.yaml")
	if err != nil {
		return nil, err
	}
	c, problems := &Catalog{}, []error{}
	for _, f := range files {
		it, err := loadItem(dir, f)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		if _, twice := c.Item(it.Code); twice {
			problems = append(problems, fmt.Errorf("%s: code %q is taken by another item", f, it.Code))
		}
		c.items = append(c.items, it)
	}
	if len(files) == 0 {
		problems = append(problems, errors.New("catalogue: no *.yaml in the folder"))
	}
	return c, errors.Join(problems...)
}

func loadItem(dir fs.FS, file string) (*Item, error) {
	raw, err := fs.ReadFile(dir, file)
	if err != nil {
		return nil, err
	}
	it, err := ParseItem(raw)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path.Base(file), err)
	}
	return it, nil
}

// ParseItem reads and checks one item. Unknown keys are errors.
func ParseItem(raw []byte) (*Item, error) {
	var it Item
	if err := yaml.NewDecoder(bytes.NewReader(raw), yaml.Strict()).Decode(&it); err != nil {
		return nil, err
	}
	return &it, errors.Join(it.problems()...)
}

// Items lists the items in order.
func (c *Catalog) Items() []*Item { return slices.Clone(c.items) }

// Item finds an item by its code.
func (c *Catalog) Item(code ItemCode) (*Item, bool) {
	for _, it := range c.items {
		if it.Code == code {
			return it, true
		}
	}
	return nil, false
}

func (it *Item) problems() []error {
	var out []error
	bad := func(format string, args ...any) { out = append(out, fmt.Errorf(format, args...)) }
	if it.Code == "" || it.Version < 1 {
		bad("an item needs a code, and a version from 1 on")
	}
	if !slices.Contains([]Offline{OfflineNone, OfflineQueue, OfflineFull}, it.Offline) {
		bad("offline: %q is none of none, queue, full", it.Offline)
	}
	needed := map[string]Text{"name": it.Name, "summary": it.Summary, "consent": it.Consent}
	for _, s := range it.Guide {
		needed["guide "+s.Title.In(Chinese)], needed["guide title"] = s.Text, s.Title
	}
	for what, text := range needed {
		out = append(out, text.problems(what)...)
	}
	for i, f := range it.Form {
		for _, err := range f.problems(it.Form[:i]) {
			bad("form %q: %w", f.Key, err)
		}
	}
	return out
}

func (t Text) problems(what string) []error {
	var out []error
	for _, lang := range Languages() {
		if t[lang] == "" {
			out = append(out, fmt.Errorf("%s: no words in %s", what, lang))
		}
	}
	return out
}

func (f Field) problems(earlier []Field) []error {
	out := append(f.Ask.problems("ask"), f.Label.problems("label")...)
	if len(f.Optional) > 0 {
		out = append(out, f.Optional.problems("optional")...)
	}
	if slices.ContainsFunc(earlier, func(e Field) bool { return e.Key == f.Key }) || f.Key == "" {
		out = append(out, errors.New("a key must be given, and only once"))
	}
	out = append(out, f.kindProblems()...)
	if f.When != nil && !f.When.answers(earlier) {
		out = append(out, fmt.Errorf("when: no earlier choice %q with the option %q", f.When.Field, f.When.Is))
	}
	return out
}

func (f Field) kindProblems() []error {
	var out []error
	switch f.Kind {
	case Choice:
		if len(f.Options) < 2 {
			out = append(out, errors.New("a choice needs two options or more"))
		}
		for _, o := range f.Options {
			out = append(out, o.Name.problems("option "+o.Key)...)
		}
	case Digits:
		if f.Max < f.Min || f.Max == 0 {
			out = append(out, errors.New("digits need min and max"))
		}
		if _, err := regexp.Compile(f.Pattern); err != nil {
			out = append(out, err)
		}
	default:
		out = append(out, fmt.Errorf("kind %q is none of choice, digits", f.Kind))
	}
	return out
}

// answers reports whether the condition can ever be met.
func (w When) answers(earlier []Field) bool {
	for _, e := range earlier {
		if _, ok := e.Option(w.Is); e.Key == w.Field && ok {
			return true
		}
	}
	return false
}
