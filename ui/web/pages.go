package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/skip2/go-qrcode"

	"yitiji/terminal/flow"
	"yitiji/ui/view"
)

//go:embed templates/*.html
var templates embed.FS

//go:embed assets
var assets embed.FS

// pages are the templates: one per kind of element, under the kind's name.
type pages struct{ t *template.Template }

func loadPages() (pages, error) {
	p := pages{template.New("")}
	p.t.Funcs(template.FuncMap{
		"element": p.element,
		"code":    code,
		"upto":    func(n int) []int { return make([]int, n) },
		"pairs":   func(token string, a view.Act) touch { return touch{token, a} },
		"verb":    func(token string, v flow.Verb) touch { return touch{token, view.Act{Do: v}} },
		"key":     func(token, digit string) touch { return touch{token, view.Act{Do: flow.Key, Value: digit}} },
		"digits":  func() []string { return strings.Split("123456789", "") },
	})
	_, err := p.t.ParseFS(templates, "templates/*.html")
	return p, err
}

// touch is what a button sends.
type touch struct {
	On string
	view.Act
}

func (p pages) whole(w io.Writer, s view.Screen) error  { return p.t.ExecuteTemplate(w, "page", s) }
func (p pages) screen(w io.Writer, s view.Screen) error { return p.t.ExecuteTemplate(w, "screen", s) }

// part is an element with the token of its screen.
type part struct {
	Token string
	E     view.Element
}

// element draws e by the template that has the name of its kind.
func (p pages) element(token string, e view.Element) (template.HTML, error) {
	name := strings.TrimPrefix(fmt.Sprintf("%T", e), "view.")
	var b bytes.Buffer
	err := p.t.ExecuteTemplate(&b, name, part{token, e})
	return template.HTML(b.String()), err //nolint:gosec // it comes out of html/template
}

// code draws a QR code as the path of an SVG picture: one square a module.
func code(text string) (template.HTML, error) {
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return "", err
	}
	q.DisableBorder = true
	var b strings.Builder
	bits := q.Bitmap()
	fmt.Fprintf(&b, `<svg class="code" viewBox="0 0 %d %d" role="img" aria-label="%s"><path d="`,
		len(bits), len(bits), template.HTMLEscapeString(text))
	for y, row := range bits {
		for x, dark := range row {
			if dark {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x, y)
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return template.HTML(b.String()), nil //nolint:gosec // text is escaped, the rest is numbers
}
