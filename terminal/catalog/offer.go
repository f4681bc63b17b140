package catalog

import (
	"fmt"
	"slices"
)

// Stand is where a terminal stands, as far as services turn on it.
type Stand struct {
	Region  Region  // empty: not said, so nothing is left out for it
	Network Network // the same
}

// Check says what is wrong with it.
func (s Stand) Check() error {
	if s.Region != "" {
		if err := s.Region.Check(); err != nil {
			return fmt.Errorf("region: %w", err)
		}
	}
	if s.Network != "" && !slices.Contains(Networks(), s.Network) {
		return fmt.Errorf("network: %q is none of %v", s.Network, Networks())
	}
	return nil
}

// Offers reports whether an item is offered at a terminal that stands there.
func (s Stand) Offers(it *Item) bool {
	return (s.Region == "" || it.Covers(s.Region)) &&
		(s.Network == "" || len(it.Networks) == 0 || slices.Contains(it.Networks, s.Network))
}

// At is the part of the catalogue that is offered there. It shares its items with c.
func (c *Catalog) At(s Stand) *Catalog {
	out := &Catalog{vocabulary: c.vocabulary, unopened: c.unopened}
	for _, it := range c.items {
		if s.Offers(it) {
			out.add(it)
		}
	}
	return out
}
