package web

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"yitiji/terminal"
	"yitiji/terminal/catalog"
	"yitiji/terminal/flow"
	"yitiji/terminal/flow/flowtest"
	"yitiji/terminal/words"
	"yitiji/ui/view"
)

var gallery = flag.String("gallery", "", "write every screen as a page into this folder, for make screens")

// Every scene of a visit, in every language and size, draws without an error.
func TestEveryScreenDraws(t *testing.T) {
	p, err := loadPages()
	if err != nil {
		t.Fatal(err)
	}
	c := galleryClerk(t)
	for _, lang := range catalog.Offered() {
		for _, scene := range flowtest.Scenes(t, lang) {
			for _, large := range []bool{false, true} {
				scene.State.Visit.Large = large
				var page bytes.Buffer
				if err := p.whole(&page, c.Screen(scene.State)); err != nil {
					t.Errorf("%s/%s: %v", lang, scene.Name, err)
				}
				hang(t, lang, scene.Name, large, page.Bytes())
			}
		}
	}
}

// The guide and every question of every item draws, in every language.
func TestEveryItemDraws(t *testing.T) {
	p, err := loadPages()
	if err != nil {
		t.Fatal(err)
	}
	c := galleryClerk(t)
	for _, it := range c.Catalog.Items() {
		for name, s := range itemScenes(t, it) {
			for _, lang := range catalog.Offered() {
				s.Visit.Lang = lang
				var page bytes.Buffer
				if err := p.whole(&page, c.Screen(s)); err != nil {
					t.Errorf("%s/%s/%s: %v", lang, it.Code, name, err)
				}
				hang(t, lang, "item-"+string(it.Code)+"-"+name, false, page.Bytes())
			}
		}
	}
}

// itemScenes are the guide of an item, and each question that it may ask.
func itemScenes(t *testing.T, it *catalog.Item) map[string]flow.State {
	v := flowtest.Begin(t)
	v.Tap(flow.Begin)
	v.Tap(flow.Open, string(it.Code))
	if v.State.Stage == flow.Notice {
		v.Tap(flow.Next)
	}
	v.At(flow.Guide)
	scenes := map[string]flow.State{"guide": v.State}
	for _, f := range it.AllFields() {
		s := v.State
		s.Stage, s.Visit.Field, s.Visit.Person = flow.Form, f.Key, flowtest.Lin()
		s.Visit.Answers = answersTo(it, f)
		scenes[f.Key] = s
	}
	return scenes
}

// answersTo are answers after which a field is asked.
func answersTo(it *catalog.Item, f catalog.Field) (out []catalog.Answer) {
	for f.When != nil {
		out = append(out, catalog.Answer{Field: f.When.Field, Value: f.When.Is})
		i := slices.IndexFunc(it.AllFields(), func(g catalog.Field) bool { return g.Key == f.When.Field })
		f = it.AllFields()[i]
	}
	return out
}

func galleryClerk(t *testing.T) view.Clerk {
	t.Helper()
	book, err := words.Open()
	if err != nil {
		t.Fatal(err)
	}
	items, err := catalog.Load(catalog.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	site := terminal.Site{Name: "云溪镇便民服务中心", Code: "YX07", Hotline: "12345"}
	return view.NewClerk(site, items, book)
}

// hang writes one page into the gallery, where one is wanted.
func hang(t *testing.T, lang catalog.Lang, scene string, large bool, page []byte) {
	t.Helper()
	if *gallery == "" {
		return
	}
	size := ""
	if large {
		size = ".large"
	}
	file := filepath.Join(*gallery, fmt.Sprintf("%s.%s%s.html", scene, lang, size))
	if err := os.WriteFile(file, page, 0o644); err != nil {
		t.Fatal(err)
	}
}
