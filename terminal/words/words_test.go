package words_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"yitiji/terminal/catalog"
	"yitiji/terminal/health"
	"yitiji/terminal/words"
)

func open(t *testing.T) *words.Book {
	t.Helper()
	b, err := words.Open()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestSayCompletesASentence(t *testing.T) {
	w := open(t).In(catalog.English)
	if got, want := w.Say("status.step", words.With{"Step": 3, "Steps": 5}), "Step 3 of 5"; got != want {
		t.Errorf("Say = %q, want %q", got, want)
	}
	if got, want := w.Say("no.such.name"), "⟦no.such.name⟧"; got != want {
		t.Errorf("Say = %q, want %q", got, want)
	}
}

func TestEveryConditionHasWords(t *testing.T) {
	for _, lang := range catalog.Languages() {
		w := open(t).In(lang)
		for _, c := range health.Codes() {
			if !w.Knows("condition." + string(c)) {
				t.Errorf("%s: no words for %s", lang, c)
			}
		}
	}
}

// A sentence that one language lacks would be said in another one.
func TestLanguagesHaveTheSameNames(t *testing.T) {
	zh, en := names(t, catalog.Chinese), names(t, catalog.English)
	for _, n := range zh {
		if !slices.Contains(en, n) {
			t.Errorf("en.yaml lacks %s", n)
		}
	}
	for _, n := range en {
		if !slices.Contains(zh, n) {
			t.Errorf("zh-Hans.yaml lacks %s", n)
		}
	}
}

func names(t *testing.T, lang catalog.Lang) []string {
	t.Helper()
	raw, err := words.Raw(lang)
	if err != nil {
		t.Fatal(err)
	}
	var tree map[string]any
	if err := yaml.Unmarshal(raw, &tree); err != nil {
		t.Fatal(err)
	}
	return flatten(tree, nil)
}

func flatten(tree map[string]any, path []string) []string {
	var out []string
	for k, v := range tree {
		here := append(slices.Clone(path), k)
		if sub, ok := v.(map[string]any); ok {
			out = append(out, flatten(sub, here)...)
			continue
		}
		out = append(out, strings.Join(here, "."))
	}
	return out
}
