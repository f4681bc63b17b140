//go:build cgo

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"yitiji/drivers"
	"yitiji/drivers/vision"
)

func before(t *testing.T, o vision.Options) *vision.Camera {
	t.Helper()
	o.Command = "/proc/self/exe"
	c, err := vision.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func TestNoCamera(t *testing.T) {
	for node, cause := range map[string][]drivers.Cause{"/dev/v4l/by-path/none": {drivers.NotPlugged}, "/dev/null": nil} {
		c := before(t, vision.Options{Node: node})
		if _, err := c.Look(t.Context(), drivers.LookRequest{}); drivers.KindOf(err) != drivers.Disconnected {
			t.Errorf("%s: Look = %v", node, err)
		}
		if _, err := c.Preview(t.Context(), 0); drivers.KindOf(err) != drivers.Disconnected {
			t.Errorf("%s: Preview = %v", node, err)
		}
		s := c.Status(t.Context())
		for s.State == drivers.Starting || cause == nil && s.State == drivers.Online { // asked before it was tried
			s = c.Status(t.Context())
		}
		if s.State != drivers.NoDevice || !slices.Equal(s.Causes, cause) {
			t.Errorf("%s: Status = %+v", node, s)
		}
	}
}

// A file of JPEGs one after the other plays as a video, again and again.
func TestVideo(t *testing.T) {
	film := filepath.Join(t.TempDir(), "film.mjpeg")
	if err := os.WriteFile(film, bytes.Join([][]byte{somebody, moved, somebody, nobody}, nil), 0o600); err != nil {
		t.Fatal(err)
	}
	c := before(t, vision.Options{Film: film})
	number := uint64(0)
	for range 10 {
		f, err := c.Preview(t.Context(), number)
		if err != nil || f.Width != 640 || f.Height != 384 {
			t.Fatalf("%d by %d, %v", f.Width, f.Height, err)
		}
		number = f.Number
		f.Wipe()
	}
}

// Broken pictures are an error of the camera, and no end of the worker: when good ones
// come again, all is well.
func TestFilmOfBrokenPictures(t *testing.T) {
	s := newStage(t, vision.Options{})
	if _, err := s.camera.Look(t.Context(), drivers.LookRequest{}); err != nil {
		t.Fatal(err)
	}
	pid := s.worker()
	s.play([]byte("no JPEG"), somebody[:100])
	for {
		_, err := s.camera.Look(t.Context(), drivers.LookRequest{})
		if drivers.KindOf(err) == drivers.Disconnected {
			break
		}
	}
	s.play(somebody)
	for {
		look, err := s.camera.Look(t.Context(), drivers.LookRequest{})
		if err == nil && look.Good() {
			break
		}
	}
	if now := s.worker(); now != pid || pid == 0 {
		t.Errorf("the worker was %d, and is %d", pid, now)
	}
}
