//go:build cgo

package main

import (
	"os"
	"path/filepath"
	"testing"

	"yitiji/drivers/vision/visiontest"
	"yitiji/drivers/vision/wire"
)

// loadedEye is OpenCV with the models without weights.
func loadedEye(t testing.TB) (sight, models) {
	t.Helper()
	eye, err := newSight()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := visiontest.Models(dir); err != nil {
		t.Fatal(err)
	}
	m := load(eye, dir, "/usr/share/opencv4/haarcascades/haarcascade_frontalface_default.xml")
	return eye, m
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

func TestModelsWithoutWeights(t *testing.T) {
	eye, m := loadedEye(t)
	t.Logf("%+v", m.list)
	p := decoded(t, eye, visiontest.Picture(640, 384, visiontest.Face{X: 320, Y: 200, Seed: 1}))
	faces, err := eye.Faces(p)
	t.Logf("%+v %v", faces, err)
	if os.Getenv("KEEP") != "" {
		os.WriteFile(filepath.Join("/tmp/h1", "face.jpg"), visiontest.Picture(640, 384, visiontest.Face{X: 320, Y: 200, Seed: 1}), 0o600)
	}
	if len(faces) == 0 {
		t.FailNow()
	}
	s, err := eye.Shade(p, faces[0])
	t.Logf("%+v %v", s, err)
	for seed := range 5 {
		q := decoded(t, eye, visiontest.Picture(640, 384, visiontest.Face{X: 303, Y: 190, Seed: seed}))
		fs, _ := eye.Faces(q)
		score, err := eye.Score(p, faces[0], q, fs[0])
		a, e2 := eye.Alive(q, fs[0])
		t.Log(seed, len(fs), score, err, a, e2)
	}
	_ = wire.Detect
}
