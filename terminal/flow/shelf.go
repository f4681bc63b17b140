package flow

import (
	"slices"
	"strconv"
	"strings"

	"yitiji/terminal/catalog"
)

// Shelf is where among the services a person looks: by what they are sorted, under which
// heading, at which page. The zero Shelf is the counter with what is often used.
type Shelf struct {
	By   string // domain, theme, event, zone, audience, or all
	Key  string // a heading; empty while the headings are shown
	Page int    // from 0
}

// String is the shelf as Browse has it: by, by/key or by/key/page.
func (s Shelf) String() string {
	switch {
	case s.Page > 0:
		return s.By + "/" + s.Key + "/" + strconv.Itoa(s.Page)
	case s.Key != "":
		return s.By + "/" + s.Key
	}
	return s.By
}

// parseShelf reads what String wrote.
func parseShelf(text string) Shelf {
	parts := append(strings.SplitN(text, "/", 3), "", "")
	page, _ := strconv.Atoi(parts[2])
	return Shelf{By: parts[0], Key: parts[1], Page: max(0, page)}
}

// shelves are by what services are sorted.
func shelves() []string { return []string{"all", "domain", "event", "zone", "theme", "audience"} }

func (t *turn) tapShelf(e Tap) {
	switch e.Do {
	case Open:
		t.tapServices(e)
	case Browse:
		t.browse(e.Value)
	case Search:
		t.find()
	case Back:
		t.unshelf()
	}
}

func (t *turn) browse(to string) {
	s := parseShelf(to)
	for _, by := range shelves() {
		if s.By == by {
			t.Visit.Shelf = s
			t.enter(Shelves)
		}
	}
}

// unshelf goes up to the headings, or back to the counter.
func (t *turn) unshelf() {
	if s := t.Visit.Shelf; s.Key != "" && s.By != "all" {
		t.Visit.Shelf = Shelf{By: s.By}
		t.enter(Shelves)
		return
	}
	t.Visit.Shelf = Shelf{}
	t.enter(Services)
}

// find begins to look for a service by words.
func (t *turn) find() {
	t.Visit.Draft = ""
	t.beginTyping()
	t.enter(Find)
}

// mostSought bounds what is typed into a search, in characters.
const mostSought = 40

func (t *turn) tapFind(e Tap) {
	switch e.Do {
	case Open:
		t.tapServices(e)
	case Back:
		t.Visit.Draft, t.Visit.Typing = "", Typing{}
		t.enter(Services)
	default:
		t.Visit.Draft = t.write(t.Visit.Draft, e, func(text string) bool { return len([]rune(text)) <= mostSought })
	}
}

// Sought is what a person looks for: what they wrote, and the letters that they are at.
func (v Visit) Sought() string { return v.Draft + v.Typing.Letters }

// Holds reports whether an item stands on a shelf.
func (s Shelf) Holds(it *catalog.Item) bool {
	switch s.By {
	case "all":
		return true
	case "domain":
		return it.Domain == s.Key
	case "theme":
		return slices.Contains(it.Themes, s.Key)
	case "event":
		return slices.Contains(it.Events, s.Key)
	case "zone":
		return slices.Contains(it.Zones, s.Key)
	case "audience":
		return slices.Contains(it.Audience, catalog.Audience(s.Key))
	}
	return false
}
