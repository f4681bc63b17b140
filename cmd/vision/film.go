package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// errNothing says that a camera gives no picture; see camera.
var errNothing = errors.New("the camera gives no picture")

// mostFile is the largest file of a film in a folder.
const mostFile = 16 << 20

// reel is a folder of JPEGs that plays as a film, in the order of their names, again
// and again.
type reel struct {
	sight sight
	files []string
	next  int
	fps   float64
}

func openReel(s sight, folder string, fps int) (*reel, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	r := &reel{sight: s, fps: float64(fps)}
	for _, e := range entries {
		if ext := strings.ToLower(filepath.Ext(e.Name())); ext == ".jpg" || ext == ".jpeg" {
			r.files = append(r.files, filepath.Join(folder, e.Name()))
		}
	}
	slices.Sort(r.files)
	if len(r.files) == 0 {
		return nil, errors.New("no JPEG is in the folder")
	}
	return r, nil
}

func (r *reel) Read() (picture, error) {
	file := r.files[r.next%len(r.files)]
	r.next++
	if info, err := os.Stat(file); err != nil || info.Size() > mostFile {
		return nil, errNothing // the folder has changed: it is opened anew
	}
	p, err := os.ReadFile(file)
	if err != nil {
		return nil, errNothing
	}
	defer clear(p)
	return r.sight.Decode(p)
}

func (r *reel) FPS() float64 { return r.fps }

func (r *reel) Close() {}

// loop plays a film again when it is over, at its own speed.
type loop struct {
	camera
	again func() (camera, error)
	tick  *time.Ticker
}

// playing makes a film of what open opens; fps counts where the film does not say.
func playing(open func() (camera, error), fps int) (camera, error) {
	c, err := open()
	if err != nil {
		return nil, err
	}
	speed := c.FPS()
	if !(speed >= 1 && speed <= 120) {
		speed = float64(fps)
	}
	return &loop{c, open, time.NewTicker(time.Duration(float64(time.Second) / speed))}, nil
}

func (l *loop) Read() (picture, error) {
	<-l.tick.C
	p, err := l.camera.Read()
	if !errors.Is(err, errNothing) {
		return p, err
	}
	c, err := l.again()
	if err != nil {
		return nil, errNothing
	}
	l.camera.Close()
	l.camera = c
	return c.Read()
}

func (l *loop) Close() {
	l.tick.Stop()
	l.camera.Close()
}
