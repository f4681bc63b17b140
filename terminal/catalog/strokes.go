package catalog

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Strokes are the lines of a hand on a pad of 1,000 by 400 units: strokes divided by
// semicolons, points by spaces, "x,y" each, as in "120,80 124,90;300,75 302,77".
type Strokes string

// The bounds of strokes.
const (
	padWidth      = 1000
	padHeight     = 400
	fewestPoints  = 8 // fewer are a tap, no hand
	MaxStrokeText = 40_000
)

// ErrNoHand says that what was written is too little to be a signature.
var ErrNoHand = errors.New("too little to be a signature")

// Point is a place on the pad.
type Point struct{ X, Y int }

// Lines reads the strokes. The error is ErrNoHand where there is too little.
func (s Strokes) Lines() ([][]Point, error) {
	if len(s) > MaxStrokeText {
		return nil, fmt.Errorf("strokes of %d bytes: at most %d", len(s), MaxStrokeText)
	}
	var lines [][]Point
	points := 0
	for stroke := range strings.SplitSeq(string(s), ";") {
		var line []Point
		for text := range strings.FieldsSeq(stroke) {
			p, err := point(text)
			if err != nil {
				return nil, err
			}
			line = append(line, p)
		}
		points += len(line)
		lines = append(lines, line)
	}
	if points < fewestPoints {
		return nil, ErrNoHand
	}
	return lines, nil
}

func point(text string) (Point, error) {
	left, right, ok := strings.Cut(text, ",")
	x, errX := strconv.Atoi(left)
	y, errY := strconv.Atoi(right)
	if !ok || errX != nil || errY != nil || x < 0 || x > padWidth || y < 0 || y > padHeight {
		return Point{}, fmt.Errorf("strokes: %.20q is no point of a pad of %d by %d", text, padWidth, padHeight)
	}
	return Point{x, y}, nil
}
