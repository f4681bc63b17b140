//go:build cgo

package main

import (
	"bytes"
	"image"
	"image/jpeg"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/skip2/go-qrcode"
	"golang.org/x/text/encoding/simplifiedchinese"

	"yitiji/drivers/vision/visiontest"
	"yitiji/drivers/vision/wire"
)

const cascade = "/usr/share/opencv4/haarcascades/haarcascade_frontalface_default.xml"

func open(t testing.TB) sight {
	t.Helper()
	eye, err := newSight()
	if err != nil {
		t.Fatal(err)
	}
	return eye
}

// withModels is OpenCV with the models without weights.
func withModels(t testing.TB) sight {
	t.Helper()
	eye, dir := open(t), t.TempDir()
	if err := visiontest.Models(dir); err != nil {
		t.Fatal(err)
	}
	if m := load(eye, dir, cascade); !m.done[wire.Detect] || !m.done[wire.Match] || !m.done[wire.Alive] {
		t.Skipf("the models without weights are for OpenCV before 4.8: %+v", m.list)
	}
	return eye
}

func decoded(t testing.TB, eye sight, jpeg []byte) picture {
	t.Helper()
	p, err := eye.Decode(jpeg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Free)
	return p
}

// only is the only face on a picture.
func only(t testing.TB, eye sight, p picture) face {
	t.Helper()
	faces, err := eye.Faces(p)
	if err != nil || len(faces) != 1 {
		t.Fatalf("%d faces, %v", len(faces), err)
	}
	return faces[0]
}

func TestFindsFacesAtEverySize(t *testing.T) {
	eye := withModels(t)
	for _, size := range []image.Point{{640, 384}, {1280, 720}, {641, 479}, {480, 640}, {1920, 1080}} {
		scale := max(1, float64(max(size.X, size.Y))/640) // of the picture to that on which faces are sought
		width := int(visiontest.FaceWidth * scale)
		p := decoded(t, eye, visiontest.Picture(size.X, size.Y, visiontest.Face{X: size.X / 2, Y: size.Y / 2, Width: width}))
		f := only(t, eye, p)
		if nose := f.points[2]; math.Hypot(nose.x-float64(size.X)/2, nose.y-float64(size.Y)/2) > 8*scale || math.Abs(f.width-float64(width)) > 3 {
			t.Errorf("%s: nose at %v, width %g, want %d", size, nose, f.width, width)
		}
	}
	two := visiontest.Picture(640, 384, visiontest.Face{X: 150, Y: 200}, visiontest.Face{X: 480, Y: 200})
	if faces, err := eye.Faces(decoded(t, eye, two)); len(faces) != 2 {
		t.Errorf("of two: %d faces, %v", len(faces), err)
	}
	if faces, err := eye.Faces(decoded(t, eye, visiontest.Picture(640, 384))); len(faces) != 0 {
		t.Errorf("of none: %d faces, %v", len(faces), err)
	}
}

func TestTellsFacesApart(t *testing.T) {
	eye := withModels(t)
	of := func(seed, x int) (picture, face) {
		p := decoded(t, eye, visiontest.Picture(640, 384, visiontest.Face{X: x, Y: 200, Seed: seed}))
		return p, only(t, eye, p)
	}
	p, f := of(1, 320)
	for seed := 1; seed < 5; seed++ {
		q, g := of(seed, 303)
		score, err := eye.Score(p, f, q, g)
		if err != nil || (score > 0.9) != (seed == 1) {
			t.Errorf("1 against %d: %g, %v", seed, score, err)
		}
	}
}

func TestShade(t *testing.T) {
	eye := withModels(t)
	of := func(light int) shade {
		p := decoded(t, eye, visiontest.Picture(640, 384, visiontest.Face{X: 320, Y: 200, Light: light}))
		s, err := eye.Shade(p, only(t, eye, p))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if day, night := of(100), of(10); day.light < 2*night.light || len(light(day)) > 0 || len(light(night)) == 0 {
		t.Errorf("by day %+v, by night %+v", day, night)
	}
	if _, err := eye.Shade(decoded(t, eye, visiontest.Picture(64, 64)), face{x: 100, y: 100, width: 10, height: 10}); err == nil {
		t.Error("a face outside of its picture has light")
	}
}

func TestAlive(t *testing.T) {
	eye := withModels(t)
	p := decoded(t, eye, visiontest.Picture(640, 384, visiontest.Face{X: 320, Y: 200}))
	for why, f := range map[string]face{"in the middle": only(t, eye, p), "beyond the edge": {x: -50, y: 300, width: 900, height: 900}} {
		if share, err := eye.Alive(p, f); err != nil || share <= 0 || share >= 1 {
			t.Errorf("%s: %g, %v", why, share, err)
		}
	}
	if _, err := eye.Alive(p, face{}); err == nil {
		t.Error("no face is alive")
	}
}

// What is no model for a task is refused in words, and what was loaded before stays.
func TestWrongModels(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, p []byte) string {
		path := filepath.Join(dir, name+".onnx")
		if err := os.WriteFile(path, p, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	files := map[string]string{
		"missing": filepath.Join(dir, "none.onnx"), "empty": write("empty", nil), "garbage": write("garbage", []byte("garbage")),
		"pointer": write("pointer", []byte("version https://git-lfs.github.com/spec/v1\noid sha256:0\n")),
		"torn":    write("torn", visiontest.Detector()[:2000]), "detector": write("detector", visiontest.Detector()),
		"matcher": write("matcher", visiontest.Matcher()), "liveness": write("liveness", visiontest.Liveness()),
	}
	right := map[wire.Task]string{wire.Detect: "detector", wire.Match: "matcher", wire.Alive: "liveness"}
	eye := withModels(t)
	for task, want := range right {
		for name, path := range files {
			paths := []string{path}
			if task == wire.Alive {
				paths = append(paths, path)
			}
			err := eye.Load(task, paths...)
			if (err == nil) != (name == want) {
				t.Errorf("%s as %s: %v", name, task, err)
			}
			if err != nil && clip(err.Error()) == "" {
				t.Errorf("%s as %s: refused without words", name, task)
			}
		}
	}
	if err := eye.Load(wire.Frames, files["garbage"]); err == nil {
		t.Error("garbage is a cascade")
	}
	if err := eye.Forget(); err != nil {
		t.Error(err)
	}
}

func TestModelOfAnotherVersion(t *testing.T) {
	eye, dir := open(t), t.TempDir()
	other := yunet2023
	if newer(eye.Version(), 4, 8) {
		other = yunet2022
	}
	if err := os.WriteFile(filepath.Join(dir, other), visiontest.Detector(), 0o600); err != nil {
		t.Fatal(err)
	}
	m := load(eye, dir, cascade)
	if len(m.list) != 2 || !strings.Contains(m.list[0].Refused, "another version") || !m.done[wire.Frames] {
		t.Errorf("%+v", m)
	}
}

func TestBrokenPictures(t *testing.T) {
	eye := open(t)
	good := visiontest.Picture(320, 200)
	huge := bytes.Clone(good)
	at := bytes.Index(huge, []byte{0xFF, 0xC0}) // ITU-T T.81 B.2.2: height and width stand five bytes behind
	copy(huge[at+5:], []byte{0xFF, 0xFF, 0xFF, 0xFF})
	for why, p := range map[string][]byte{"nothing": nil, "garbage": []byte("garbage"), "65,535 by 65,535": huge, "the head of one": good[:100]} {
		if _, err := eye.Decode(p); err == nil {
			t.Errorf("%s is a picture", why)
		}
	}
}

func TestPreviewIsSmall(t *testing.T) {
	eye := open(t)
	p := decoded(t, eye, visiontest.Picture(1280, 720))
	j, w, h, err := p.JPEG(640)
	if err != nil || w != 640 || h != 360 {
		t.Fatalf("%d by %d, %v", w, h, err)
	}
	if c, err := jpeg.DecodeConfig(bytes.NewReader(j)); err != nil || c.Width != 640 || c.Height != 360 {
		t.Errorf("%+v, %v", c, err)
	}
}

// Haar is there where no model is. Whether it takes a drawn face for one is not its promise.
func TestHaarOnly(t *testing.T) {
	eye := open(t)
	if m := load(eye, t.TempDir(), cascade); !m.done[wire.Frames] || m.done[wire.Detect] {
		t.Fatalf("%+v", m)
	}
	faces, err := eye.Faces(decoded(t, eye, visiontest.Picture(640, 384, visiontest.Face{X: 320, Y: 200, Width: 180})))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range faces {
		if f.points != nil || f.width < 60 {
			t.Errorf("%+v", f)
		}
	}
	t.Logf("takes a drawn face for %d", len(faces))
}

// held is a QR code that somebody holds before a camera.
func held(t testing.TB, content string) []byte {
	t.Helper()
	q, err := qrcode.New(content, qrcode.Medium)
	if err != nil {
		t.Fatal(err)
	}
	m := image.NewGray(image.Rect(0, 0, 640, 480))
	for i := range m.Pix {
		m.Pix[i] = 120
	}
	code := q.Image(240)
	for y := range 240 {
		for x := range 240 {
			m.Set(200+x, 120+y, code.At(x, y))
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, m, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestReadsCodes(t *testing.T) {
	w := &worker{sight: open(t)}
	gb, _ := simplifiedchinese.GB18030.NewEncoder().String("办事预约")
	for content, want := range map[string]string{
		"https://example.cn/v?p=SH0001": "https://example.cn/v?p=SH0001", "办事预约 20260706": "办事预约 20260706",
		gb: "办事预约", "with\x1bcontrol\r\n": "withcontrol",
	} {
		if got, err := w.code(decoded(t, w.sight, held(t, content))); err != nil || got != want {
			t.Errorf("%q, %v, want %q", got, err, want)
		}
	}
	if got, err := w.code(decoded(t, w.sight, visiontest.Picture(640, 480))); got != "" || err != nil {
		t.Errorf("without a code: %q, %v", got, err)
	}
}

func FuzzDecode(f *testing.F) {
	eye, err := newSight()
	if err != nil {
		f.Skip(err)
	}
	f.Add(visiontest.Picture(32, 24))
	f.Fuzz(func(t *testing.T, p []byte) {
		if m, err := eye.Decode(p); err == nil {
			m.Free()
		}
	})
}
