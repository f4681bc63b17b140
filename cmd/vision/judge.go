package main

import (
	"math"

	"yitiji/drivers"
)

// What a face must be like to be compared. The bounds come from what the matcher sees,
// 112 by 112 pixels of an upright face, and from how far one stands from a terminal. They
// were tried on drawn faces only: docs/vision.md says how to try them on a camera.
const (
	// background is how much narrower than the largest face those are that do not
	// count: people stand in line behind.
	background = 3
	// leastWidth in pixels: below, the matcher would see an enlarged picture.
	leastWidth = 90
	// leastShare and mostShare are of the picture's height.
	leastShare, mostShare = 0.15, 0.75
	// offCentre is how far the middle of the face may be from that of the picture, as
	// a share of its sides.
	offCentre = 0.3
	// mostRoll is the slope of the line through the eyes, 15 degrees.
	mostRoll = 0.27
	// mostYaw is how far the nose is from the middle of the eyes, in distances of the eyes.
	mostYaw = 0.25
	// leastPitch and mostPitch are where the nose is on the way from the eyes to the
	// mouth; the matcher's template has it at 0.49.
	leastPitch, mostPitch = 0.3, 0.72
	// The light on the face, of 255, and how far it must spread.
	leastLight, mostLight, leastContrast = 45, 220, 12
	// leastSharp is the variance of the Laplacian.
	leastSharp = 25
)

// largest is the widest face and how many there are that count, itself included.
func largest(faces []face) (f face, count int) {
	for _, g := range faces {
		if g.width > f.width {
			f = g
		}
	}
	for _, g := range faces {
		if g.width*background >= f.width {
			count++
		}
	}
	return f, count
}

// place judges where the faces are, in a picture of a size.
func place(f face, count int, width, height int) (flaws []drivers.Flaw) {
	if count == 0 {
		return []drivers.Flaw{drivers.NoFace}
	}
	w, h := float64(width), float64(height)
	when := func(flaw drivers.Flaw, is bool) {
		if is {
			flaws = append(flaws, flaw)
		}
	}
	far := func(at, size, side float64) bool { return math.Abs((at+size/2)/side-0.5) > offCentre }
	near := f.height > mostShare*h
	when(drivers.ManyFaces, count > 1)
	when(drivers.TooFar, f.width < leastWidth || f.height < leastShare*h)
	when(drivers.TooNear, near)
	when(drivers.OffCentre, !near && (far(f.x, f.width, w) || far(f.y, f.height, h)))
	when(drivers.TurnedAway, f.points != nil && turned(f.points))
	return flaws
}

// turned judges the pose by the five points.
func turned(p []point) bool {
	right, left, nose := p[0], p[1], p[2]
	eyes, mouth := middle(right, left), middle(p[3], p[4])
	apart, down := math.Hypot(left.x-right.x, left.y-right.y), mouth.y-eyes.y
	if left.x <= right.x || down <= 0 { // upside down, or seen from behind
		return true
	}
	pitch := (nose.y - eyes.y) / down
	return math.Abs(left.y-right.y)/(left.x-right.x) > mostRoll ||
		math.Abs(nose.x-eyes.x)/apart > mostYaw || pitch < leastPitch || pitch > mostPitch
}

func middle(a, b point) point { return point{(a.x + b.x) / 2, (a.y + b.y) / 2} }

// light judges the light on a face.
func light(s shade) (flaws []drivers.Flaw) {
	switch {
	case s.light > mostLight:
		flaws = append(flaws, drivers.TooBright)
	case s.light < leastLight || s.contrast < leastContrast:
		flaws = append(flaws, drivers.TooDark)
	}
	if s.sharp < leastSharp {
		flaws = append(flaws, drivers.Blurred)
	}
	return flaws
}

// box is a face in thousandths of its picture. A model that is broken may put it anywhere.
func box(f face, width, height int) [4]int {
	of := func(v float64, side int) int { return int(math.Round(max(-10, min(10, v/float64(side))) * 1000)) }
	return [4]int{of(f.x, width), of(f.y, height), of(f.width, width), of(f.height, height)}
}
