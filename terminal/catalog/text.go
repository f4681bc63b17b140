package catalog

import (
	"slices"

	"yitiji/terminal/hanzi"
)

// Lang is a language of screens and paper, as a BCP 47 tag.
type Lang string

// The languages of a terminal.
const (
	Chinese     Lang = "zh-Hans"
	Traditional Lang = "zh-Hant" // 繁體, as in Hong Kong: made from Chinese where it has no words of its own
	English     Lang = "en"
)

// Languages lists every language that a text must have, the first one first.
func Languages() []Lang { return []Lang{Chinese, English} }

// Offered lists every language that a person may choose.
func Offered() []Lang { return []Lang{Chinese, Traditional, English} }

// Name is what a language is called in itself.
func (l Lang) Name() string {
	switch l {
	case Traditional:
		return "繁體中文"
	case English:
		return "English"
	}
	return "简体中文"
}

// Text is one text in every language.
type Text map[Lang]string

// In returns the text in lang, or in Chinese where lang has none.
func (t Text) In(lang Lang) string {
	if s, ok := t[lang]; ok {
		return s
	}
	if lang == Traditional {
		return hanzi.Traditional(t[Chinese])
	}
	return t[Chinese]
}

func (t Text) prove(p proof) {
	for lang := range t {
		if !slices.Contains(Offered(), lang) {
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
