package catalog

import (
	"reflect"
	"slices"
)

// join makes one thing (一件事) of an item that names parts: what its parts ask and want is
// asked and wanted once. A question that several have under the same key is the same
// question; the bundle's own come first, and win.
func (it *Item) join(p proof, all []draft) {
	for i, code := range it.Parts {
		at := p.key("parts").nth(i)
		n := slices.IndexFunc(all, func(d draft) bool { return d.item.Code == code })
		switch {
		case n < 0:
			at.wrong("%q is no item of this catalogue", code)
		case all[n].item.Work != Apply || len(all[n].item.Parts) > 0:
			at.wrong("%q is no plain application", code)
		default:
			it.take(at, all[n].item)
		}
	}
}

// take adds what a part asks, wants and needs.
func (it *Item) take(at proof, part *Item) {
	it.Situations = united(at, it.Situations, part.Situations, func(f Field) string { return f.Key })
	it.Form = united(at, it.Form, part.shared(), func(f Field) string { return f.Key })
	it.Materials = united(at, it.Materials, part.Materials, func(m Material) string { return m.Key })
	it.Conditions = slices.Concat(it.Conditions, part.Conditions)
	it.Needs = withAll(it.Needs, part.Needs)
	it.Uses = withAll(it.Uses, part.Uses)
	it.Sign = it.Sign || part.Sign
	if part.Offline == OfflineNone && it.Offline != OfflineNone {
		at.wrong("%s cannot be taken offline, so the bundle cannot be either", part.Code)
	}
	if part.Fee.Kind != Free && !part.Fee.Later {
		at.wrong("%s is paid for at the terminal: it stands alone", part.Code)
	}
}

// shared are the questions that a part brings into a bundle.
func (it *Item) shared() []Field {
	return slices.DeleteFunc(slices.Clone(it.Form), func(f Field) bool { return f.Alone })
}

// united adds those of more that have a key of their own. What has the same key must be the
// same kind of thing, or one of the two would be asked in place of the other.
func united[T any](at proof, have, more []T, key func(T) string) []T {
	out := slices.Clone(have)
	for _, m := range more {
		i := slices.IndexFunc(out, func(h T) bool { return key(h) == key(m) })
		if i < 0 {
			out = append(out, m)
			continue
		}
		if f, ok := any(out[i]).(Field); ok && !f.alike(any(m).(Field)) {
			at.wrong("%q is asked there in another way", key(m))
		}
	}
	return out
}

// alike reports whether two questions take the same answers.
func (f Field) alike(g Field) bool {
	return f.Kind == g.Kind && f.Min == g.Min && f.Max == g.Max && f.Pattern == g.Pattern &&
		reflect.DeepEqual(optionKeys(f), optionKeys(g))
}

func optionKeys(f Field) []string {
	var out []string
	for _, o := range f.Options {
		out = append(out, o.Key)
	}
	return out
}

func withAll[T comparable](have, more []T) []T {
	out := slices.Clone(have)
	for _, m := range more {
		if !slices.Contains(out, m) {
			out = append(out, m)
		}
	}
	return out
}
