package drivertest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/jpeg"
	"testing"
	"time"

	"yitiji/drivers"
)

// CameraRig is a camera under test and the hands around it. All but Camera may be nil.
// A camera that is a Viewfinder or a FaceMatcher is tested as one.
type CameraRig struct {
	Camera drivers.Camera
	Stand  func()                       // somebody stands before it, and can be compared
	Leave  func()                       // nobody does
	Same   []byte                       // a picture of who stands there, as a JPEG
	Other  []byte                       // of somebody else
	Show   func() (code string)         // a code is held before it
	Unplug func()                       // pulls the plug
	Plug   func()                       // puts it back
	Crash  func(ctx context.Context)    // ends the program that does its work
	Live   func(d drivers.Verdict) bool // what a verdict of liveness must be like here
}

// Camera runs the suite; rig is called once for each check, and once before.
func Camera(t *testing.T, rig func(t *testing.T) CameraRig) {
	t.Helper()
	runAll(t, cameraChecks(), rig)
}

// FailingCamera gives the names of the checks that a rig does not pass.
func FailingCamera(t *testing.T, rig func(t *testing.T) CameraRig) []string {
	t.Helper()
	return failing(t, cameraChecks(), rig)
}

func cameraChecks() []check[CameraRig] {
	shows := func(r CameraRig) bool { _, ok := r.Camera.(drivers.Viewfinder); return ok }
	matches := func(r CameraRig) bool {
		_, ok := r.Camera.(drivers.FaceMatcher)
		return ok && r.Same != nil && r.Other != nil
	}
	return []check[CameraRig]{
		{"sees who stands there", seesSomebody, nil},
		{"sees that nobody does", seesNobody, func(r CameraRig) bool { return r.Leave != nil }},
		{"reads a code", readsCode, func(r CameraRig) bool { return r.Show != nil }},
		{"judges life when it is asked", judgesLife, func(r CameraRig) bool { return r.Live != nil }},
		{"shows other pictures", showsPictures, shows},
		{"shows while it looks", showsAndLooks, shows},
		{"compares", compares, matches},
		{"does not compare nobody", comparesNobody, func(r CameraRig) bool { return matches(r) && r.Leave != nil }},
		{"refuses what is no reference", refusesReference, matches},
		{"ends with its context", cameraEndsWithContext, nil},
		{"is disconnected when unplugged, and comes back", cameraReplugged, func(r CameraRig) bool { return r.Unplug != nil }},
		{"outlives a crash", cameraCrashes, func(r CameraRig) bool { return r.Crash != nil }},
		{"closes", cameraCloses, nil},
	}
}

// again is how long after a fault the camera is tried again.
const again = 10 * time.Millisecond

// until looks until a look is as wanted. Faults on the way are those of a camera that is
// just being opened or plugged in.
func (r CameraRig) until(ctx context.Context, req drivers.LookRequest, as func(drivers.Look) bool) (drivers.Look, error) {
	for {
		l, err := r.Camera.Look(ctx, req)
		if err == nil {
			err = sensible(l)
		} else if k := drivers.KindOf(err); k == drivers.Disconnected || k == drivers.Busy {
			time.Sleep(again)
			continue
		}
		if err != nil || as(l) {
			return l, err
		}
	}
}

// sensible is nil for a look that does not contradict itself.
func sensible(l drivers.Look) error {
	nobody := len(l.Flaws) > 0 && l.Flaws[0] == drivers.NoFace
	switch {
	case l.Faces < 0 || (l.Faces == 0) != nobody:
		return fmt.Errorf("%d faces, and flaws %v", l.Faces, l.Flaws)
	case l.Faces > 0 && (l.Face.Width <= 0 || l.Face.Height <= 0):
		return fmt.Errorf("a face in %+v", l.Face)
	case l.Live.Pass && !l.Live.Known:
		return errors.New("passes a judgement that was not made")
	}
	return nil
}

func good(l drivers.Look) bool { return l.Good() }

func (r CameraRig) stand(ctx context.Context) error {
	r.Stand()
	_, err := r.until(ctx, drivers.LookRequest{}, good)
	return err
}

func seesSomebody(ctx context.Context, r CameraRig) error {
	if err := r.stand(ctx); err != nil {
		return err
	}
	return eventually(ctx, r.Camera.Status, drivers.Online)
}

func seesNobody(ctx context.Context, r CameraRig) error {
	if err := r.stand(ctx); err != nil {
		return err
	}
	r.Leave()
	_, err := r.until(ctx, drivers.LookRequest{}, func(l drivers.Look) bool { return l.Faces == 0 })
	return err
}

func readsCode(ctx context.Context, r CameraRig) error {
	want := r.Show()
	_, err := r.until(ctx, drivers.LookRequest{Code: true}, func(l drivers.Look) bool { return l.Code == want })
	if err != nil {
		return err
	}
	l, err := r.Camera.Look(ctx, drivers.LookRequest{})
	if err == nil && l.Code != "" {
		err = errors.New("read a code that it was not asked for")
	}
	return err
}

func judgesLife(ctx context.Context, r CameraRig) error {
	r.Stand()
	l, err := r.until(ctx, drivers.LookRequest{Live: true}, good)
	if err == nil && !r.Live(l.Live) {
		err = fmt.Errorf("judged %+v", l.Live)
	}
	if err != nil {
		return err
	}
	l, err = r.Camera.Look(ctx, drivers.LookRequest{})
	if err == nil && l.Live.Known {
		err = errors.New("judged life without being asked")
	}
	return err
}

// preview wants a whole picture with another number.
func (r CameraRig) preview(ctx context.Context, not uint64) (uint64, error) {
	f, err := r.Camera.(drivers.Viewfinder).Preview(ctx, not)
	if err != nil {
		return 0, err
	}
	defer f.Wipe()
	m, err := jpeg.Decode(bytes.NewReader(f.JPEG))
	switch {
	case err != nil:
		return 0, fmt.Errorf("not a whole picture: %w", err)
	case m.Bounds().Dx() != f.Width || m.Bounds().Dy() != f.Height:
		return 0, fmt.Errorf("the picture is %s, the frame says %d by %d", m.Bounds().Size(), f.Width, f.Height)
	case f.Number == not:
		return 0, errors.New("the same picture again")
	}
	return f.Number, nil
}

func showsPictures(ctx context.Context, r CameraRig) error {
	if err := r.stand(ctx); err != nil {
		return err
	}
	number := uint64(0)
	for range 5 {
		next, err := r.preview(ctx, number)
		if err != nil {
			return err
		}
		number = next
	}
	return nil
}

func showsAndLooks(ctx context.Context, r CameraRig) error {
	if err := r.stand(ctx); err != nil {
		return err
	}
	shown := make(chan error, 1)
	go func() { shown <- showsPictures(ctx, CameraRig{Camera: r.Camera, Stand: func() {}}) }()
	for range 5 {
		if _, err := r.Camera.Look(ctx, drivers.LookRequest{}); err != nil {
			return errors.Join(err, <-shown)
		}
	}
	return <-shown
}

// compare compares until there was a good look.
func (r CameraRig) compare(ctx context.Context, with []byte) (drivers.Comparison, error) {
	for {
		c, err := r.Camera.(drivers.FaceMatcher).Compare(ctx, with)
		switch {
		case err != nil:
			return c, err
		case c.Same.Known != c.Look.Good():
			return c, fmt.Errorf("look %+v, and verdict %+v", c.Look.Flaws, c.Same)
		case c.Same.Known:
			return c, nil
		}
	}
}

func compares(ctx context.Context, r CameraRig) error {
	if err := r.stand(ctx); err != nil {
		return err
	}
	if !r.Camera.(drivers.FaceMatcher).CanCompare(ctx) {
		return errors.New("it says that it cannot")
	}
	same, err := r.compare(ctx, r.Same)
	if err != nil {
		return err
	}
	other, err := r.compare(ctx, r.Other)
	if err == nil && (!same.Same.Pass || other.Same.Pass || same.Same.Score <= other.Same.Score) {
		err = fmt.Errorf("the same face %+v, another %+v", same.Same, other.Same)
	}
	return err
}

func comparesNobody(ctx context.Context, r CameraRig) error {
	r.Leave()
	if _, err := r.until(ctx, drivers.LookRequest{}, func(l drivers.Look) bool { return l.Faces == 0 }); err != nil {
		return err
	}
	c, err := r.Camera.(drivers.FaceMatcher).Compare(ctx, r.Same)
	if err == nil && (c.Same.Known || c.Same.Pass || c.Look.Good()) {
		err = fmt.Errorf("compared nobody: %+v", c.Same)
	}
	return err
}

func refusesReference(ctx context.Context, r CameraRig) error {
	if err := r.stand(ctx); err != nil {
		return err
	}
	for _, wrong := range [][]byte{nil, []byte("PERSONAL"), r.Same[:len(r.Same)/3], make([]byte, 32<<20)} {
		_, err := r.Camera.(drivers.FaceMatcher).Compare(ctx, wrong)
		if e := errors.Join(wantKind(err, drivers.Misread), secret(err, "PERSONAL")); e != nil {
			return fmt.Errorf("a reference of %d bytes: %w", len(wrong), e)
		}
	}
	_, err := r.compare(ctx, r.Same)
	return err
}

func cameraEndsWithContext(ctx context.Context, r CameraRig) error {
	if err := r.stand(ctx); err != nil {
		return err
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if err := wantEnd(ended, r.look); err != nil {
		return err
	}
	if r.Unplug == nil {
		return nil
	}
	r.Unplug() // so that there is something to wait for
	limited, cancel := context.WithTimeout(ctx, brief)
	defer cancel()
	for ; ; time.Sleep(again) {
		err := r.look(limited)
		if errors.Is(err, context.DeadlineExceeded) {
			return wantEnd(limited, func(context.Context) error { return err })
		}
	}
}

func (r CameraRig) look(ctx context.Context) error {
	_, err := r.Camera.Look(ctx, drivers.LookRequest{})
	return err
}

func cameraReplugged(ctx context.Context, r CameraRig) error {
	for range 2 {
		if err := r.stand(ctx); err != nil {
			return err
		}
		r.Unplug()
		err := r.look(ctx)
		for ; err == nil; err = r.look(ctx) {
		}
		if e := wantKind(err, drivers.Disconnected); e != nil {
			return e
		}
		if err := eventually(ctx, r.Camera.Status, drivers.NoDevice); err != nil {
			return err
		}
		r.Plug()
	}
	return r.stand(ctx)
}

func cameraCrashes(ctx context.Context, r CameraRig) error {
	for range 2 {
		if err := r.stand(ctx); err != nil {
			return err
		}
		r.Crash(ctx)
	}
	return r.stand(ctx)
}

func cameraCloses(ctx context.Context, r CameraRig) error {
	if err := r.stand(ctx); err != nil {
		return err
	}
	return closes(ctx, r.Camera, r.look, false)
}
