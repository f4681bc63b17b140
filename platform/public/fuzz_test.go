package public

import (
	"bytes"
	"image"
	"image/jpeg"
	"testing"
	"time"
)

// FuzzRedraw asks that whatever a phone sends is refused, or comes out as a JPEG within
// bounds.
func FuzzRedraw(f *testing.F) {
	var good bytes.Buffer
	if err := jpeg.Encode(&good, image.NewGray(image.Rect(0, 0, 240, 220)), nil); err != nil {
		f.Fatal(err)
	}
	f.Add(good.Bytes())
	f.Add([]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"))
	f.Add([]byte("\x89PNG\r\n\x1a\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		data, err := redraw(raw)
		if err != nil {
			if problemOf(err) == "" {
				t.Error("refused without words")
			}
			return
		}
		head, err := jpeg.DecodeConfig(bytes.NewReader(data))
		if err != nil || max(head.Width, head.Height) > keptSide {
			t.Errorf("%d by %d, %v", head.Width, head.Height, err)
		}
	})
}

func FuzzOrientation(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x22Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00"))
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x0eExif\x00\x00II\x2a\x00\xff\xff\xff\x7f"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if how := orientation(raw); how < 1 || how > 8 {
			t.Errorf("%d", how)
		}
	})
}

// Each way to hold a camera brings the upper left corner back to its place.
func TestTurn(t *testing.T) {
	for how := 1; how <= 8; how++ {
		from := image.NewRGBA(image.Rect(0, 0, 3, 2))
		corner := map[int][2]int{1: {0, 0}, 2: {2, 0}, 3: {2, 1}, 4: {0, 1}, 5: {0, 0}, 6: {0, 1}, 7: {2, 1}, 8: {2, 0}}[how]
		from.Pix[from.PixOffset(corner[0], corner[1])] = 0xFF
		to := turn(from, how)
		if to.Pix[0] != 0xFF {
			t.Errorf("%d: the corner is elsewhere", how)
		}
		if wide := to.Rect.Dx(); (wide == 2) != (how >= 5) {
			t.Errorf("%d: %d wide", how, wide)
		}
	}
}

func TestThrottleForgets(t *testing.T) {
	var tr throttle
	now := time.Now()
	for range fromOne {
		tr.missed("a", now)
	}
	if tr.may("a", now) || !tr.may("b", now) || !tr.may("a", now.Add(window)) {
		t.Error("the throttle holds whom it should not")
	}
}
