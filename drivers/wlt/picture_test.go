package wlt

import (
	"bytes"
	"image"
	"testing"

	"golang.org/x/image/bmp"
)

func FuzzParse(f *testing.F) {
	var good bytes.Buffer
	if err := bmp.Encode(&good, image.NewRGBA(image.Rect(0, 0, width, height))); err != nil {
		f.Fatal(err)
	}
	f.Add(good.Bytes())
	f.Add([]byte("BM"))
	f.Fuzz(func(t *testing.T, p []byte) {
		p = append(p, make([]byte, max(0, pictureSize-len(p)))...)[:pictureSize] // else the size alone refuses it
		picture, err := parse(p)
		if err == nil && picture.Bounds() != image.Rect(0, 0, width, height) {
			t.Errorf("a picture of %v", picture.Bounds())
		}
	})
}
