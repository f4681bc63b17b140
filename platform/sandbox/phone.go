package sandbox

import (
	"encoding/base64"
	"html/template"
	"net/http"
	"strings"
	"time"

	"github.com/skip2/go-qrcode"

	"yitiji/platform/sandbox/city"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

// Phones are the pages that play people's phones: below /pay/ what an order's code opens, and below
// /id/ what the code of a sign-in does. Who has the address may use it, as with any such code.
func (s *Sandbox) Phones() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /pay/style.css", func(w http.ResponseWriter, r *http.Request) { http.ServeFileFS(w, r, pageFiles, "pages/phone.css") })
	s.payer(mux)
	s.signer(mux)
	return guarded(mux)
}

// signer serves the page on which somebody signs in. The phone of an app knows whose it is; whoever
// plays it says so.
func (s *Sandbox) signer(mux *http.ServeMux) {
	page := template.Must(template.New("signin.html").Funcs(template.FuncMap{"clock": clock}).ParseFS(pageFiles, "pages/signin.html"))
	mux.HandleFunc("GET /id/{secret}", func(w http.ResponseWriter, r *http.Request) { s.showSignIn(w, r, page, "") })
	mux.HandleFunc("POST /id/{secret}", func(w http.ResponseWriter, r *http.Request) {
		said := ""
		if err := s.Answer(r.PathValue("secret"), r.PostFormValue("who"), r.PostFormValue("what") == "yes"); err != nil {
			said = "没有成功：请先选是谁的手机；或者这个码已经过期。"
		}
		s.showSignIn(w, r, page, said)
	})
}

// signInView is what the page shows.
type signInView struct {
	invitation
	Known  bool
	Said   string
	What   string // of the item
	People []*city.Person
	Who    string // who confirmed
}

// Open says that the phone may still answer.
func (v signInView) Open() bool { return v.open() }

func (s *Sandbox) showSignIn(w http.ResponseWriter, r *http.Request, page *template.Template, said string) {
	v := signInView{Said: said}
	s.mu.Lock()
	if i := s.invitations[r.PathValue("secret")]; i != nil {
		i.lapse(time.Now())
		if i.State == centre.Invited {
			i.State = centre.Opened
		}
		v.Known, v.invitation, v.People = true, *i, s.registers().People
		if it, ok := s.item(i.Item); ok {
			v.What = it.Name.In(catalog.Chinese)
		}
		if p, ok := s.registers().Person(i.Number); ok {
			v.Who = p.Name
		}
	}
	s.mu.Unlock()
	show(w, page, map[bool]int{true: http.StatusOK, false: http.StatusNotFound}[v.Known], v)
}

// codeView is a phone that shows its code.
type codeView struct {
	*city.Person
	Code    string
	Picture template.URL // of the code
	Until   int64
	Texts   []string
}

// codeSide is how wide the picture of a code is, in pixels.
const codeSide = 480

// showCode serves the code on somebody's phone: as a page that renews itself, or, for a program, as text.
func (s *Sandbox) showCode(w http.ResponseWriter, r *http.Request, page *template.Template) {
	code, until, ok := s.ShowCode(r.PathValue("number"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	if !strings.Contains(r.Header.Get("Accept"), "text/html") {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Write([]byte(code))
		return
	}
	png, err := qrcode.Encode(code, qrcode.Medium, codeSide)
	if err != nil {
		http.Error(w, "样例系统出错。", http.StatusInternalServerError)
		return
	}
	s.mu.Lock()
	p, _ := s.registers().Person(r.PathValue("number"))
	s.mu.Unlock()
	picture := template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(png))
	show(w, page, http.StatusOK, codeView{p, code, picture, until.UnixMilli(), s.Texts(p.Number)})
}
