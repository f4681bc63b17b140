package sandbox

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"time"

	"yitiji/platform/guard"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

//go:embed pages
var pageFiles embed.FS

// payer serves the page on which an order is paid. It names nobody.
func (s *Sandbox) payer(mux *http.ServeMux) {
	page := template.Must(template.New("payer.html").Funcs(template.FuncMap{"yuan": yuan, "clock": clock}).ParseFS(pageFiles, "pages/payer.html"))
	mux.HandleFunc("GET /pay/{token}", func(w http.ResponseWriter, r *http.Request) { s.showPayer(w, r, page, "") })
	mux.HandleFunc("POST /pay/{token}", func(w http.ResponseWriter, r *http.Request) {
		said := ""
		if o, ok := s.payersOrder(r.PathValue("token")); ok {
			if err := s.Pay(o.Number, Payment(r.PostFormValue("what"))); err != nil {
				said = "这笔订单现在不能付款了。"
			}
		}
		s.showPayer(w, r, page, said)
	})
}

// guarded stands before every page of the sandbox.
func guarded(pages http.Handler) http.Handler {
	return guard.Pages(guard.Policy{Loads: "img-src data:", Bytes: 4 << 10}, pages)
}

// payersOrder is a copy of the order that a token opens.
func (s *Sandbox) payersOrder(token string) (order, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.state.Orders[s.orders[token]]
	if o == nil {
		return order{}, false
	}
	if err := s.lapse(o, time.Now()); err != nil {
		s.options.Log.Error("the sandbox's state", "error", err)
	}
	return *o, true
}

// payerView is what the page shows.
type payerView struct {
	order
	What    string
	Said    string
	Waiting bool // it can be paid
	CanLate bool
}

func (s *Sandbox) showPayer(w http.ResponseWriter, r *http.Request, page *template.Template, said string) {
	o, ok := s.payersOrder(r.PathValue("token"))
	v := payerView{
		order: o, Said: said, What: o.For.In(catalog.Chinese), Waiting: o.State == centre.Unpaid,
		CanLate: o.State == centre.Unpaid || o.State == centre.Lapsed && o.Receipt == "",
	}
	show(w, page, map[bool]int{true: http.StatusOK, false: http.StatusNotFound}[ok], v)
}

// show writes a page, whole or not at all.
func show(w http.ResponseWriter, page *template.Template, status int, data any) {
	var b bytes.Buffer
	if err := page.Execute(&b, data); err != nil {
		http.Error(w, "样例系统出错。", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(b.Bytes())
}

func yuan(f catalog.Fen) string { return fmt.Sprintf("%.2f", float64(f)/100) }

func clock(ms int64) string {
	if ms == 0 {
		return "—"
	}
	return time.UnixMilli(ms).Format("15:04:05")
}
