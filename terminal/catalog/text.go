package catalog

import "slices"

// Lang is a language of screens and paper, as a BCP 47 tag.
type Lang string

// The languages that every text must have.
const (
	Chinese Lang = "zh-Hans"
	English Lang = "en"
)

// Languages lists every language that a text must have, the first one first.
func Languages() []Lang { return []Lang{Chinese, English} }

// Text is one text in every language.
type Text map[Lang]string

// In returns the text in lang, or in Chinese where lang has none.
func (t Text) In(lang Lang) string {
	if s, ok := t[lang]; ok {
		return s
	}
	return t[Chinese]
}

func (t Text) prove(p proof) {
	for lang := range t {
		if !slices.Contains(Languages(), lang) {
			p.wrong("%q is no language: a text with a comma between braces wants quotes", lang)
		}
	}
	for _, lang := range Languages() {
		if t[lang] == "" {
			p.wrong("no words in %s", lang)
		}
	}
}

// proveAny is prove for a text that may be left out.
func (t Text) proveAny(p proof) {
	if len(t) > 0 {
		t.prove(p)
	}
}

// Names are other words for a thing, in each language that has some.
type Names map[Lang][]string
