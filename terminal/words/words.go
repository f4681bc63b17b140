// Package words is the one vocabulary of screens and paper: every sentence that
// the terminal says, under one name, in every language. The sentences are data
// (*.yaml); this package finds and completes them.
package words

import (
	"embed"
	"fmt"

	"github.com/goccy/go-yaml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"yitiji/terminal/catalog"
	"yitiji/terminal/hanzi"
)

//go:embed *.yaml
var files embed.FS

// Book holds the sentences of every language.
type Book struct{ bundle *i18n.Bundle }

// Open reads the sentences that the program carries.
func Open() (*Book, error) {
	bundle := i18n.NewBundle(language.MustParse(string(catalog.Chinese)))
	bundle.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	for _, lang := range catalog.Languages() {
		if _, err := bundle.LoadMessageFileFS(files, string(lang)+".yaml"); err != nil {
			return nil, fmt.Errorf("words in %s: %w", lang, err)
		}
	}
	if err := loadTraditional(bundle); err != nil {
		return nil, err
	}
	return &Book{bundle}, nil
}

// loadTraditional makes the sentences in traditional characters from the simplified ones.
func loadTraditional(bundle *i18n.Bundle) error {
	raw, err := files.ReadFile(string(catalog.Chinese) + ".yaml")
	if err != nil {
		return err
	}
	if _, err := bundle.ParseMessageFileBytes([]byte(hanzi.Traditional(string(raw))), string(catalog.Traditional)+".yaml"); err != nil {
		return fmt.Errorf("words in %s: %w", catalog.Traditional, err)
	}
	return nil
}

// Words are the sentences in one language.
type Words struct {
	Lang      catalog.Lang
	localizer *i18n.Localizer
}

// In returns the sentences in lang; where one is missing there, the Chinese one.
func (b *Book) In(lang catalog.Lang) Words {
	return Words{lang, i18n.NewLocalizer(b.bundle, string(lang), string(catalog.Chinese))}
}

// With completes a sentence: the value of each name in braces.
type With map[string]any

// Say gives the sentence called name. A name that no language knows comes back
// in ⟦brackets⟧, so that it is seen in a golden before a citizen sees it.
func (w Words) Say(name string, with ...With) string {
	data := With{}
	for _, more := range with {
		for k, v := range more {
			data[k] = v
		}
	}
	s, err := w.localizer.Localize(&i18n.LocalizeConfig{MessageID: name, TemplateData: data})
	if err != nil && s == "" {
		return "⟦" + name + "⟧"
	}
	return s
}

// Knows reports whether there is a sentence called name.
func (w Words) Knows(name string) bool {
	_, err := w.localizer.Localize(&i18n.LocalizeConfig{MessageID: name, TemplateData: With{}})
	return err == nil
}
