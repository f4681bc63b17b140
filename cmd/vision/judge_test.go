package main

import (
	"slices"
	"testing"

	"yitiji/drivers"
)

// straight is a face of a width whose features are where a matcher wants them.
func straight(x, y, width float64) face {
	f := face{x: x, y: y, width: width, height: 1.3 * width}
	for _, p := range []point{{0.3, 0.4}, {0.7, 0.4}, {0.5, 0.57}, {0.35, 0.75}, {0.65, 0.75}} {
		f.points = append(f.points, point{x + p.x*width, y + p.y*f.height})
	}
	return f
}

// with moves one feature of a face.
func (f face) with(i int, dx, dy float64) face {
	f.points = slices.Clone(f.points)
	f.points[i].x += dx * f.width
	f.points[i].y += dy * f.height
	return f
}

func TestPlace(t *testing.T) {
	good := straight(520, 200, 240)
	for _, c := range []struct {
		why   string
		faces []face
		want  []drivers.Flaw
	}{
		{"as it should be", []face{good}, nil},
		{"nobody", nil, []drivers.Flaw{drivers.NoFace}},
		{"two heads together", []face{straight(320, 200, 200), straight(640, 200, 220)}, []drivers.Flaw{drivers.ManyFaces}},
		{"somebody waits behind", []face{straight(20, 20, 70), good}, nil},
		{"far away", []face{straight(600, 300, 60)}, []drivers.Flaw{drivers.TooFar}},
		{"with the nose on the glass", []face{straight(300, 10, 540)}, []drivers.Flaw{drivers.TooNear}},
		{"at the edge", []face{straight(10, 200, 240)}, []drivers.Flaw{drivers.OffCentre}},
		{"looks left", []face{good.with(2, 0.15, 0)}, []drivers.Flaw{drivers.TurnedAway}},
		{"looks down", []face{good.with(2, 0, 0.12)}, []drivers.Flaw{drivers.TurnedAway}},
		{"leans the head", []face{good.with(0, 0, 0.1)}, []drivers.Flaw{drivers.TurnedAway}},
		{"stands on the head", []face{good.with(0, 0.8, 0)}, []drivers.Flaw{drivers.TurnedAway}},
		{"features are not known", []face{{x: 520, y: 200, width: 240, height: 240}}, nil},
	} {
		f, count := largest(c.faces)
		if got := place(f, count, 1280, 720); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.why, got, c.want)
		}
	}
}

func TestLight(t *testing.T) {
	for _, c := range []struct {
		why  string
		s    shade
		want []drivers.Flaw
	}{
		{"as it should be", shade{sharp: 200, light: 120, contrast: 40}, nil},
		{"at night", shade{sharp: 200, light: 20, contrast: 40}, []drivers.Flaw{drivers.TooDark}},
		{"in fog", shade{sharp: 200, light: 120, contrast: 5}, []drivers.Flaw{drivers.TooDark}},
		{"against the sun", shade{sharp: 200, light: 240, contrast: 40}, []drivers.Flaw{drivers.TooBright}},
		{"in motion", shade{sharp: 5, light: 120, contrast: 40}, []drivers.Flaw{drivers.Blurred}},
	} {
		if got := light(c.s); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.why, got, c.want)
		}
	}
}

func TestBox(t *testing.T) {
	if got := box(face{x: -64, y: 72, width: 640, height: 1e30}, 1280, 720); got != [4]int{-50, 100, 500, 10000} {
		t.Errorf("box = %v", got)
	}
}
