package vision_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"yitiji/drivers"
	"yitiji/drivers/drivertest"
	"yitiji/drivers/vision"
)

// Each camera here is right but for one thing, and the suite must say which.

// blind tells of faces and says that there are none.
type blind struct{ *vision.Camera }

func (b blind) Look(ctx context.Context, req drivers.LookRequest) (drivers.Look, error) {
	l, err := b.Camera.Look(ctx, req)
	l.Faces = 0
	return l, err
}

// boastful passes life without having judged it.
type boastful struct{ *vision.Camera }

func (b boastful) Look(ctx context.Context, req drivers.LookRequest) (drivers.Look, error) {
	l, err := b.Camera.Look(ctx, req)
	l.Live = drivers.Verdict{Known: req.Live, Pass: true, Score: 1}
	return l, err
}

// curious judges life though nobody asked.
type curious struct{ *vision.Camera }

func (c curious) Look(ctx context.Context, _ drivers.LookRequest) (drivers.Look, error) {
	return c.Camera.Look(ctx, drivers.LookRequest{Live: true})
}

// stuck shows one picture for ever.
type stuck struct{ *vision.Camera }

func (s stuck) Preview(ctx context.Context, _ uint64) (drivers.Frame, error) {
	return s.Camera.Preview(ctx, 0)
}

// deaf goes on looking after its context has ended.
type deaf struct{ *vision.Camera }

func (d deaf) Look(ctx context.Context, req drivers.LookRequest) (drivers.Look, error) {
	return d.Camera.Look(context.WithoutCancel(ctx), req)
}

// mumbling fails with errors that are no faults.
type mumbling struct{ *vision.Camera }

func (m mumbling) Look(ctx context.Context, req drivers.LookRequest) (drivers.Look, error) {
	l, err := m.Camera.Look(ctx, req)
	if err != nil && ctx.Err() == nil {
		err = errors.New("status 40")
	}
	return l, err
}

func TestSuiteRejectsWrongCameras(t *testing.T) {
	t.Parallel()
	every := []string{
		"sees who stands there", "judges life when it is asked", "shows other pictures", "shows while it looks",
		"ends with its context", "closes",
	}
	for _, c := range []struct {
		name  string
		wrong func(*vision.Camera) drivers.Camera
		want  []string
	}{
		{"nothing", func(c *vision.Camera) drivers.Camera { return c }, nil},
		{"blind", func(c *vision.Camera) drivers.Camera { return blind{c} }, every},
		{"boastful", func(c *vision.Camera) drivers.Camera { return boastful{c} }, every},
		{"curious", func(c *vision.Camera) drivers.Camera { return curious{c} }, []string{"judges life when it is asked"}},
		{"stuck", func(c *vision.Camera) drivers.Camera { return stuck{c} }, []string{"shows other pictures", "shows while it looks"}},
		{"deaf", func(c *vision.Camera) drivers.Camera { return deaf{c} }, []string{"ends with its context"}},
		{"mumbling", func(c *vision.Camera) drivers.Camera { return mumbling{c} }, []string{"closes"}},
	} {
		got := drivertest.FailingCamera(t, func(t *testing.T) drivertest.CameraRig {
			fake, _ := camera(t, "well", 0, 0)
			return drivertest.CameraRig{
				Camera: c.wrong(fake), Stand: func() {},
				Live: func(v drivers.Verdict) bool { return v.Known && v.Score == 0.5 },
			}
		})
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: fails %q, want %q", c.name, got, c.want)
		}
	}
}
