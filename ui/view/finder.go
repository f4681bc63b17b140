package view

import (
	"sync/atomic"

	"yitiji/terminal"
	"yitiji/terminal/catalog"
	"yitiji/terminal/search"
)

// Finder finds services by words, and knows which are used most. It may learn while it is
// asked.
type Finder struct {
	catalog *catalog.Catalog
	known   atomic.Pointer[known]
}

// known is what a Finder has learnt. It does not change.
type known struct {
	index *search.Index
	often []*catalog.Item
}

// NewFinder returns a Finder that knows nothing yet of how often services are used.
func NewFinder(c *catalog.Catalog) *Finder {
	f := &Finder{catalog: c}
	f.Learn(terminal.Popularity{})
	return f
}

// Learn puts what is used often before the rest, from now on. It takes as long as making an
// index does: about a second for two hundred thousand services, nothing for a hundred.
func (f *Finder) Learn(p terminal.Popularity) {
	index := search.New(f.catalog.Items(), search.Options{Local: p.Here, Central: p.Everywhere})
	f.known.Store(&known{index, index.Often(f.catalog.Vocabulary().Often, oftenShown)})
}

// Find lists what a text may mean; see search.Index.Find.
func (f *Finder) Find(text string, lang catalog.Lang, limit int) []search.Hit {
	return f.known.Load().index.Find(text, lang, limit)
}

// Often lists the services that are one touch away.
func (f *Finder) Often() []*catalog.Item { return f.known.Load().often }
