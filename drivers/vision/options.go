package vision

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// The defaults of Options.
const (
	DefaultCommand = "yitiji-vision"
	// DefaultMatchAt is the cosine at which SFace's makers take two faces for the same
	// person's: 99.4 % right on LFW (opencv_zoo, models/face_recognition_sface).
	DefaultMatchAt = 0.363
	// DefaultLiveAt is stricter than MiniFASNet's own rule, which takes the likeliest of
	// three classes.
	DefaultLiveAt = 0.5
	// DefaultLimit is more than the slowest look takes while models are being loaded.
	DefaultLimit = 10 * time.Second
)

// Options say which camera, and how sure is sure.
type Options struct {
	Place   string // of the camera in faults; empty means "camera"
	Command string // path of the worker; empty means DefaultCommand, looked for in PATH

	Node   string // the camera, by its socket: /dev/v4l/by-path/…
	Film   string // instead of a camera: a video, or a folder of JPEGs
	Width  int    // of the camera's pictures; 0 means 1280
	Height int    // 0 means 720
	FPS    int    // pictures in a second; 0 means 15

	Models  string  // the folder of the models; see docs/vision.md
	Cascade string  // a Haar cascade, where no model finds faces; empty means Debian's
	MatchAt float64 // the cosine from which faces are the same; 0 means DefaultMatchAt
	LiveAt  float64 // the share from which a face is alive; 0 means DefaultLiveAt

	Limit time.Duration // for one answer; 0 means DefaultLimit
}

// Check says what is wrong with the options, before anything is started.
func (o Options) Check() error {
	switch {
	case (o.Node == "") == (o.Film == ""):
		return errors.New("one of a node and a film is needed")
	case o.Width < 0 || o.Height < 0 || o.FPS < 0:
		return fmt.Errorf("pictures of %d by %d, %d in a second", o.Width, o.Height, o.FPS)
	case o.MatchAt < 0 || o.MatchAt > 1:
		return fmt.Errorf("faces are the same from a cosine of %g: want 0 to 1", o.MatchAt)
	case o.LiveAt < 0 || o.LiveAt > 1:
		return fmt.Errorf("a face is alive from a share of %g: want 0 to 1", o.LiveAt)
	case o.Limit < 0:
		return fmt.Errorf("limit of %s", o.Limit)
	}
	return nil
}

// whole fills in the defaults.
func (o Options) whole() Options {
	o.Place = cmp.Or(o.Place, "camera")
	o.Command = cmp.Or(o.Command, DefaultCommand)
	o.Width, o.Height, o.FPS = cmp.Or(o.Width, 1280), cmp.Or(o.Height, 720), cmp.Or(o.FPS, 15)
	o.MatchAt, o.LiveAt = cmp.Or(o.MatchAt, DefaultMatchAt), cmp.Or(o.LiveAt, DefaultLiveAt)
	o.Limit = cmp.Or(o.Limit, DefaultLimit)
	return o
}

// args are the worker's arguments.
func (o Options) args() []string {
	args := []string{"-width", strconv.Itoa(o.Width), "-height", strconv.Itoa(o.Height), "-fps", strconv.Itoa(o.FPS)}
	for _, a := range []struct{ name, value string }{
		{"-camera", o.Node}, {"-film", o.Film}, {"-models", o.Models}, {"-cascade", o.Cascade},
	} {
		if a.value != "" {
			args = append(args, a.name, a.value)
		}
	}
	return args
}
