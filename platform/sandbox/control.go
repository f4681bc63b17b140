package sandbox

import (
	"cmp"
	"encoding/json"
	"html/template"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"yitiji/platform/sandbox/city"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

// Control is the page and the HTTP interface by which people and tests command the
// sandbox. It shows everything, and asks for no password: serve it on loopback, where no
// terminal and no phone is.
//
//	GET  /                                 the page
//	GET  /people/{number}                  one person
//	GET  /people/{number}/code             the identity code on their phone, a new one each time
//	GET  /people/{number}/texts            the codes that were sent to it lately, the newest first
//	GET  /people/{number}/firms            the codes of the firms for which they may act
//	GET  /firms/{code}/licence             a code of its electronic licence, a new one each time
//	GET  /state                            all of it, as JSON
//	POST /systems/{system}                 kind, seconds: see Mood
//	POST /matters/{official}               do: see Act; why
//	POST /orders/{number}                  do: pay, fail, late
//	POST /refunds                          pays back at once what waits for an application
func (s *Sandbox) Control() http.Handler {
	words := template.FuncMap{
		"yuan": yuan, "clock": clock, "mood": moodWord, "system": systemWord, "stage": stageWord, "act": actWord, "pay": payWord,
		"state": orderWord, "status": statusWord, "moods": Moods, "valid": func(c city.Certificate) bool { return c.ValidOn(dayOf(time.Now())) },
	}
	parse := func(name string) *template.Template {
		return template.Must(template.New("frame.html").Funcs(words).ParseFS(pageFiles, "pages/frame.html", "pages/"+name))
	}
	overview, person, code := parse("control.html"), parse("person.html"), parse("code.html")
	mux := http.NewServeMux()
	mux.HandleFunc("GET /style.css", func(w http.ResponseWriter, r *http.Request) { http.ServeFileFS(w, r, pageFiles, "pages/control.css") })
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		show(w, overview, http.StatusOK, s.survey(strings.TrimSpace(r.FormValue("find"))))
	})
	mux.HandleFunc("GET /people/{number}", func(w http.ResponseWriter, r *http.Request) { s.showPerson(w, r, person) })
	mux.HandleFunc("GET /people/{number}/code", func(w http.ResponseWriter, r *http.Request) { s.showCode(w, r, code) })
	mux.HandleFunc("GET /people/{number}/texts", s.showTexts)
	mux.HandleFunc("GET /people/{number}/firms", s.showFirms)
	mux.HandleFunc("GET /firms/{code}/licence", s.showLicence)
	mux.HandleFunc("GET /state", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(s.survey(""))
	})
	mux.HandleFunc("POST /systems/{system}", answered(s.postMood))
	mux.HandleFunc("POST /matters/{official}", answered(func(r *http.Request) error {
		return s.Do(r.PathValue("official"), Act(r.PostFormValue("do")), strings.TrimSpace(r.PostFormValue("why")))
	}))
	mux.HandleFunc("POST /orders/{number}", answered(func(r *http.Request) error {
		return s.Pay(r.PathValue("number"), Payment(r.PostFormValue("do")))
	}))
	mux.HandleFunc("POST /refunds", answered(func(*http.Request) error {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.refund(time.Now(), 0)
	}))
	return loopback(guarded(mux))
}

// loopback refuses requests that a page from elsewhere sends under a name that leads here
// (DNS rebinding): only addresses and localhost are names of this page.
func loopback(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if h, _, err := net.SplitHostPort(host); err == nil {
			host = h
		}
		if host != "localhost" && net.ParseIP(strings.Trim(host, "[]")) == nil {
			http.Error(w, "open this page by its address", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// answered does what a form asks for, and leads a browser back to where it was.
func answered(do func(*http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := do(r); err != nil {
			http.Error(w, err.Error(), http.StatusConflict)
			return
		}
		if strings.Contains(r.Header.Get("Accept"), "text/html") {
			http.Redirect(w, r, "/", http.StatusSeeOther)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}
}

func (s *Sandbox) postMood(r *http.Request) error {
	seconds, err := strconv.Atoi(cmp.Or(r.PostFormValue("seconds"), "0"))
	if err != nil {
		return errMood
	}
	return s.Befall(System(r.PathValue("system")), Mood{MoodKind(r.PostFormValue("kind")), seconds})
}

// survey is all that the control page shows.
type survey struct {
	Systems []systemRow
	Matters []matterRow
	Orders  []orderRow
	People  []personRow
	Firms   int
	Papers  int
	Find    string
	Built   time.Time
}

type systemRow struct {
	System System
	Mood   Mood
}

type matterRow struct {
	Official  string
	Slip      catalog.SlipNumber
	Item      string
	Applicant string
	Stage     centre.Stage
	Note      string
	Due       catalog.Day
	Pages     int
	Acts      []Act
}

type orderRow struct {
	Number, For, Payer string
	Amount             catalog.Fen
	State              centre.PaymentState
	Until              int64
	Receipt            string
	Code               string
	Used               bool
}

type personRow struct {
	Nth                   int
	Name, Number, Address string
	Age                   int
	Status                city.Status
	Has                   []string
}

// rowsAtOnce bounds the lists of the page.
const rowsAtOnce = 60

func (s *Sandbox) survey(find string) survey {
	var v survey
	for _, name := range Systems() {
		v.Systems = append(v.Systems, systemRow{name, s.mood(name)})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.registers()
	v.Find, v.Built, v.Firms, v.Papers = find, c.Built, len(c.Firms), len(s.state.Papers)
	for _, m := range s.state.Matters {
		v.Matters = append(v.Matters, s.rowOf(m))
	}
	slices.SortFunc(v.Matters, func(a, b matterRow) int { return cmp.Compare(b.Official, a.Official) })
	for _, o := range s.state.Orders {
		v.Orders = append(v.Orders, orderRow{o.Number, o.For.In(catalog.Chinese), o.Payer, o.Amount, o.State, o.Until, o.Receipt, o.Code, o.Used})
	}
	slices.SortFunc(v.Orders, func(a, b orderRow) int { return cmp.Compare(b.Number, a.Number) })
	v.Matters, v.Orders = v.Matters[:min(rowsAtOnce, len(v.Matters))], v.Orders[:min(rowsAtOnce, len(v.Orders))]
	for i, p := range c.People {
		if find == "" || strings.Contains(p.Name+p.Number+p.EnglishName, find) {
			v.People = append(v.People, personRow{i + 1, p.Name, p.Number, p.Address, p.Age(c.Built), p.Status, has(p)})
		}
	}
	return v
}

func (s *Sandbox) rowOf(m *matter) matterRow {
	name := string(m.Application.Item)
	if it, ok := s.item(m.Application.Item); ok {
		name = it.Name[catalog.Chinese]
	}
	acts := Acts(m.Stage)
	if len(m.Parts) > 0 {
		acts = nil // its parts are decided on
	}
	return matterRow{
		m.Official, m.Slip, name, m.Application.Applicant.Name, m.Stage, m.Note.In(catalog.Chinese), m.due(), len(m.Pages), acts,
	}
}

// has is what there is about a person, in a word each.
func has(p *city.Person) []string {
	var out []string
	add := func(when bool, word string) {
		if when {
			out = append(out, word)
		}
	}
	add(p.Insurance != nil, "社保")
	add(p.Fund != nil, "公积金")
	add(p.Licence != nil, "驾照")
	add(len(p.Violations) > 0, "违法")
	add(len(p.Homes) > 0, "房产")
	add(len(p.Taxes) > 0, "个税")
	add(p.Spouse != nil, "已婚")
	add(len(p.Children) > 0, "子女")
	add(len(p.Firms) > 0, "法人")
	add(p.Disabled != "", "残疾")
	add(p.Convicted, "前科")
	return out
}

func (s *Sandbox) showPerson(w http.ResponseWriter, r *http.Request, page *template.Template) {
	s.mu.Lock()
	p, ok := s.registers().Person(r.PathValue("number"))
	s.mu.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	show(w, page, http.StatusOK, p)
}
