package main

import (
	"bytes"
	"context"
	"errors"
	"image/jpeg"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"time"
)

// form is what a job of the A4 printer is, by its first bytes and not by its name.
type form string

const (
	pdfForm     form = "application/pdf"
	jpegForm    form = "image/jpeg"
	rasterForm  form = "image/pwg-raster" // PWG 5102.4: the dots themselves
	unknownForm form = "application/octet-stream"
)

// formOf looks at the beginning of a file. A PDF may have something before its header
// (Adobe's PDF Reference 1.7, appendix H, note 13).
func formOf(data []byte) form {
	switch head := data[:min(len(data), 1024)]; {
	case bytes.Contains(head, []byte("%PDF-")):
		return pdfForm
	case bytes.HasPrefix(head, []byte{0xFF, 0xD8, 0xFF}):
		return jpegForm
	case bytes.HasPrefix(head, []byte("RaS2")):
		return rasterForm
	}
	return unknownForm
}

// unseen is why there are no pictures of a job.
type unseen string

const (
	noProgram unseen = "no-pdftoppm"
	broken    unseen = "broken"
	tooMuch   unseen = "too-much"
	dots      unseen = "raster"
	strange   unseen = "unknown"
)

// What is drawn of one job.
const (
	mostBytes = 32 << 20
	mostPages = 60
	mostTime  = 20 * time.Second
	longSide  = 1400 // of a page, in dots
)

// draw makes pictures of the pages of a job, or says why not.
func draw(ctx context.Context, path string) (form, [][]byte, unseen) {
	data, err := beginning(path)
	if err != nil {
		return unknownForm, nil, broken
	}
	is := formOf(data)
	switch {
	case is == rasterForm:
		return is, nil, dots
	case is == unknownForm:
		return is, nil, strange
	case len(data) > mostBytes:
		return is, nil, tooMuch
	case is == jpegForm:
		return drawJPEG(data)
	}
	return drawPDF(ctx, data)
}

// beginning reads a file, one byte further than is drawn.
func beginning(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, mostBytes+1))
}

// drawJPEG leaves it as it is.
func drawJPEG(data []byte) (form, [][]byte, unseen) {
	if _, err := jpeg.DecodeConfig(bytes.NewReader(data)); err != nil {
		return jpegForm, nil, broken
	}
	return jpegForm, [][]byte{data}, ""
}

// drawPDF has poppler draw each page as PNG.
func drawPDF(ctx context.Context, data []byte) (form, [][]byte, unseen) {
	folder, err := os.MkdirTemp("", "desk-")
	if err != nil {
		return pdfForm, nil, broken
	}
	defer os.RemoveAll(folder)
	limited, cancel := context.WithTimeout(ctx, mostTime)
	defer cancel()
	err = pdftoppm(limited, folder, data)
	pages := drawn(folder)
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return pdfForm, nil, noProgram
	case limited.Err() != nil || len(pages) > mostPages:
		return pdfForm, nil, tooMuch
	case err != nil || len(pages) == 0:
		return pdfForm, nil, broken
	}
	return pdfForm, pages, ""
}

// pdftoppm puts the pages of a document into a folder, one more than are shown.
func pdftoppm(ctx context.Context, folder string, data []byte) error {
	c := exec.CommandContext(ctx, "pdftoppm", "-png",
		"-scale-to", strconv.Itoa(longSide), "-l", strconv.Itoa(mostPages+1), "-", "page")
	c.Dir, c.Stdin, c.WaitDelay = folder, bytes.NewReader(data), time.Second
	return c.Run()
}

// drawn are the pictures in a folder; their names are as long as each other.
func drawn(folder string) [][]byte {
	names, _ := filepath.Glob(filepath.Join(folder, "page-*.png"))
	slices.Sort(names)
	var all [][]byte
	for _, name := range names {
		if picture, err := os.ReadFile(name); err == nil {
			all = append(all, picture)
		}
	}
	return all
}
