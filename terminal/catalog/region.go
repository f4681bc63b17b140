package catalog

import (
	"fmt"
	"strings"
)

// Region is a place of the five levels (省 市 县 镇 村) by its code of GB/T 2260, as
// statistics lengthen it to 12 digits: 2, 4, 6, 9 or 12 of them. A shorter code stands for
// everything below.
type Region string

// Holds reports whether place lies in r.
func (r Region) Holds(place Region) bool { return strings.HasPrefix(string(place), string(r)) }

func (r Region) prove(p proof) {
	if err := r.Check(); err != nil {
		p.wrong("%v", err)
	}
}

// Check says why a region is none.
func (r Region) Check() error {
	switch len(r) {
	case 2, 4, 6, 9, 12:
		if strings.Trim(string(r), "0123456789") == "" {
			return nil
		}
	}
	return fmt.Errorf("%q is no region: want 2, 4, 6, 9 or 12 digits", r)
}

// Covers reports whether the item is offered at a place.
func (it *Item) Covers(place Region) bool {
	for _, r := range it.Coverage {
		if r.Holds(place) {
			return true
		}
	}
	return len(it.Coverage) == 0
}
