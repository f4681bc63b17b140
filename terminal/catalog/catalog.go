package catalog

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// Catalog is a vocabulary and a set of items, in the order of their files' names.
type Catalog struct {
	vocabulary Vocabulary
	items      []*Item
	byCode     map[ItemCode]*Item
	unopened   map[ItemCode]*unopened // of a packed catalogue
}

func (c *Catalog) add(it *Item) {
	if c.byCode == nil {
		c.byCode = map[ItemCode]*Item{}
	}
	c.items, c.byCode[it.Code] = append(c.items, it), it
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

// Load reads and checks the vocabulary and every other *.yaml of dir. It returns all
// problems at once, each with its file, line and place.
func Load(dir fs.FS) (*Catalog, error) {
	files, err := fs.Glob(dir, "*.yaml")
	if err != nil {
		return nil, err
	}
	files = slices.DeleteFunc(files, func(f string) bool { return f == VocabularyFile })
	if len(files) == 0 {
		return nil, errors.New("catalogue: no *.yaml in the folder")
	}
	vocabulary, err := loadVocabulary(dir)
	if err != nil {
		return nil, err
	}
	c := &Catalog{vocabulary: vocabulary}
	return c, c.load(dir, files)
}

// draft is an item that was read and not checked yet.
type draft struct {
	file string
	raw  []byte
	item *Item
}

// load reads every file, joins bundles with their parts, and checks the whole.
func (c *Catalog) load(dir fs.FS, files []string) error {
	var drafts []draft
	var problems []error
	for _, f := range files {
		raw, err := fs.ReadFile(dir, f)
		var it *Item
		if err == nil {
			it, err = readItem(raw)
		}
		if err == nil && c.has(drafts, it.Code) {
			err = fmt.Errorf("code %q is taken by another item", it.Code)
		}
		if err != nil {
			problems = append(problems, located(f, err))
			continue
		}
		drafts = append(drafts, draft{f, raw, it})
	}
	for _, d := range drafts {
		p := newProof()
		d.item.join(p, drafts)
		d.item.prove(p, c.vocabulary)
		if err := p.err(d.raw); err != nil {
			problems = append(problems, located(d.file, err))
			continue
		}
		c.add(d.item)
	}
	return errors.Join(problems...)
}

func (c *Catalog) has(drafts []draft, code ItemCode) bool {
	return slices.ContainsFunc(drafts, func(d draft) bool { return d.item.Code == code })
}

// ParseItem reads one item and checks it against a vocabulary. Unknown keys are errors.
// The error holds a *Mistake for everything that is wrong in what could be read.
func ParseItem(raw []byte, v Vocabulary) (*Item, error) {
	it, err := readItem(raw)
	if err != nil {
		return nil, err
	}
	p := newProof()
	it.prove(p, v)
	return it, p.err(raw)
}

func readItem(raw []byte) (*Item, error) {
	it := &Item{ready: &programs{}}
	return it, decode(raw, it)
}

// decode reads YAML, and refuses keys that nobody knows.
func decode(raw []byte, into any) error {
	err := yaml.NewDecoder(bytes.NewReader(raw), yaml.Strict()).Decode(into)
	var at yaml.Error
	if errors.As(err, &at) && at.GetToken() != nil {
		return &Mistake{Line: at.GetToken().Position.Line, At: at.GetToken().Value, Err: errors.New(at.GetMessage())}
	}
	return err
}

// located puts a file's name before every problem.
func located(file string, err error) error {
	if err == nil {
		return nil
	}
	var lines []error
	for line := range strings.SplitSeq(err.Error(), "\n") {
		lines = append(lines, fmt.Errorf("%s:%s", path.Base(file), line))
	}
	return errors.Join(lines...)
}

// Items lists the items in order. Of a packed catalogue they may be what is on the cover
// only; Item gives the whole one.
func (c *Catalog) Items() []*Item { return slices.Clone(c.items) }

// Vocabulary is by what the items are found.
func (c *Catalog) Vocabulary() Vocabulary { return c.vocabulary }

// Item finds an item by its code.
func (c *Catalog) Item(code ItemCode) (*Item, bool) {
	it, ok := c.byCode[code]
	if !ok {
		return nil, false
	}
	return c.whole(it), true
}
