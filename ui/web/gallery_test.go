package web

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"yitiji/terminal"
	"yitiji/terminal/catalog"
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
