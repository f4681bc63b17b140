package wire_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"reflect"
	"strings"
	"testing"

	"yitiji/drivers"
	"yitiji/drivers/vision/wire"
)

func ptr[T any](v T) *T { return &v }

var requests = []wire.Request{
	{ID: 1, Verb: wire.AskCondition},
	{ID: 2, Verb: wire.AskLook, Code: true, Live: true},
	{ID: 3, Verb: wire.AskCompare},
	{ID: math.MaxUint64, Verb: wire.AskPreview, Not: 7},
}

var answers = []wire.Answer{
	{ID: 1, Condition: &wire.Condition{
		Camera: wire.Gone, Cause: drivers.NotPlugged, Text: "no such file", Library: "OpenCV 4.6.0",
		Models: []wire.Model{{Task: wire.Match, File: "x.onnx", Refused: "no"}},
	}},
	{ID: 2, Look: &wire.Look{Faces: 1, Box: [4]int{-20, 10, 300, 400}, Flaws: []drivers.Flaw{drivers.Blurred}, Live: ptr(0.5), Code: "二维码"}},
	{ID: 3, Look: &wire.Look{Faces: 1}, Score: ptr(1.000001)},
	{ID: 4, Frame: &wire.Frame{Number: 9, Width: 640, Height: 480}},
	{ID: 5, Failure: &wire.Failure{Why: wire.Absent, Text: "unplugged"}},
}

func TestRequests(t *testing.T) {
	var pipe bytes.Buffer
	for _, want := range requests {
		if err := want.Write(&pipe, []byte("JPEG")); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range requests {
		got, picture, err := wire.ReadRequest(&pipe)
		if err != nil || !reflect.DeepEqual(got, want) || string(picture) != "JPEG" {
			t.Errorf("got %+v, %q, %v, want %+v", got, picture, err, want)
		}
	}
	if _, _, err := wire.ReadRequest(&pipe); !errors.Is(err, io.EOF) {
		t.Errorf("at the end: %v", err)
	}
}

func TestAnswers(t *testing.T) {
	var pipe bytes.Buffer
	for _, want := range answers {
		if err := want.Write(&pipe, nil); err != nil {
			t.Fatal(err)
		}
		got, picture, err := wire.ReadAnswer(&pipe)
		if err != nil || !reflect.DeepEqual(got, want) || picture != nil {
			t.Errorf("got %+v, %q, %v, want %+v", got, picture, err, want)
		}
	}
}

// message is one as it goes over the wire, whatever it holds.
func message(head, picture string) []byte {
	p := binary.BigEndian.AppendUint32(nil, uint32(len(head)))
	p = binary.BigEndian.AppendUint32(p, uint32(len(picture)))
	return append(append(p, head...), picture...)
}

func TestWrongAnswers(t *testing.T) {
	for _, c := range []struct {
		why  string
		wire []byte
		want error
	}{
		{"no head", message("", ""), wire.ErrMessage},
		{"a length that would fill the memory", []byte{0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0}, wire.ErrMessage},
		{"a picture that would", []byte{0, 0, 0, 2, 0xFF, 0, 0, 0, '{', '}'}, wire.ErrMessage},
		{"no JSON", message("garbage", ""), wire.ErrMessage},
		{"an unknown key", message(`{"id":1,"frame":{"number":1,"width":1,"height":1},"template":[1]}`, ""), wire.ErrMessage},
		{"two heads", message(`{"id":1,"failure":{"why":"absent","text":""}}{}`, ""), wire.ErrMessage},
		{"two kinds", message(`{"id":1,"failure":{"why":"absent","text":""},"look":{"faces":0,"box":[0,0,0,0]}}`, ""), wire.ErrMessage},
		{"no number", message(`{"failure":{"why":"absent","text":""}}`, ""), wire.ErrMessage},
		{"a flaw that is none", message(`{"id":1,"look":{"faces":0,"box":[0,0,0,0],"flaws":["ugly"]}}`, ""), wire.ErrMessage},
		{"a score beyond the cosine", message(`{"id":1,"score":1.1,"look":{"faces":1,"box":[0,0,0,0]}}`, ""), wire.ErrMessage},
		{"a score of nothing", message(`{"id":1,"score":0.9,"failure":{"why":"absent","text":""}}`, ""), wire.ErrMessage},
		{"a code too long", message(`{"id":1,"look":{"faces":0,"box":[0,0,0,0],"code":"`+strings.Repeat("x", 6000)+`"}}`, ""), wire.ErrMessage},
		{"torn in its lengths", message(`{}`, "")[:5], io.ErrUnexpectedEOF},
		{"torn in its head", message(`{}`, "")[:9], io.ErrUnexpectedEOF},
		{"torn in its picture", message(`{"id":1,"frame":{"number":1,"width":1,"height":1}}`, "JPEG")[:60], io.ErrUnexpectedEOF},
	} {
		if _, _, err := wire.ReadAnswer(bytes.NewReader(c.wire)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.why, err, c.want)
		}
	}
}

func TestWhatCannotBeSaid(t *testing.T) {
	for why, a := range map[string]wire.Answer{
		"not a number": {ID: 1, Look: &wire.Look{}, Score: ptr(math.NaN())},
		"no kind":      {ID: 1},
		"half a rune":  {ID: 1, Look: &wire.Look{Code: "\xE4\xBA"}},
	} {
		if err := a.Write(io.Discard, nil); !errors.Is(err, wire.ErrMessage) {
			t.Errorf("%s: %v", why, err)
		}
	}
	if err := answers[3].Write(io.Discard, make([]byte, wire.MostPicture+1)); !errors.Is(err, wire.ErrMessage) {
		t.Errorf("a picture too long: %v", err)
	}
}

func FuzzReadAnswer(f *testing.F) {
	for _, a := range answers {
		var p bytes.Buffer
		_ = a.Write(&p, []byte("JPEG"))
		f.Add(p.Bytes())
	}
	f.Fuzz(func(t *testing.T, p []byte) {
		a, picture, err := wire.ReadAnswer(bytes.NewReader(p))
		if err != nil {
			return
		}
		var again bytes.Buffer
		if err := a.Write(&again, picture); err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		said := bytes.Clone(again.Bytes())
		b, picture, err := wire.ReadAnswer(&again)
		var third bytes.Buffer
		if err != nil || b.Write(&third, picture) != nil || !bytes.Equal(said, third.Bytes()) {
			t.Errorf("%+v became %+v, %v", a, b, err)
		}
	})
}

func FuzzReadRequest(f *testing.F) {
	for _, r := range requests {
		var p bytes.Buffer
		_ = r.Write(&p, []byte("JPEG"))
		f.Add(p.Bytes())
	}
	f.Fuzz(func(t *testing.T, p []byte) {
		r, picture, err := wire.ReadRequest(bytes.NewReader(p))
		if err == nil && r.Write(io.Discard, picture) != nil {
			t.Errorf("what was read cannot be written: %+v", r)
		}
	})
}
