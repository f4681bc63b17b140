package main

import (
	"os"
	"strings"
	"testing"
)

// This binary is the worker itself, too, so that tests start the real one.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "-width" {
		os.Exit(run(os.Args[1:]))
	}
	os.Exit(m.Run())
}

func TestArguments(t *testing.T) {
	for why, args := range map[string]string{
		"no camera": "", "two": "-camera /dev/video0 -film x", "a rest": "-film x y",
		"a size that no camera has": "-film x -width 9", "a speed": "-film x -fps 0", "an unknown one": "-film x -loud",
	} {
		if got := run(strings.Fields(args)); got != exitUsage {
			t.Errorf("%s: exit status %d", why, got)
		}
	}
}
