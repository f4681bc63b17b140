package console

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"yitiji/platform/store"
)

// What the page of a terminal lists at most.
const (
	alarmsOfOne   = 50
	commandsOfOne = 50
)

// terminalView is the page of one terminal.
type terminalView struct {
	store.Terminal
	Gaps     []store.Gap
	Alarms   []store.Alarm
	Commands []store.Command
	Limit    int // of the gaps

	Asked order // what the form holds
}

// order is what the form to give a command holds.
type order struct {
	Verb  string
	Lasts time.Duration // how long it may wait to be carried out
}

// Verbs are the commands that can be given.
func (terminalView) Verbs() []string { return store.Verbs() }

// Lasting are the times for which a command may wait.
func (terminalView) Lasting() []time.Duration {
	return []time.Duration{time.Hour, 8 * time.Hour, 24 * time.Hour, 7 * 24 * time.Hour}
}

// usually is how long a command may wait when nobody says otherwise.
const usually = 24 * time.Hour

func (c *console) terminal(w http.ResponseWriter, r *http.Request) {
	c.showTerminal(w, r, http.StatusOK, order{Lasts: usually}, "")
}

// showTerminal shows the page with what the form held, and what that was refused for.
func (c *console) showTerminal(w http.ResponseWriter, r *http.Request, status int, asked order, why string) {
	view, ok, err := c.viewOf(r.Context(), r.PathValue("code"))
	switch {
	case err != nil:
		c.fail(w, err)
	case !ok:
		http.NotFound(w, r)
	default:
		view.Asked = asked
		c.show(w, status, "terminal", page{Title: "终端 " + view.Code, Here: "overview", Error: why, Data: view})
	}
}

func (c *console) viewOf(ctx context.Context, code string) (view terminalView, ok bool, err error) {
	view = terminalView{Limit: linesAtOnce}
	if view.Terminal, ok, err = c.store.Terminal(ctx, code); err != nil || !ok {
		return view, false, err
	}
	var gapsErr, alarmsErr, commandsErr error
	view.Gaps, gapsErr = c.store.Missing(ctx, code, linesAtOnce)
	view.Alarms, alarmsErr = c.store.Alarms(ctx, code, alarmsOfOne)
	view.Commands, commandsErr = c.store.Commands(ctx, code, commandsOfOne)
	return view, true, errors.Join(gapsErr, alarmsErr, commandsErr)
}

// give has a terminal do something, and remembers who wants it.
func (c *console) give(w http.ResponseWriter, r *http.Request) {
	t, ok, err := c.store.Terminal(r.Context(), r.PathValue("code"))
	if err != nil {
		c.fail(w, err)
		return
	}
	if !ok {
		http.NotFound(w, r)
		return
	}
	lasts, _ := time.ParseDuration(r.PostFormValue("lasts"))
	asked := order{Verb: r.PostFormValue("verb"), Lasts: lasts}
	why, err := c.refusal(r.Context(), t, asked)
	if err == nil && why == "" {
		err = c.order(r.Context(), t.Code, asked)
	}
	switch {
	case err != nil:
		c.fail(w, err)
	case why != "":
		c.showTerminal(w, r, http.StatusUnprocessableEntity, asked, why)
	default:
		http.Redirect(w, r, "/terminals/"+t.Code+"#commands", http.StatusSeeOther)
	}
}

// refusal says why a command is not given; empty when it may be.
func (c *console) refusal(ctx context.Context, t store.Terminal, asked order) (string, error) {
	switch {
	case t.EnrolledAt == 0:
		return "这台终端还没有登记，登记之后才能下达指令。", nil
	case !slices.Contains(store.Verbs(), asked.Verb):
		return "请选择一个指令。", nil
	case !slices.Contains(terminalView{}.Lasting(), asked.Lasts):
		return "请选择指令的有效时间。", nil
	}
	open, err := c.store.OpenCommands(ctx, t.Code, time.Now())
	if slices.ContainsFunc(open, func(o store.Command) bool { return o.Verb == asked.Verb }) {
		return "“" + verbWord(asked.Verb) + "”已经下达，正在等终端执行，不必再下一次。", err
	}
	return "", err
}

func (c *console) order(ctx context.Context, terminal string, asked order) error {
	by := administratorOf(ctx)
	given, err := c.store.Give(ctx, by, terminal, asked.Verb, "", time.Now().Add(asked.Lasts))
	if err == nil {
		c.options.Log.Info("a command was given", "by", by, "terminal", terminal, "verb", asked.Verb, "id", given.ID)
	}
	return err
}
