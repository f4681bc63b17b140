package main

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/sim"
)

//go:embed static
var static embed.FS

// watchInterval is how often the desk looks whether something on it has changed.
const watchInterval = 150 * time.Millisecond

// handler serves the page and the verbs. Event streams end with ctx.
func (d *desk) handler(ctx context.Context) http.Handler {
	mux := http.NewServeMux()
	d.routes(mux)
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { show(w, "desk.html", d.view()) })
	mux.HandleFunc("GET /cabinet", func(w http.ResponseWriter, _ *http.Request) { show(w, "cabinet.html", d.cabinetView()) })
	mux.HandleFunc("GET /sheets/{job}", d.withJob(func(w http.ResponseWriter, _ *http.Request, j printJob) { show(w, "sheet.html", j.sheetState) }))
	mux.HandleFunc("GET /events", func(w http.ResponseWriter, r *http.Request) { d.events(ctx, w, r) })
	mux.Handle("GET /static/", http.FileServerFS(static))
	return mux
}

// page is what the template shows.
type page struct {
	state
	Cards   []cardView
	Laid    *cardView // what lies on the reader
	Newest  []sim.Slip
	Code    string // the code of the newest slip that has one
	Centre  string
	Link    string
	Devices string
	Printed string          // where the A4 printer's jobs are; empty for no such printer
	Wires   map[string]wire // by place
}

// cardView is a card as the page draws it.
type cardView struct {
	ID                   int
	Name, Note, Gloss    string
	Kind, KindText, Born string
	Number               string
}

func (d *desk) view() page {
	p := page{state: d.state(), Centre: d.network.centre, Link: d.network.listen, Devices: d.devices, Printed: d.tray.folder, Wires: d.wires}
	for _, who := range append(d.people[:len(d.people):len(d.people)], sim.Unknown()) {
		c := viewOf(who)
		p.Cards = append(p.Cards, c)
		if c.ID == p.Reader.Person {
			p.Laid = &c
		}
	}
	for i := len(p.Slips) - 1; i >= 0; i-- {
		s := p.Slips[i]
		p.Newest = append(p.Newest, s)
		if p.Code == "" && len(s.Codes) > 0 {
			p.Code = s.Codes[len(s.Codes)-1]
		}
	}
	return p
}

func viewOf(p sim.Person) cardView {
	c := cardView{ID: p.ID, Name: cardName(p), Note: p.Note, Gloss: p.Gloss, Number: p.Card.Number}
	c.Kind, c.KindText = string(p.Card.Layout), layoutText(p.Card.Layout)
	if !p.Card.Birth.IsZero() {
		c.Born = fmt.Sprintf("%d", p.Card.Birth.Year)
	}
	return c
}

func layoutText(l drivers.Layout) string {
	switch l {
	case drivers.Resident:
		return "居民身份证"
	case drivers.Permit:
		return "港澳台居民居住证"
	case drivers.Foreigner2017, drivers.Foreigner2023:
		return "外国人永久居留身份证"
	}
	return "其他卡"
}

// show draws one of the pages.
func show(w http.ResponseWriter, name string, view any) {
	t, err := template.New(name).Funcs(template.FuncMap{
		"clock": clock, "words": printerWords, "unseen": unseenWords, "plugged": newPlugView,
		"inc": func(i int) int { return i + 1 },
	}).ParseFS(static, "static/"+name, "static/plug.html", "static/unseen.html")
	var b bytes.Buffer
	if err == nil {
		err = t.Execute(&b, view)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(b.Bytes())
}

func clock(t time.Time) string { return t.Format("15:04:05") }

// plugView is a device and whether it is plugged in.
type plugView struct {
	Name string
	On   bool
}

func newPlugView(name string, on bool) plugView { return plugView{name, on} }

// phrase is a sentence of the page in both languages, and how it is coloured.
type phrase struct{ Tone, Text, Gloss string }

// printerWords says how the printer is, the worst first.
func printerWords(s sim.PrinterState) phrase {
	switch {
	case !s.Plugged:
		return phrase{"off", "已拔线", "unplugged"}
	case s.Jam:
		return phrase{"bad", "切刀卡纸", "cutter jammed"}
	case s.Hot:
		return phrase{"warn", "打印头过热，凉了会接着打", "head too hot; goes on by itself"}
	case s.Cover:
		return phrase{"bad", "上盖打开", "cover open"}
	case s.Paper == sim.PaperOut:
		return phrase{"bad", "纸已用完", "out of paper"}
	case s.Runout > 0:
		return phrase{"warn", fmt.Sprintf("再打 %d 行就没纸", s.Runout), "about to run out"}
	case s.Held:
		return phrase{"warn", "凭条挂在出纸口，等人取走", "a slip hangs at the mouth"}
	case s.Paper == sim.PaperLow:
		return phrase{"warn", "纸将用完", "paper low"}
	}
	return phrase{"ok", "就绪", "ready"}
}

// unseenWords says why there is no picture of what the A4 printer has printed.
func unseenWords(why unseen) phrase {
	switch why {
	case noProgram:
		return phrase{"warn", "画不成图：没有 pdftoppm，装 poppler-utils 就有", "no pdftoppm to draw it: install poppler-utils"}
	case broken:
		return phrase{"bad", "画不成图：文件不完整，或读不出来", "cannot be read; maybe it is cut short"}
	case tooMuch:
		return phrase{"warn", "太大或太长，不画成图", "too large or too long to be drawn"}
	case dots:
		return phrase{"warn", "PWG 光栅：打印机逐点打印的数据，不画成图", "PWG raster: the dots as the printer gets them; not drawn"}
	}
	return phrase{"bad", "不是 PDF、JPEG，也不是 PWG 光栅", "neither PDF nor JPEG nor PWG raster"}
}

// events tells a page whenever something on the desk has changed.
func (d *desk) events(ctx context.Context, w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	tick := time.NewTicker(watchInterval)
	defer tick.Stop()
	var last []byte
	for {
		now, err := json.Marshal(d.state())
		if err != nil {
			return
		}
		if !bytes.Equal(now, last) {
			last = now
			_, _ = fmt.Fprintf(w, "event: state\ndata: %s\n\n", now)
			if http.NewResponseController(w).Flush() != nil {
				return
			}
		}
		select {
		case <-tick.C:
		case <-r.Context().Done():
			return
		case <-ctx.Done():
			return
		}
	}
}
