//go:build cgo

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/vision"
	"yitiji/drivers/vision/visiontest"
	"yitiji/drivers/vision/wire"
)

// The models here have no weights and take next to no time, so what the worker adds is
// seen at its largest: with the published models the same milliseconds are a smaller part.

// BenchmarkCompare holds a comparison in the worker, from the request's bytes to the
// answer's, against the bare calls: two detections and one match of the same pictures.
func BenchmarkCompare(b *testing.B) {
	eye := withModels(b)
	face := visiontest.Face{X: 640, Y: 360, Width: 2 * visiontest.FaceWidth, Seed: 1}
	before := visiontest.Picture(1280, 720, face)
	reference := visiontest.Picture(640, 384, visiontest.Face{X: 320, Y: 200, Seed: 1})
	seen, ref := decoded(b, eye, before), decoded(b, eye, reference)
	w := &worker{sight: eye, capture: newCapture(source{}), loaded: make(chan struct{})}
	w.models.done = map[wire.Task]bool{wire.Detect: true, wire.Match: true}
	close(w.loaded)
	w.capture.show(seen, nil)
	var raw, ours time.Duration
	for b.Loop() {
		began := time.Now()
		f, g := only(b, eye, seen), only(b, eye, ref)
		if _, err := eye.Score(seen, f, ref, g); err != nil {
			b.Fatal(err)
		}
		raw += time.Since(began)
		began = time.Now()
		asked(b, w, reference)
		ours += time.Since(began)
	}
	n := float64(b.N)
	b.ReportMetric(raw.Seconds()*1000/n, "raw-ms/op")
	b.ReportMetric(ours.Seconds()*1000/n, "ours-ms/op")
	b.ReportMetric(ours.Seconds()/raw.Seconds(), "ratio")
}

// asked is one comparison through the wire.
func asked(b *testing.B, w *worker, reference []byte) {
	var pipe bytes.Buffer
	if err := (wire.Request{ID: 1, Verb: wire.AskCompare}).Write(&pipe, reference); err != nil {
		b.Fatal(err)
	}
	q, picture, err := wire.ReadRequest(&pipe)
	if err != nil {
		b.Fatal(err)
	}
	w.seen = 0
	a, _ := w.answer(b.Context(), job{q, picture, time.Now()})
	if a.Score == nil || a.Write(&pipe, nil) != nil {
		b.Fatalf("%+v", a)
	}
	if _, _, err := wire.ReadAnswer(&pipe); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkPreview takes previews of a film of 1280 by 720 at 15 pictures a second, as
// fast as they come, for five seconds; then looks besides, five times a second.
func BenchmarkPreview(b *testing.B) {
	for _, looks := range []bool{false, true} {
		b.Run("looks="+strconv.FormatBool(looks), func(b *testing.B) {
			c, pid := filmed720(b)
			var shown int
			began, spent := time.Now(), cpu(b, pid)
			for b.Loop() {
				shown, began, spent = 0, time.Now(), cpu(b, pid)
				preview(b, c, looks, func() bool { shown++; return time.Since(began) < 5*time.Second })
			}
			took := time.Since(began).Seconds()
			b.ReportMetric(float64(shown)/took, "previews/s")
			b.ReportMetric(100*(cpu(b, pid)-spent)/took, "cpu-%-of-a-core")
		})
	}
}

// preview takes previews while it is told to go on.
func preview(b *testing.B, c *vision.Camera, looks bool, next func() bool) {
	number, looked := uint64(0), time.Now()
	for next() {
		f, err := c.Preview(b.Context(), number)
		if err != nil {
			b.Fatal(err)
		}
		number = f.Number
		f.Wipe()
		if looks && time.Since(looked) > time.Second/5 {
			looked = time.Now()
			go func() { _, _ = c.Look(b.Context(), drivers.LookRequest{}) }()
		}
	}
}

// filmed720 is the real worker before a film of a face that moves.
func filmed720(b *testing.B) (c *vision.Camera, pid int) {
	b.Helper()
	dir := b.TempDir()
	var pictures [][]byte
	for i := range 30 {
		pictures = append(pictures, visiontest.Picture(1280, 720, visiontest.Face{X: 560 + 6*i, Y: 360, Width: 2 * visiontest.FaceWidth}))
	}
	film := filepath.Join(dir, "film")
	if err := visiontest.Film(film, pictures...); err != nil {
		b.Fatal(err)
	}
	if err := visiontest.Models(dir); err != nil {
		b.Fatal(err)
	}
	c, err := vision.New(vision.Options{Command: "/proc/self/exe", Film: film, Models: dir})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { c.Close() })
	if _, err := c.Look(b.Context(), drivers.LookRequest{}); err != nil {
		b.Fatal(err)
	}
	s := &stage{dir: dir}
	return c, s.worker()
}

// cpu is how many seconds of processor a process has used: fields 14 and 15 of its stat,
// in hundredths (proc_pid_stat(5)).
func cpu(b *testing.B, pid int) float64 {
	b.Helper()
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	f := strings.Fields(rest)
	user, _ := strconv.ParseFloat(f[11], 64)
	system, _ := strconv.ParseFloat(f[12], 64)
	return (user + system) / 100
}
