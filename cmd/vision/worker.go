package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yitiji/drivers/vision/wire"
)

const (
	// mostWaiting is how many requests may wait: the terminal sends one at a time.
	mostWaiting = 16
	// patience is how long after a request a picture is waited for; cameras take up to
	// two seconds to open.
	patience = 4 * time.Second
	// previewWidth is that of previews, in pixels.
	previewWidth = 640
)

// worker answers requests.
type worker struct {
	sight   sight
	capture *capture
	load    func() models

	seeing sync.Mutex // who uses the models
	loaded chan struct{}
	models models // once loaded is closed
	seen   uint64 // the picture that was looked at last

	writing sync.Mutex
	out     io.Writer
}

// job is one request, and its picture.
type job struct {
	wire.Request
	picture []byte
	came    time.Time
}

// serve answers what comes in until it ends. Whatever is under way then is not waited
// for: the program ends.
func (w *worker) serve(ctx context.Context, in io.Reader) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w.loaded = make(chan struct{})
	go func() {
		w.models = w.load()
		close(w.loaded)
	}()
	go w.capture.run(ctx, w.forget)
	looks, previews := make(chan job, mostWaiting), make(chan job, mostWaiting)
	go w.each(ctx, looks)
	go w.each(ctx, previews)
	for {
		q, picture, err := wire.ReadRequest(in)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		to := looks
		switch q.Verb {
		case wire.AskCondition:
			to = nil
			w.say(wire.Answer{ID: q.ID, Condition: w.condition()}, nil)
		case wire.AskPreview:
			to = previews
		}
		if to == nil {
			continue
		}
		select {
		case to <- job{q, picture, time.Now()}:
		default:
			w.say(failed(q.ID, wire.Broken, errors.New("too much is asked at once")), nil)
		}
	}
}

// each answers jobs one after the other.
func (w *worker) each(ctx context.Context, jobs <-chan job) {
	for {
		select {
		case j := <-jobs:
			a, picture := w.answer(ctx, j)
			clear(j.picture)
			w.say(a, picture)
			clear(picture)
		case <-ctx.Done():
			return
		}
	}
}

// say sends an answer. Where nobody listens any more, serve ends, too.
func (w *worker) say(a wire.Answer, picture []byte) {
	w.writing.Lock()
	defer w.writing.Unlock()
	if err := a.Write(w.out, picture); errors.Is(err, wire.ErrMessage) {
		_ = failed(a.ID, wire.Broken, err).Write(w.out, nil)
	}
}

func failed(id uint64, why wire.Why, err error) wire.Answer {
	return wire.Answer{ID: id, Failure: &wire.Failure{Why: why, Text: clip(err.Error())}}
}

// reason is an error with the reason that the terminal is told.
type reason struct {
	error
	why wire.Why
}

func because(why wire.Why, err error) error { return reason{err, why} }

// answer does one job.
func (w *worker) answer(ctx context.Context, j job) (wire.Answer, []byte) {
	ctx, cancel := context.WithDeadline(ctx, j.came.Add(patience))
	defer cancel()
	a := wire.Answer{ID: j.ID}
	var picture []byte
	var err error
	switch j.Verb {
	case wire.AskPreview:
		a.Frame, picture, err = w.preview(ctx, j.Not)
	case wire.AskCompare:
		a.Look, a.Score, err = w.compare(ctx, j.picture)
	default:
		a.Look, err = w.lookAt(ctx, j.Request)
	}
	if err == nil {
		return a, picture
	}
	why := wire.Broken
	var r reason
	if errors.As(err, &r) {
		why = r.why
	}
	return failed(j.ID, why, err), nil
}

func (w *worker) condition() *wire.Condition {
	c := &wire.Condition{Library: "OpenCV " + w.sight.Version(), Loading: true}
	c.Camera, c.Cause, c.Text = w.capture.condition()
	c.Text = clip(c.Text)
	select {
	case <-w.loaded:
		c.Models, c.Loading = w.models.list, false
	default:
	}
	return c
}

// forget lets the models forget whom they saw last, when the camera rests.
func (w *worker) forget() {
	<-w.loaded
	w.seeing.Lock()
	defer w.seeing.Unlock()
	_ = w.sight.Forget() // a model that fails shows it at the next look
}

func (w *worker) preview(ctx context.Context, not uint64) (*wire.Frame, []byte, error) {
	s, err := w.capture.newer(ctx, not)
	if err != nil {
		return nil, nil, because(wire.Absent, err)
	}
	defer s.drop()
	jpeg, width, height, err := s.JPEG(previewWidth)
	return &wire.Frame{Number: s.number, Width: width, Height: height}, jpeg, err
}

// next waits for the models, and for a picture that was not looked at. The caller drops it.
func (w *worker) next(ctx context.Context) (*shot, error) {
	<-w.loaded
	s, err := w.capture.newer(ctx, w.seen)
	if err != nil {
		return nil, because(wire.Absent, err)
	}
	w.seen = s.number
	return s, nil
}

func (w *worker) lookAt(ctx context.Context, q wire.Request) (*wire.Look, error) {
	s, err := w.next(ctx)
	if err != nil {
		return nil, err
	}
	defer s.drop()
	w.seeing.Lock()
	defer w.seeing.Unlock()
	look, f, err := w.look(s)
	if err != nil {
		return nil, err
	}
	if q.Live && len(look.Flaws) == 0 && w.models.done[wire.Alive] {
		share, err := w.sight.Alive(s, f)
		if err != nil {
			return nil, err
		}
		look.Live = &share
	}
	if q.Code {
		look.Code, err = w.code(s)
	}
	return look, err
}

// look finds and judges the faces on a picture.
func (w *worker) look(p picture) (*wire.Look, face, error) {
	if !w.models.done[wire.Detect] && !w.models.done[wire.Frames] {
		return nil, face{}, because(wire.NoModel, errors.New("no detector of faces is installed"))
	}
	faces, err := w.sight.Faces(p)
	if err != nil {
		return nil, face{}, err
	}
	width, height := p.Size()
	f, count := largest(faces)
	look := &wire.Look{Faces: count, Box: box(f, width, height), Flaws: place(f, count, width, height), Coarse: !w.models.done[wire.Detect]}
	if count == 0 {
		return look, f, nil
	}
	s, err := w.sight.Shade(p, f)
	if err != nil {
		return nil, face{}, err
	}
	look.Flaws = append(look.Flaws, light(s)...)
	return look, f, nil
}

// compare scores the face before the camera against the one on a reference, where it
// has no flaws.
func (w *worker) compare(ctx context.Context, reference []byte) (*wire.Look, *float64, error) {
	s, err := w.next(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer s.drop()
	w.seeing.Lock()
	defer w.seeing.Unlock()
	if !w.models.done[wire.Detect] || !w.models.done[wire.Match] {
		return nil, nil, because(wire.NoModel, errors.New("no matcher of faces is installed"))
	}
	look, f, err := w.look(s)
	if err != nil || len(look.Flaws) > 0 {
		return look, nil, err
	}
	p, of, err := w.reference(reference)
	if err != nil {
		return nil, nil, err
	}
	defer p.Free()
	score, err := w.sight.Score(s, f, p, of)
	return look, &score, err
}

// reference is the picture of a reference and its only face.
func (w *worker) reference(jpeg []byte) (picture, face, error) {
	p, err := w.sight.Decode(jpeg)
	if err != nil {
		return nil, face{}, because(wire.Reference, err)
	}
	faces, err := w.sight.Faces(p)
	if err != nil {
		p.Free()
		return nil, face{}, err
	}
	f, count := largest(faces)
	if count != 1 {
		p.Free()
		return nil, face{}, because(wire.Reference, fmt.Errorf("%d faces are on the reference", count))
	}
	return p, f, nil
}

// code reads a QR code as text: UTF-8, or else GB 18030. Bytes that are neither are no
// code; control characters and invisible ones are dropped.
func (w *worker) code(p picture) (string, error) {
	raw, err := w.sight.Code(p)
	if err != nil {
		return "", err
	}
	defer clear(raw)
	text := string(raw)
	if !utf8.Valid(raw) {
		b, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
		if err != nil || strings.ContainsRune(string(b), utf8.RuneError) {
			return "", nil
		}
		text = string(b)
	}
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text)), nil
}
