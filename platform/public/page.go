package public

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"yitiji/terminal/catalog"
)

//go:embed pages
var files embed.FS

//go:embed words.yaml
var wordsFile []byte

// page is what a template gets.
type page struct {
	Lang catalog.Lang
	Say  string // the key of what is told
	Data any

	words map[string]catalog.Text
}

// Words are those of a key, in the page's language.
func (p page) Words(key string) (string, error) {
	t, ok := p.words[key]
	if !ok {
		return "", fmt.Errorf("no words for %q", key)
	}
	return t.In(p.Lang), nil
}

// Text is a text in the page's language.
func (p page) Text(t catalog.Text) string { return t.In(p.Lang) }

// pages are the parsed templates by name, and their words.
type pages struct {
	templates map[string]*template.Template
	words     map[string]catalog.Text
}

func parsePages() (pages, error) {
	out := pages{templates: map[string]*template.Template{}}
	if err := yaml.UnmarshalWithOptions(wordsFile, &out.words, yaml.Strict()); err != nil {
		return pages{}, fmt.Errorf("public: words: %w", err)
	}
	for _, name := range []string{"upload", "told", "verify", "ask"} {
		t, err := template.ParseFS(files, "pages/frame.html", "pages/"+name+".html")
		if err != nil {
			return pages{}, fmt.Errorf("public: page %s: %w", name, err)
		}
		out.templates[name] = t
	}
	return out, nil
}

// show writes a page, whole or not at all.
func (p *public) show(w http.ResponseWriter, status int, name string, v page) {
	v.words = p.pages.words
	var b bytes.Buffer
	if err := p.pages.templates[name].ExecuteTemplate(&b, "frame.html", v); err != nil {
		p.options.Log.Error("a public page failed", "error", err)
		http.Error(w, "系统出错，请稍后再试。", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(b.Bytes())
}

func asset(name string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "max-age=300")
		http.ServeFileFS(w, r, files, name)
	})
}

// accepted is the language that a browser asks for, of those that are offered.
func accepted(r *http.Request) catalog.Lang {
	want := strings.ToLower(r.Header.Get("Accept-Language"))
	for _, part := range strings.Split(want, ",") {
		tag := strings.TrimSpace(strings.Split(part, ";")[0])
		switch {
		case strings.HasPrefix(tag, "zh-hant"), tag == "zh-tw", tag == "zh-hk", tag == "zh-mo":
			return catalog.Traditional
		case strings.HasPrefix(tag, "zh"):
			return catalog.Chinese
		case strings.HasPrefix(tag, "en"):
			return catalog.English
		}
	}
	return catalog.Chinese
}

// language is that of a door; Chinese where it has none that is offered.
func language(lang string) catalog.Lang {
	if slices.Contains(catalog.Offered(), catalog.Lang(lang)) {
		return catalog.Lang(lang)
	}
	return catalog.Chinese
}
