package main

import "yitiji/drivers/vision/wire"

// sight is what a library of vision does for the worker: opencv.go fulfils it, and
// none.go where the program was built without. It measures, and decides nothing.
// Models are used by one goroutine at a time; the rest by any.
type sight interface {
	// Version is the library's: "4.6.0".
	Version() string

	// Open opens a camera by the path of its node, or a film by the path of its file.
	Open(path string, film bool, want form) (camera, error)

	// Decode makes a picture of a JPEG.
	Decode(jpeg []byte) (picture, error)

	// Load loads the models of a task, and proves them on a blank picture.
	Load(task wire.Task, paths ...string) error

	// Faces finds faces with what is loaded for Detect, or else for Frames.
	Faces(p picture) ([]face, error)

	// Shade measures the light on a face.
	Shade(p picture, f face) (shade, error)

	// Score is the cosine of the templates of two faces.
	Score(p picture, f face, other picture, of face) (float64, error)

	// Alive is the share of "real" in a face, 0 to 1.
	Alive(p picture, f face) (float64, error)

	// Code reads one QR code; without one it is empty.
	Code(p picture) ([]byte, error)

	// Forget overwrites what models hold of the picture that they saw last.
	Forget() error
}

// form is what is wished of a camera; it gives what it can.
type form struct{ width, height, fps int }

// camera gives pictures. One goroutine uses it, Close included.
type camera interface {
	// Read waits for the next picture. errNothing is the end of a film, and all that
	// is heard of a camera that was unplugged; other errors are of one picture.
	Read() (picture, error)
	// FPS is how many pictures there are in a second, or 0.
	FPS() float64
	Close()
}

// picture is one picture in the library's memory. Free overwrites it.
type picture interface {
	Size() (width, height int)
	// JPEG is the picture at most so wide, and the size that it has.
	JPEG(width int) (jpeg []byte, w, h int, err error)
	Same(as picture) bool
	Free()
}

// face is where a face is, in pixels of its picture.
type face struct {
	x, y, width, height float64
	points              []point // right eye, left eye, nose, right and left corner of the mouth; nil where they are not known
}

type point struct{ x, y float64 }

// shade is what light does to a face, at 112 by 112 pixels of grey: see opencv.h.
type shade struct{ sharp, light, contrast float64 }
