package ipp

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"yitiji/drivers"
)

// order is a document and how this printer is asked to print it.
type order struct {
	name     string
	format   string
	media    string
	twoSided bool
	template group // the job's attributes
}

// longestName is what a name may hold in bytes (RFC 8011, section 5.1.3).
const longestName = 255

// newOrder asks only for what the printer takes. What it cannot do and a citizen
// would miss is an error: another format, fewer copies, another sheet. Sides and
// colour are left to the printer where it has no choice.
func newOrder(doc drivers.Document, takes capabilities) (order, error) {
	doc.Media = cmp.Or(doc.Media, defaultMedia)
	doc.Sides = cmp.Or(doc.Sides, drivers.OneSided)
	colour := map[bool]string{false: "monochrome", true: "color"}[doc.Colour]
	switch {
	case len(doc.Data) == 0:
		return order{}, errors.New("document is empty")
	case !slices.Contains([]drivers.Sides{drivers.OneSided, drivers.TwoSidedLongEdge, drivers.TwoSidedShortEdge}, doc.Sides):
		return order{}, fmt.Errorf("unknown sides %q", doc.Sides)
	case doc.Format == "" || !offers(takes.formats, doc.Format):
		return order{}, fmt.Errorf("format %q: printer takes %s", doc.Format, plain(strings.Join(takes.formats, ", ")))
	case !offers(takes.media, doc.Media):
		return order{}, fmt.Errorf("printer has no media %s", doc.Media)
	case doc.Copies < 0 || doc.Copies > max(takes.copies, 1):
		return order{}, fmt.Errorf("%d copies: printer makes up to %d", doc.Copies, max(takes.copies, 1))
	}
	o := order{name: nameOf(doc.Name), format: doc.Format, media: doc.Media, template: group{tag: tagJob}}
	o.set(strs(tagKeyword, "media", doc.Media))
	if offers(takes.sides, string(doc.Sides)) {
		o.twoSided = doc.Sides != drivers.OneSided
		o.set(strs(tagKeyword, "sides", string(doc.Sides)))
	}
	if slices.Contains(takes.colours, colour) {
		o.set(strs(tagKeyword, "print-color-mode", colour))
	}
	if doc.Copies > 1 {
		o.set(num(tagInteger, "copies", doc.Copies))
	}
	return o, nil
}

func (o *order) set(a attribute) { o.template.attributes = append(o.template.attributes, a) }

// nameOf makes a name that fits.
func nameOf(s string) string {
	s = strings.ToValidUTF8(s, "")
	for len(s) > longestName {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return cmp.Or(s, "document")
}
