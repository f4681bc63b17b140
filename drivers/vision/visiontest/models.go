package visiontest

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
)

// The names under which models are looked for, as they were published.
const (
	YuNet   = "face_detection_yunet_2022mar.onnx" // for OpenCV before 4.8
	SFace   = "face_recognition_sface_2021dec.onnx"
	FASNear = "2.7_80x80_MiniFASNetV2.onnx"
	FASWide = "4_0_0_80x80_MiniFASNetV1SE.onnx"
)

// Models writes all models into a folder.
func Models(folder string) error {
	for name, model := range map[string][]byte{YuNet: Detector(), SFace: Matcher(), FASNear: Liveness(), FASWide: Liveness()} {
		if err := os.WriteFile(filepath.Join(folder, name), model, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// Where the model puts the features of a face, in widths of it from the nose: right eye,
// left eye, nose, right and left corner of the mouth. They are those of Face.
var features = [5][2]float32{{-0.20, -0.21}, {0.20, -0.21}, {0, 0}, {-0.15, 0.26}, {0.15, 0.26}}

// Detector is a YuNet of March 2022 without weights: a face is where a cell of 8 by 8
// pixels is blue. OpenCV scales and shifts what comes out by the size of the box that a
// cell stands for, here 24 pixels, and by variances of 0.1 and 0.2 (face_detect.cpp).
func Detector() []byte {
	const box = 24
	g := &graph{}
	g.input("input", 1, 3, 320, 320)
	loc := make([]float32, 14) // of one box: middle, size, five points
	loc[2] = float32(math.Log(FaceWidth/float64(box)) / 0.1)
	loc[3] = float32(math.Log(1.3*FaceWidth/float64(box)) / 0.2)
	for i, f := range features {
		loc[4+2*i], loc[5+2*i] = f[0]*FaceWidth/(0.1*box), f[1]*FaceWidth/(0.1*box)
	}
	before, side := "input", 8
	boxes := []int{3, 2, 2, 3}
	var locs, confs, ious []string
	for level, k := range boxes {
		pool := fmt.Sprintf("cells%d", level)
		stride := 2
		if level == 0 {
			stride = side
		}
		g.node("AveragePool", []string{before}, pool, ints("kernel_shape", stride, stride), ints("strides", stride, stride))
		before = pool
		places, scores, sure := make([]float32, 14*k), make([]float32, 2*k), make([]float32, k)
		for b := range k {
			copy(places[14*b:], loc)
			scores[2*b+1], sure[b] = -30, 8
		}
		weights := make([]float32, 2*k*3)
		if level == 0 { // of the box of 24 pixels: blue, and neither green nor red
			copy(weights[3*5:], []float32{0.2, -0.2, -0.2})
			scores[5] = -20
		}
		locs = append(locs, g.map1x1(pool, "loc", level, places, make([]float32, len(places)*3), 14, false))
		confs = append(confs, g.map1x1(pool, "conf", level, scores, weights, 2, true))
		ious = append(ious, g.map1x1(pool, "iou", level, sure, make([]float32, k*3), 1, true))
	}
	g.node("Concat", locs, "loc", one("axis", 1))
	g.node("Concat", confs, "conf", one("axis", 1))
	g.node("Concat", ious, "iou", one("axis", 1))
	g.output("loc", 1, 5875, 14)
	g.output("conf", 1, 5875, 2)
	g.output("iou", 1, 5875, 1)
	return g.model()
}

// map1x1 adds a layer that sees one cell at a time, and gives rows of so many numbers.
func (g *graph) map1x1(in, name string, level int, bias, weights []float32, each int64, sigmoid bool) string {
	n := fmt.Sprintf("%s%d", name, level)
	g.floats(n+".w", weights, len(bias), 3, 1, 1)
	g.floats(n+".b", bias, len(bias))
	g.node("Conv", []string{in, n + ".w", n + ".b"}, n+".conv", ints("kernel_shape", 1, 1))
	last := n + ".conv"
	if sigmoid {
		g.node("Sigmoid", []string{last}, n+".sigmoid")
		last = n + ".sigmoid"
	}
	g.node("Transpose", []string{last}, n+".rows", ints("perm", 0, 2, 3, 1))
	g.shape(n+".shape", 1, -1, each)
	g.node("Reshape", []string{n + ".rows", n + ".shape"}, n)
	return n
}

// Matcher is an SFace without weights: the template of a face is the light in 16 by 8
// parts of it, above or below the middle.
func Matcher() []byte {
	g := &graph{}
	g.input("data", 1, 3, 112, 112)
	g.node("AveragePool", []string{"data"}, "parts", ints("kernel_shape", 7, 14), ints("strides", 7, 14))
	g.floats("w", []float32{1, 1, 1}, 1, 3, 1, 1)
	g.floats("b", []float32{-450}, 1)
	g.node("Conv", []string{"parts", "w", "b"}, "light", ints("kernel_shape", 1, 1))
	g.node("Flatten", []string{"light"}, "fc1", one("axis", 1))
	g.output("fc1", 1, 128)
	return g.model()
}

// Liveness is a MiniFASNet without weights: what has much green is alive.
func Liveness() []byte {
	g := &graph{}
	g.input("input", 1, 3, 80, 80)
	g.node("AveragePool", []string{"input"}, "mean", ints("kernel_shape", 80, 80), ints("strides", 80, 80))
	g.floats("w", []float32{0, 0, 0, 0, 0.1, 0, 0, 0, 0}, 3, 3, 1, 1)
	g.floats("b", []float32{10, 0, 0}, 3)
	g.node("Conv", []string{"mean", "w", "b"}, "classes", ints("kernel_shape", 1, 1))
	g.node("Flatten", []string{"classes"}, "output", one("axis", 1))
	g.output("output", 1, 3)
	return g.model()
}
