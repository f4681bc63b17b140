package public

import (
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"time"

	"yitiji/platform/store"
	"yitiji/platform/vault"
	"yitiji/terminal/catalog"
)

// mostPages is how many pages a door takes: what a terminal takes, too.
const mostPages = 10

// uploadView is what the page of a door shows.
type uploadView struct {
	Token   string
	Name    string
	Pages   []int // numbers of the pages that came
	Until   string
	Problem string // key of what is wrong
	Full    bool
}

// Count is the place of a page in the list, as people count.
func (uploadView) Count(i int) int { return i + 1 }

// opened finds the door of a request; where it is shut, or there is none, it says so.
func (p *public) opened(w http.ResponseWriter, r *http.Request) (d store.Door, pages []store.DoorPage, ok bool) {
	if p.slow(w, r) {
		return d, nil, false
	}
	d, pages, ok, err := p.options.Store.Door(r.Context(), r.PathValue("token"))
	switch {
	case err != nil:
		p.fail(w, r, err)
	case !ok:
		p.missed(r)
		p.show(w, http.StatusNotFound, "told", page{Lang: accepted(r), Say: "unknown"})
	case d.Done:
		p.show(w, http.StatusOK, "told", page{Lang: language(d.Lang), Say: "done"})
	case d.Closed(time.Now()):
		p.show(w, http.StatusGone, "told", page{Lang: language(d.Lang), Say: "closed"})
	default:
		return d, pages, true
	}
	return d, nil, false
}

func (p *public) door(w http.ResponseWriter, r *http.Request) {
	if d, pages, ok := p.opened(w, r); ok {
		p.upload(w, http.StatusOK, d, pages, "")
	}
}

func (p *public) upload(w http.ResponseWriter, status int, d store.Door, pages []store.DoorPage, problem string) {
	v := uploadView{Token: d.Token, Name: d.Name, Until: d.Until.Time().Format("15:04"), Problem: problem, Full: len(pages) >= mostPages}
	for _, got := range pages {
		v.Pages = append(v.Pages, got.Nth)
	}
	p.show(w, status, "upload", page{Lang: language(d.Lang), Data: v})
}

// take takes the pictures of a form, in their order, and stops at the first that it cannot
// take.
func (p *public) take(w http.ResponseWriter, r *http.Request) {
	d, _, ok := p.opened(w, r)
	if !ok {
		return
	}
	problem := p.takeAll(r, d)
	if problem == "" {
		http.Redirect(w, r, "/u/"+d.Token, http.StatusSeeOther)
		return
	}
	_, pages, _, err := p.options.Store.Door(r.Context(), d.Token)
	if err != nil {
		p.fail(w, r, err)
		return
	}
	p.upload(w, http.StatusUnprocessableEntity, d, pages, problem)
}

// takeAll says what was wrong; nothing where all was taken.
func (p *public) takeAll(r *http.Request, d store.Door) (problem string) {
	parts, err := r.MultipartReader()
	if err != nil {
		return "empty"
	}
	taken := 0
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return tooMuch(err)
		}
		if part.FormName() != "page" || part.FileName() == "" {
			continue
		}
		if problem := p.takeOne(r, d, part); problem != "" {
			return problem
		}
		taken++
	}
	if taken == 0 {
		return "empty"
	}
	return ""
}

func tooMuch(err error) string {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return "large"
	}
	return "broken"
}

// takeOne reads, redraws, seals and stores one picture.
func (p *public) takeOne(r *http.Request, d store.Door, part *multipart.Part) (problem string) {
	if !turnOf(r, p.reading) {
		return "broken"
	}
	defer func() { <-p.reading }()
	raw, err := io.ReadAll(io.LimitReader(part, pictureBytes+1))
	if err != nil {
		return tooMuch(err)
	}
	if !turnOf(r, p.decoding) {
		return "broken"
	}
	data, err := redraw(raw)
	<-p.decoding
	if err != nil {
		return problemOf(err)
	}
	digest := vault.Digest(data)
	err = p.options.Store.PutPage(r.Context(), d.Token, digest, mostPages, func(nth int) ([]byte, error) {
		return p.options.Vault.SealPage(d.Token, nth, catalog.MaterialPage{Digest: digest, Format: "image/jpeg", Data: data})
	})
	switch {
	case errors.Is(err, store.ErrDoorFull):
		return "full"
	case err != nil:
		p.options.Log.Error("a page was not stored", "error", err)
		return "broken"
	}
	return ""
}

// turnOf waits until there is room, and reports whether there was before the phone went
// away.
func turnOf(r *http.Request, room chan struct{}) bool {
	select {
	case room <- struct{}{}:
		return true
	case <-r.Context().Done():
		return false
	}
}

func (p *public) remove(w http.ResponseWriter, r *http.Request) {
	d, _, ok := p.opened(w, r)
	if !ok {
		return
	}
	var nth int
	if _, err := fmt.Sscan(r.PostFormValue("nth"), &nth); err == nil {
		if err := p.options.Store.TakePageAway(r.Context(), d.Token, nth); err != nil {
			p.fail(w, r, err)
			return
		}
	}
	http.Redirect(w, r, "/u/"+d.Token, http.StatusSeeOther)
}

func (p *public) done(w http.ResponseWriter, r *http.Request) {
	d, pages, ok := p.opened(w, r)
	if !ok {
		return
	}
	finished, err := p.options.Store.FinishDoor(r.Context(), d.Token)
	switch {
	case err != nil:
		p.fail(w, r, err)
	case !finished:
		p.upload(w, http.StatusUnprocessableEntity, d, pages, "empty")
	default:
		http.Redirect(w, r, "/u/"+d.Token, http.StatusSeeOther)
	}
}
