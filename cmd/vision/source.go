package main

import (
	"errors"
	"io/fs"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"yitiji/drivers"
)

// source is where pictures come from.
type source struct {
	sight sight
	path  string // a node by its socket, a file, or a folder of JPEGs
	film  bool
	want  form
}

// open opens it. A node is looked up anew each time: after it was plugged in again, its
// name may lead to another one.
func (s source) open() (camera, error) {
	if !s.film {
		return s.sight.Open(s.path, false, s.want)
	}
	info, err := os.Stat(s.path)
	if err != nil {
		return nil, err
	}
	return playing(func() (camera, error) {
		if info.IsDir() {
			return openReel(s.sight, s.path, s.want.fps)
		}
		return s.sight.Open(s.path, true, s.want)
	}, s.want.fps)
}

// there says without opening it why it cannot be there; nil when it can.
func (s source) there() error {
	mode := uint32(unix.R_OK | unix.W_OK)
	if s.film {
		mode = unix.R_OK
	}
	err := unix.Access(s.path, mode)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrPermission):
		return drivers.Because(drivers.NoPermission, err)
	}
	return drivers.Because(drivers.NotPlugged, err)
}

// hangs is how long the library may take for one picture; it gives up by itself after
// ten seconds at most.
const hangs = 20 * time.Second

// timed runs f, and ends the program when that hangs: nothing in this process can free
// a thread that sits in the library.
func timed[T any](f func() (T, error)) (T, error) {
	defer time.AfterFunc(hangs, func() { os.Exit(exitHangs) }).Stop()
	return f()
}
