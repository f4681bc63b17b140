// Package visiontest makes what tests of the camera need and nobody may ship: drawn faces
// of nobody, and models in the place of the published ones.
//
// The models are ONNX files of some kilobytes with the inputs and outputs of YuNet,
// SFace and MiniFASNet, and no learnt weights: a handful of numbers set by hand, that
// make them see the drawn faces. The whole way through OpenCV is the real one: loading,
// proving, finding, aligning, templates, matching. How well faces of people are found
// and told apart is not shown by them; that takes the published models, and people.
package visiontest
