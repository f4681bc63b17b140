// Command vision looks through a camera for the terminal: it finds and compares faces,
// reads QR codes and sends previews. The terminal starts it as a child and talks with it
// over standard input and output; yitiji/drivers/vision/wire says how.
//
// It is a process of its own because a library of vision may crash on a picture, and
// needs cgo. Nothing that it sees is written anywhere: it opens no file for writing,
// makes no core, and overwrites pictures after use.
//
// Exit status: 0 when its input ends; 1 when that is no request; 2 for wrong arguments;
// 3 when it was built without OpenCV; 4 when a camera hangs inside the library.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// The exit statuses.
const (
	exitStream = 1
	exitUsage  = 2
	exitNone   = 3
	exitHangs  = 4
)

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	var s source
	f := flag.NewFlagSet("vision", flag.ContinueOnError)
	node := f.String("camera", "", "the camera's node, by its socket: /dev/v4l/by-path/…")
	film := f.String("film", "", "instead of a camera: a video, or a folder of JPEGs")
	folder := f.String("models", "", "the folder of the models")
	cascade := f.String("cascade", "/usr/share/opencv4/haarcascades/haarcascade_frontalface_default.xml", "finds faces where no model does")
	f.IntVar(&s.want.width, "width", 1280, "of the camera's pictures, in pixels")
	f.IntVar(&s.want.height, "height", 720, "of the camera's pictures, in pixels")
	f.IntVar(&s.want.fps, "fps", 15, "pictures in a second")
	if err := f.Parse(args); err != nil {
		return exitUsage
	}
	if s.path, s.film = *node, *film != ""; s.film {
		s.path = *film
	}
	if err := check(*node, *film, f.NArg(), s.want); err != nil {
		fmt.Fprintln(os.Stderr, "vision:", err)
		return exitUsage
	}
	eye, err := newSight()
	if err != nil {
		fmt.Fprintln(os.Stderr, "vision:", err)
		return exitNone
	}
	out, err := alone()
	if err != nil {
		fmt.Fprintln(os.Stderr, "vision:", err)
		return exitStream
	}
	s.sight = eye
	w := &worker{sight: eye, capture: newCapture(s), out: out, load: func() models { return load(eye, *folder, *cascade) }}
	if err := w.serve(context.Background(), os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, "vision:", err)
		return exitStream
	}
	return 0
}

func check(node, film string, rest int, want form) error {
	switch {
	case (node == "") == (film == ""):
		return errors.New("one of -camera and -film is needed")
	case rest > 0:
		return errors.New("arguments without a name")
	case want.width < 64 || want.width > 8192 || want.height < 64 || want.height > 8192 || want.fps < 1 || want.fps > 120:
		return errors.New("a size or speed that no camera has")
	}
	return nil
}

// alone keeps standard output for answers, whatever a library prints, and this process's
// memory for itself: no core is written, and other programs of the same user cannot look
// into it.
func alone() (io.Writer, error) {
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		return nil, fmt.Errorf("core: %w", err)
	}
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0); err != nil {
		return nil, fmt.Errorf("dumpable: %w", err)
	}
	fd, err := unix.FcntlInt(1, unix.F_DUPFD_CLOEXEC, 3)
	if err != nil {
		return nil, fmt.Errorf("standard output: %w", err)
	}
	return os.NewFile(uintptr(fd), "answers"), unix.Dup3(2, 1, 0)
}
