//go:build !cgo

package main

import "testing"

func TestWithoutOpenCV(t *testing.T) {
	if got := run([]string{"-film", t.TempDir()}); got != exitNone {
		t.Errorf("exit status %d", got)
	}
	t.Skip("the rest needs OpenCV: CGO_ENABLED=1 and libopencv-dev (packaging/deps.sh vision)")
}
