//go:build cgo

package main

/*
#cgo CXXFLAGS: -std=c++17 -O2 -Wall -Wextra -I/usr/include/opencv4
#cgo LDFLAGS: -lopencv_core -lopencv_imgproc -lopencv_imgcodecs -lopencv_videoio -lopencv_objdetect -lopencv_dnn -lopencv_wechat_qrcode
#include <stdlib.h>
#include "opencv.h"
*/
import "C"

import (
	"bytes"
	"errors"
	"fmt"
	"image/jpeg"
	"unsafe"

	"yitiji/drivers/vision/wire"
)

// threads is what OpenCV may use: the screen has to stay smooth beside it.
const threads = 2

// quality is that of previews: the faces on them are for people to look at.
const quality = 80

// mostPixels is more than any camera of a terminal has: 16 million are usual for document
// cameras.
const mostPixels = 40_000_000

// words is where C++ says what went wrong.
type words [C.WORDS]C.char

// err is nil when a function of opencv.h gave 0.
func (w *words) err(failed C.int) error {
	if failed == 0 {
		return nil
	}
	return errors.New(C.GoString(&w[0]))
}

// opencv is sight by OpenCV.
type opencv struct{ eye *C.eye }

func newSight() (sight, error) {
	var w words
	C.opencv_begin(threads)
	o := &opencv{}
	return o, w.err(C.eye_new(&o.eye, &w[0]))
}

func (o *opencv) Version() string { return C.GoString(C.opencv_version()) }

func (o *opencv) Open(path string, film bool, want form) (camera, error) {
	var w words
	p := C.CString(path)
	defer C.free(unsafe.Pointer(p))
	isFilm := C.int(0)
	if film {
		isFilm = 1
	}
	c := &opencvCamera{}
	if err := w.err(C.camera_open(p, isFilm, C.int(want.width), C.int(want.height), C.int(want.fps), &c.camera, &w[0])); err != nil {
		return nil, err
	}
	return c, nil
}

func (o *opencv) Decode(p []byte) (picture, error) {
	if err := fits(p); err != nil {
		return nil, err
	}
	var w words
	m := &opencvPicture{}
	data := (*C.uchar)(unsafe.Pointer(unsafe.SliceData(p)))
	if err := w.err(C.picture_decode(data, C.int(len(p)), &m.picture, &w[0])); err != nil {
		return nil, err
	}
	return m, nil
}

// fits refuses a JPEG whose picture would fill the memory, by its header.
func fits(p []byte) error {
	c, err := jpeg.DecodeConfig(bytes.NewReader(p))
	switch {
	case err != nil:
		return errors.New("not a JPEG")
	case c.Width <= 0 || c.Height <= 0 || c.Width*c.Height > mostPixels:
		return fmt.Errorf("a picture of %d by %d pixels", c.Width, c.Height)
	}
	return nil
}

func (o *opencv) Load(task wire.Task, paths ...string) error {
	var w words
	p := make([]*C.char, len(paths))
	for i, path := range paths {
		p[i] = C.CString(path)
		defer C.free(unsafe.Pointer(p[i]))
	}
	switch {
	case task == wire.Detect && len(p) == 1:
		return w.err(C.eye_load_yunet(o.eye, p[0], &w[0]))
	case task == wire.Frames && len(p) == 1:
		return w.err(C.eye_load_haar(o.eye, p[0], &w[0]))
	case task == wire.Match && len(p) == 1:
		return w.err(C.eye_load_sface(o.eye, p[0], &w[0]))
	case task == wire.Alive && len(p) == 2:
		return w.err(C.eye_load_fas(o.eye, p[0], p[1], &w[0]))
	}
	return fmt.Errorf("no task %q with %d models", task, len(paths))
}

func (o *opencv) Faces(p picture) ([]face, error) {
	var w words
	var found C.int
	var c [C.MOST_FACES]C.face
	if err := w.err(C.eye_faces(o.eye, of(p), &c[0], &found, &w[0])); err != nil {
		return nil, err
	}
	faces := make([]face, found)
	for i := range faces {
		faces[i] = fromC(c[i])
	}
	return faces, nil
}

func (o *opencv) Shade(p picture, f face) (shade, error) {
	var w words
	var sharp, light, contrast C.double
	c := toC(f)
	err := w.err(C.eye_shade(of(p), &c, &sharp, &light, &contrast, &w[0]))
	return shade{float64(sharp), float64(light), float64(contrast)}, err
}

func (o *opencv) Score(p picture, f face, other picture, g face) (float64, error) {
	var w words
	var score C.double
	a, b := toC(f), toC(g)
	err := w.err(C.eye_score(o.eye, of(p), &a, of(other), &b, &score, &w[0]))
	return float64(score), err
}

func (o *opencv) Alive(p picture, f face) (float64, error) {
	var w words
	var share C.double
	c := toC(f)
	err := w.err(C.eye_alive(o.eye, of(p), &c, &share, &w[0]))
	return float64(share), err
}

func (o *opencv) Code(p picture) ([]byte, error) {
	var w words
	var size C.int
	var text [C.MOST_CODE]C.char
	if err := w.err(C.eye_code(o.eye, of(p), &text[0], &size, &w[0])); err != nil {
		return nil, err
	}
	defer clear(text[:])
	return C.GoBytes(unsafe.Pointer(&text[0]), size), nil
}

func (o *opencv) Forget() error {
	var w words
	return w.err(C.eye_forget(o.eye, &w[0]))
}

func fromC(c C.face) face {
	f := face{x: float64(c.x), y: float64(c.y), width: float64(c.width), height: float64(c.height)}
	if c.pointed != 0 {
		for i := 0; i < C.POINTS; i += 2 {
			f.points = append(f.points, point{float64(c.points[i]), float64(c.points[i+1])})
		}
	}
	return f
}

func toC(f face) C.face {
	c := C.face{x: C.float(f.x), y: C.float(f.y), width: C.float(f.width), height: C.float(f.height)}
	for i, p := range f.points {
		c.points[2*i], c.points[2*i+1], c.pointed = C.float(p.x), C.float(p.y), 1
	}
	return c
}

// opencvPicture is picture by OpenCV.
type opencvPicture struct{ picture *C.picture }

// of is the library's picture behind one of ours.
func of(p picture) *C.picture {
	if s, ok := p.(*shot); ok {
		p = s.picture
	}
	return p.(*opencvPicture).picture
}

func (p *opencvPicture) Size() (width, height int) {
	var w, h C.int
	C.picture_size(p.picture, &w, &h)
	return int(w), int(h)
}

func (p *opencvPicture) JPEG(width int) (jpeg []byte, w, h int, err error) {
	var why words
	var data *C.uchar
	var size, cw, ch C.int
	if err := why.err(C.picture_encode(p.picture, C.int(width), quality, &data, &size, &cw, &ch, &why[0])); err != nil {
		return nil, 0, 0, err
	}
	defer C.jpeg_free(data, size)
	return C.GoBytes(unsafe.Pointer(data), size), int(cw), int(ch), nil
}

func (p *opencvPicture) Same(as picture) bool { return C.picture_same(p.picture, of(as)) != 0 }

func (p *opencvPicture) Free() {
	C.picture_free(p.picture)
	p.picture = nil
}

// opencvCamera is camera by OpenCV.
type opencvCamera struct{ camera *C.camera }

func (c *opencvCamera) Read() (picture, error) {
	var w words
	p := &opencvPicture{}
	if err := w.err(C.camera_read(c.camera, &p.picture, &w[0])); err != nil {
		return nil, err
	}
	if p.picture == nil {
		return nil, errNothing
	}
	return p, nil
}

func (c *opencvCamera) FPS() float64 { return float64(C.camera_fps(c.camera)) }

func (c *opencvCamera) Close() { C.camera_free(c.camera) }
