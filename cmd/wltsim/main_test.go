package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"yitiji/drivers"
	"yitiji/drivers/sim"
	"yitiji/drivers/wlt"
)

// build builds the program as it is installed.
func build(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "wltsim")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", path, ".").CombinedOutput()
	if err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return path
}

func TestDecodesEveryPerson(t *testing.T) {
	d, err := wlt.New(wlt.Options{Program: build(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	seen := map[any]int{}
	for _, person := range sim.People() {
		picture, err := d.Decode(t.Context(), person.Card.Photo)
		if err != nil {
			t.Fatalf("person %d: %v", person.ID, err)
		}
		if b := picture.Bounds(); b.Dx() != 102 || b.Dy() != 126 {
			t.Errorf("person %d: a picture of %v", person.ID, b)
		}
		r, g, b, _ := picture.At(51, 120).RGBA()
		if other := seen[[3]uint32{r, g, b}]; other != 0 {
			t.Errorf("persons %d and %d wear the same", person.ID, other)
		}
		seen[[3]uint32{r, g, b}] = person.ID
	}
	_, err = d.Decode(t.Context(), make([]byte, 1024))
	var f *drivers.Fault
	if !errors.As(err, &f) || f.Kind != drivers.Misread {
		t.Errorf("Decode of a real photo = %v, want Misread", err)
	}
}

func TestEveryExitStatusIsKnown(t *testing.T) {
	closed, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	if got := decode(closed, os.Stdout); got != 2 {
		t.Errorf("without input: %d, want 2", got)
	}
}
