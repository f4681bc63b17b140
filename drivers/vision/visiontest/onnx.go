package visiontest

import (
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// The little of ONNX that the models take: field numbers are those of onnx.proto
// (github.com/onnx/onnx), operators those of its set 11.

// message builds a protobuf message.
type message []byte

func (m message) text(field protowire.Number, s string) message {
	return protowire.AppendString(protowire.AppendTag(m, field, protowire.BytesType), s)
}

func (m message) number(field protowire.Number, n int) message {
	return protowire.AppendVarint(protowire.AppendTag(m, field, protowire.VarintType), uint64(n))
}

func (m message) inside(field protowire.Number, in message) message {
	return protowire.AppendBytes(protowire.AppendTag(m, field, protowire.BytesType), in)
}

// attribute is an AttributeProto of whole numbers (INTS) or of one (INT).
func attribute(name string, list bool, numbers ...int) message {
	a := message{}.text(1, name)
	if !list {
		return a.number(3, numbers[0]).number(20, 2)
	}
	for _, n := range numbers {
		a = a.number(8, n)
	}
	return a.number(20, 7)
}

func ints(name string, numbers ...int) message { return attribute(name, true, numbers...) }
func one(name string, number int) message      { return attribute(name, false, number) }

// graph is a GraphProto that grows.
type graph struct{ nodes, constants, inputs, outputs message }

// node adds an operator.
func (g *graph) node(operator string, inputs []string, output string, attributes ...message) {
	n := message{}
	for _, in := range inputs {
		n = n.text(1, in)
	}
	n = n.text(2, output).text(3, output).text(4, operator)
	for _, a := range attributes {
		n = n.inside(5, a)
	}
	g.nodes = g.nodes.inside(1, n)
}

// floats adds a constant of a shape.
func (g *graph) floats(name string, values []float32, shape ...int) {
	t := message{}
	for _, d := range shape {
		t = t.number(1, d)
	}
	raw := message{}
	for _, v := range values {
		raw = protowire.AppendFixed32(raw, math.Float32bits(v))
	}
	g.constants = g.constants.inside(5, t.number(2, 1).text(8, name).inside(9, raw))
}

// shape adds a constant list of whole numbers.
func (g *graph) shape(name string, values ...int64) {
	raw := message{}
	for _, v := range values {
		raw = protowire.AppendFixed64(raw, uint64(v))
	}
	g.constants = g.constants.inside(5, message{}.number(1, len(values)).number(2, 7).text(8, name).inside(9, raw))
}

// value is a ValueInfoProto of floats.
func value(name string, shape ...int) message {
	dims := message{}
	for _, d := range shape {
		dims = dims.inside(1, message{}.number(1, d))
	}
	tensor := message{}.number(1, 1).inside(2, dims)
	return message{}.text(1, name).inside(2, message{}.inside(1, tensor))
}

func (g *graph) input(name string, shape ...int) {
	g.inputs = g.inputs.inside(11, value(name, shape...))
}

func (g *graph) output(name string, shape ...int) {
	g.outputs = g.outputs.inside(12, value(name, shape...))
}

// model is the whole file.
func (g *graph) model() []byte {
	body := append(append(append(append(message{}, g.nodes...), g.constants...), g.inputs...), g.outputs...)
	body = body.text(2, "by hand")
	return message{}.number(1, 7).text(2, "visiontest").inside(7, body).inside(8, message{}.number(2, 11))
}
