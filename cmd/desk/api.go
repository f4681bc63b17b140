package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"yitiji/drivers/sim"
)

// errRequest is a request that makes no sense; the rest of its text says why.
var errRequest = errors.New("bad request")

// action is what a POST does.
type action func(r *http.Request) error

// handle answers 204 when the action is done, and otherwise one line of text.
func handle(do action) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
		err := do(r)
		switch {
		case err == nil:
			w.WriteHeader(http.StatusNoContent)
		case errors.Is(err, errRequest):
			http.Error(w, err.Error(), http.StatusBadRequest)
		default:
			http.Error(w, err.Error(), http.StatusConflict)
		}
	}
}

// routes are the verbs of the desk.
func (d *desk) routes(mux *http.ServeMux) {
	for pattern, do := range map[string]action{
		"POST /reader/present":         d.present,
		"POST /reader/lift":            d.lift,
		"POST /reader/fault":           d.fault,
		"POST /scanner/scan":           d.scan,
		"POST /scanner/garbage":        d.garbage,
		"POST /device/{device}/unplug": d.unplug,
		"POST /device/{device}/plug":   d.plug,
		"POST /printer/paper":          d.paper,
		"POST /printer/runout":         d.runout,
		"POST /printer/cover":          d.cover,
		"POST /printer/jam":            d.jam,
		"POST /printer/hot":            d.hot,
		"POST /printer/presenter":      d.presenter,
		"POST /printer/take":           d.takeSlip,
		"POST /network":                d.setNetwork,
	} {
		mux.HandleFunc(pattern, handle(do))
	}
	for pattern, do := range d.cabinetRoutes() {
		mux.HandleFunc(pattern, handle(do))
	}
	mux.HandleFunc("GET /state", d.showState)
	mux.HandleFunc("GET /slips/{file}", d.showSlip)
	mux.HandleFunc("GET /sheets/{job}/file", d.withJob(d.showFile))
	mux.HandleFunc("GET /sheets/{job}/{page}", d.withJob(showPage))
}

func (d *desk) present(r *http.Request) error {
	id, err := number(r, "person", 1, sim.UnknownCard)
	if err != nil {
		return err
	}
	p, ok := d.person(id)
	if !ok {
		return fmt.Errorf("%w: nobody has the number %d", errRequest, id)
	}
	d.reader.Present(p)
	return nil
}

func (d *desk) lift(*http.Request) error {
	d.reader.Lift()
	return nil
}

func (d *desk) fault(r *http.Request) error {
	kind, err := oneOf(r, "kind", sim.TornFrame, sim.WrongChecksum, sim.SlowAnswer, sim.UnplugMidRead)
	if err == nil {
		d.reader.Fail(kind)
	}
	return err
}

func (d *desk) scan(r *http.Request) error {
	text := r.FormValue("text")
	if text == "" {
		return fmt.Errorf("%w: no text", errRequest)
	}
	return d.scanner.Scan(r.Context(), text)
}

func (d *desk) garbage(r *http.Request) error { return d.scanner.Garbage(r.Context()) }

func (d *desk) device(r *http.Request) (line, error) {
	name := r.PathValue("device")
	var known []string
	for _, x := range d.cables() {
		if x.name == name {
			return x.cable, nil
		}
		known = append(known, x.name)
	}
	return nil, fmt.Errorf("%w: no device %q; want %s", errRequest, name, strings.Join(known, ", "))
}

func (d *desk) plug(r *http.Request) error {
	device, err := d.device(r)
	if err != nil {
		return err
	}
	return device.Plug()
}

func (d *desk) unplug(r *http.Request) error {
	device, err := d.device(r)
	if err != nil {
		return err
	}
	return device.Unplug()
}

func (d *desk) paper(r *http.Request) error {
	to, err := oneOf(r, "state", sim.PaperFull, sim.PaperLow, sim.PaperOut)
	if err == nil {
		d.printer.SetPaper(to)
	}
	return err
}

func (d *desk) runout(r *http.Request) error {
	lines, err := number(r, "lines", 1, 500)
	if err == nil {
		d.printer.RunOut(lines)
	}
	return err
}

func (d *desk) cover(r *http.Request) error {
	to, err := oneOf(r, "state", "open", "closed")
	if err == nil {
		d.printer.SetCover(to == "open")
	}
	return err
}

func (d *desk) jam(r *http.Request) error {
	if r.FormValue("lines") != "" {
		lines, err := number(r, "lines", 1, 500)
		if err == nil {
			d.printer.JamAfter(lines)
		}
		return err
	}
	to, err := oneOf(r, "state", "on", "off")
	if err == nil {
		d.printer.SetJam(to == "on")
	}
	return err
}

func (d *desk) hot(r *http.Request) error {
	to, err := oneOf(r, "state", "on", "off")
	if err == nil {
		d.printer.SetHot(to == "on")
	}
	return err
}

func (d *desk) presenter(r *http.Request) error {
	to, err := oneOf(r, "state", "on", "off")
	if err == nil {
		d.printer.SetPresenter(to == "on")
	}
	return err
}

func (d *desk) takeSlip(*http.Request) error {
	if !d.printer.Take() {
		return errors.New("no slip hangs at the mouth")
	}
	return nil
}

func (d *desk) setNetwork(r *http.Request) error {
	to, err := oneOf(r, "mode", modes()...)
	if err == nil {
		d.network.set(to)
	}
	return err
}

func (d *desk) showState(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(d.state())
}

func (d *desk) showSlip(w http.ResponseWriter, r *http.Request) {
	name, isPicture := strings.CutSuffix(r.PathValue("file"), ".png")
	id, err := strconv.Atoi(name)
	slips := d.printer.Slips()
	at := slices.IndexFunc(slips, func(s sim.Slip) bool { return s.ID == id })
	if !isPicture || err != nil || at < 0 {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	_, _ = w.Write(slips[at].PNG())
}

// withJob finds the job of the A4 printer that an address names by its number.
func (d *desk) withJob(show func(http.ResponseWriter, *http.Request, printJob)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		id, err := strconv.Atoi(r.PathValue("job"))
		job, known := d.tray.job(id)
		if err != nil || !known {
			http.NotFound(w, r)
			return
		}
		show(w, r, job)
	}
}

// showPage sends the picture of a page, counted from 1.
func showPage(w http.ResponseWriter, r *http.Request, job printJob) {
	page, err := strconv.Atoi(r.PathValue("page"))
	if err != nil || page < 1 || page > len(job.pictures) {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", http.DetectContentType(job.pictures[page-1]))
	_, _ = w.Write(job.pictures[page-1])
}

// showFile sends a job as the printer got it. What is none is never taken for a page.
func (d *desk) showFile(w http.ResponseWriter, r *http.Request, job printJob) {
	w.Header().Set("Content-Type", string(job.Form))
	w.Header().Set("X-Content-Type-Options", "nosniff")
	http.ServeFile(w, r, d.tray.path(job.mark))
}

// number reads a form value between two bounds.
func number(r *http.Request, name string, least, most int) (int, error) {
	n, err := strconv.Atoi(r.FormValue(name))
	if err != nil || n < least || n > most {
		return 0, fmt.Errorf("%w: %s wants a number from %d to %d", errRequest, name, least, most)
	}
	return n, nil
}

// oneOf reads a form value out of a closed list.
func oneOf[T ~string](r *http.Request, name string, allowed ...T) (T, error) {
	v := T(r.FormValue(name))
	if !slices.Contains(allowed, v) {
		return "", fmt.Errorf("%w: %s wants one of %q", errRequest, name, allowed)
	}
	return v, nil
}
