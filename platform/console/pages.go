package console

import (
	"bytes"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
)

//go:embed pages
var files embed.FS

// page is what a template gets.
type page struct {
	Title string
	Here  string // which entry of the menu it is under
	Error string // what a form was refused for
	Data  any
}

// pages are the parsed templates by name, each with the frame around it.
type pages map[string]*template.Template

func (c *console) parsePages() (pages, error) {
	out := pages{}
	for _, name := range []string{"sign-in", "overview", "terminal", "entries", "entry", "audits", "applications", "uses", "alarms", "take-in", "add", "added"} {
		t, err := template.New("frame.html").Funcs(c.words()).ParseFS(files, "pages/frame.html", "pages/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("console: page %s: %w", name, err)
		}
		out[name] = t
	}
	return out, nil
}

// show writes a page, whole or not at all.
func (c *console) show(w http.ResponseWriter, status int, name string, p page) {
	var b bytes.Buffer
	if err := c.pages[name].Execute(&b, p); err != nil {
		c.fail(w, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(b.Bytes())
}

// fail logs err and says no more than that something failed.
func (c *console) fail(w http.ResponseWriter, err error) {
	c.options.Log.Error("a console page failed", "error", err)
	http.Error(w, "中心出错，已记入日志。请稍后再试。", http.StatusInternalServerError)
}

func style() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "max-age=300")
		http.ServeFileFS(w, r, files, "pages/style.css")
	})
}

// words are the functions by which templates word what the store holds.
func (c *console) words() template.FuncMap {
	return template.FuncMap{
		"at": at, "moment": moment, "day": day, "ago": ago, "alive": alive, "lasting": lasting,
		"kind": kindWord, "state": stateWord, "level": levelWord, "alarm": alarmWord, "advice": alarmAdvice,
		"assurance": assuranceWord, "way": wayWord, "role": roleWord, "right": rightWord, "document": documentWord, "item": c.item, "question": questionWord, "purpose": purposeWord, "stage": stageWord, "stageTone": stageTone,
		"verb": verbWord, "does": verbMeaning, "outcome": outcomeWord, "outcomeTone": outcomeTone, "outcomeText": outcomeText, "until": until, "skew": skewWord, "skewed": skewed, "soon": soon,
		"decision": decisionWord, "decider": deciderWord,
		"hex": hex.EncodeToString, "suite": suite,
	}
}
