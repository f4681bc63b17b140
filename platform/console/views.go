package console

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"yitiji/platform/store"
)

// linesAtOnce bounds a list.
const linesAtOnce = 200

// overview shows the terminals and what is missing of them.
func (c *console) overview(w http.ResponseWriter, r *http.Request) {
	terminals, err := c.store.Terminals(r.Context())
	if err != nil {
		c.fail(w, err)
		return
	}
	gaps, err := c.store.Missing(r.Context(), "", linesAtOnce)
	if err != nil {
		c.fail(w, err)
		return
	}
	alarms, err := c.store.Alarms(r.Context(), "", linesAtOnce)
	if err != nil {
		c.fail(w, err)
		return
	}
	c.show(w, http.StatusOK, "overview", page{Title: "终端", Here: "overview", Data: fleet(terminals, gaps, alarms)})
}

// terminalRow is a terminal with the runs of numbers that it owes.
type terminalRow struct {
	store.Terminal
	Gaps []store.Gap
}

// fleetView is the overview: totals, then rows.
type fleetView struct {
	Rows     []terminalRow
	Alive    int
	Received uint64
	Missing  uint64
	Alarms   int
}

func fleet(terminals []store.Terminal, gaps []store.Gap, alarms []store.Alarm) fleetView {
	owed := map[string][]store.Gap{}
	for _, g := range gaps {
		owed[g.Terminal] = append(owed[g.Terminal], g)
	}
	view := fleetView{Alarms: len(alarms)}
	for _, t := range terminals {
		view.Rows = append(view.Rows, terminalRow{t, owed[t.Code]})
		view.Received += t.Received
		view.Missing += t.Missing()
		if alive(t.SeenAt) {
			view.Alive++
		}
	}
	return view
}

// entriesView is a list of entries with what it was narrowed to.
type entriesView struct {
	Kind, Terminal string
	Lines          []store.Line
	Limit          int
}

// filter leaves out the audit where nothing is asked for: it has a page of its own, and more entries
// than all the rest.
func (v entriesView) filter() store.Filter {
	f := store.Filter{Kind: v.Kind, Terminal: v.Terminal}
	if v.Kind == "" {
		f.But = auditKind
	}
	return f
}

func (c *console) entries(w http.ResponseWriter, r *http.Request) {
	view := entriesView{Kind: r.FormValue("kind"), Terminal: r.FormValue("terminal"), Limit: linesAtOnce}
	var err error
	if view.Lines, err = c.store.Lines(r.Context(), view.filter(), linesAtOnce); err != nil {
		c.fail(w, err)
		return
	}
	c.show(w, http.StatusOK, "entries", page{Title: "记录", Here: "entries", Data: view})
}

// entryView is an entry with what was decided, if it is of that kind.
type entryView struct {
	store.Detail
	Decision *decision
}

func (c *console) entry(w http.ResponseWriter, r *http.Request) {
	sequence, err := strconv.ParseUint(r.PathValue("sequence"), 10, 63)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	detail, ok, err := c.store.Detail(r.Context(), r.PathValue("terminal"), sequence)
	switch {
	case err != nil:
		c.fail(w, err)
	case !ok:
		http.NotFound(w, r)
	default:
		c.show(w, http.StatusOK, "entry", page{Title: "记录详情", Here: "entries", Data: entryView{detail, c.decisionOf(detail.Entry)}})
	}
}

func (c *console) alarms(w http.ResponseWriter, r *http.Request) {
	alarms, err := c.store.Alarms(r.Context(), "", linesAtOnce)
	if err != nil {
		c.fail(w, err)
		return
	}
	c.show(w, http.StatusOK, "alarms", page{Title: "告警", Here: "alarms", Data: alarms})
}

// invitation is what the form to add a terminal holds, and what came of it.
type invitation struct {
	Code, Site, Enrolment string
	ValidFor              time.Duration
}

func (c *console) addForm(w http.ResponseWriter, r *http.Request) {
	c.show(w, http.StatusOK, "add", page{Title: "登记终端", Here: "add", Data: invitation{
		Code: r.FormValue("code"), Site: r.FormValue("site"), ValidFor: c.options.ValidFor,
	}})
}

func (c *console) add(w http.ResponseWriter, r *http.Request) {
	asked := invitation{
		Code: strings.ToUpper(strings.TrimSpace(r.PostFormValue("code"))),
		Site: strings.TrimSpace(r.PostFormValue("site")), ValidFor: c.options.ValidFor,
	}
	enrolment, err := c.options.Invite(r.Context(), asked.Code, asked.Site)
	switch {
	case errors.Is(err, store.ErrCodeShape):
		c.again(w, asked, "终端编号由 2 到 12 位大写字母和数字组成，例如 YX07。")
	case errors.Is(err, store.ErrNoSite):
		c.again(w, asked, "请填写终端所在的网点名称。")
	case err != nil:
		c.fail(w, err)
	default:
		asked.Enrolment = enrolment
		c.show(w, http.StatusOK, "added", page{Title: "登记终端", Here: "add", Data: asked})
	}
}

func (c *console) again(w http.ResponseWriter, asked invitation, why string) {
	c.show(w, http.StatusUnprocessableEntity, "add", page{Title: "登记终端", Here: "add", Error: why, Data: asked})
}
