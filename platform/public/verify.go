package public

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"time"

	"yitiji/platform/connect"
	"yitiji/terminal/catalog"
)

// verifyWithin is how long whoever issued a paper may take.
const verifyWithin = 8 * time.Second

// numberShape is what a paper's number can look like, whoever gives it.
var numberShape = regexp.MustCompile(`^[0-9A-Z][0-9A-Z.-]{5,63}$`)

// verifyView is what the page shows of a paper.
type verifyView struct {
	connect.Record
	State string // valid, over, void
}

// ask shows the form for a number, and leads on to its page.
func (p *public) ask(w http.ResponseWriter, r *http.Request) {
	if number := normal(r.FormValue("number")); numberShape.MatchString(number) {
		http.Redirect(w, r, "/v/"+number, http.StatusSeeOther)
		return
	}
	p.show(w, http.StatusOK, "ask", page{Lang: accepted(r)})
}

func normal(number string) string { return strings.ToUpper(strings.Join(strings.Fields(number), "")) }

var errAnother = errors.New("whoever issues papers answered about another one")

// verify tells whether a paper is real.
func (p *public) verify(w http.ResponseWriter, r *http.Request) {
	if p.slow(w, r) {
		return
	}
	number, lang := normal(r.PathValue("number")), accepted(r)
	record, ok, err := p.look(r.Context(), number)
	switch {
	case err != nil:
		p.options.Log.Warn("a paper could not be verified", "error", err)
		p.show(w, http.StatusBadGateway, "told", page{Lang: lang, Say: "away"})
	case !ok:
		p.missed(r)
		p.show(w, http.StatusNotFound, "verify", page{Lang: lang, Say: "unknown"})
	default:
		p.show(w, http.StatusOK, "verify", page{Lang: lang, Data: verifyView{record, stateOf(record, time.Now())}})
	}
}

func (p *public) look(ctx context.Context, number string) (connect.Record, bool, error) {
	if !numberShape.MatchString(number) {
		return connect.Record{}, false, nil
	}
	if p.options.Papers == nil {
		return connect.Record{}, false, connect.ErrDown
	}
	ctx, cancel := context.WithTimeout(ctx, verifyWithin)
	defer cancel()
	record, ok, err := p.options.Papers.Verify(ctx, number)
	if err == nil && ok && record.Number != number {
		err = errAnother
	}
	return record, ok, err
}

func stateOf(r connect.Record, now time.Time) string {
	switch {
	case r.Void:
		return "void"
	case r.ValidOn(catalog.Day(now.Format(time.DateOnly))):
		return "valid"
	}
	return "over"
}
