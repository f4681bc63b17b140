package main

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yitiji/platform/paper"
)

// withTray is a desk whose A4 printer prints into a folder; look looks into it as often as
// it takes for a file to count.
func withTray(t *testing.T) (base, folder string, look func()) {
	t.Helper()
	d, base, _ := onDesk(t)
	d.tray.folder = t.TempDir()
	return base, d.tray.folder, func() { d.tray.look(t.Context()); d.tray.look(t.Context()) }
}

// comesOut puts a job into the folder, so many minutes after noon.
func comesOut(t *testing.T, folder, name string, data []byte, minute int) {
	t.Helper()
	file := filepath.Join(folder, name)
	at := time.Date(2026, 11, 26, 12, minute, 0, 0, time.Local)
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(file, at, at); err != nil {
		t.Fatal(err)
	}
}

// document is a PDF with a table of so many lines.
func document(t *testing.T, lines int) []byte {
	t.Helper()
	if _, err := exec.LookPath("pdftoppm"); err != nil {
		t.Skip("pdftoppm is not installed (Debian: poppler-utils)")
	}
	press, err := paper.NewPress()
	if err != nil {
		t.Skip(err)
	}
	s := paper.Sheet{Title: "样例证明", Table: paper.Table{Head: []string{"月份"}}, Folio: "第 %d 页 共 %d 页"}
	for i := range lines {
		s.Table.Rows = append(s.Table.Rows, []string{fmt.Sprint(i)})
	}
	pdf, _, err := press.Print(s)
	if err != nil {
		t.Fatal(err)
	}
	return pdf
}

func photo(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 60)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSheetsAreSeenNewestFirst(t *testing.T) {
	base, folder, look := withTray(t)
	comesOut(t, folder, "1-proof.pdf", document(t, 120), 1)
	comesOut(t, folder, "2-photo.jpg", photo(t), 2)
	comesOut(t, folder, "2-photo.prn", nil, 2) // what the printer's works said: nothing
	look()
	sheets := stateOf(t, base).Sheets
	if len(sheets) != 2 || sheets[0].Name != "2-photo.jpg" || sheets[0].Pages != 1 || sheets[1].Pages < 3 || sheets[1].At.Minute() != 1 {
		t.Fatalf("sheets = %+v", sheets)
	}
	for n := 1; n <= sheets[1].Pages; n++ {
		picture, err := png.DecodeConfig(bytes.NewReader(get(t, base, fmt.Sprintf("/sheets/%d/%d", sheets[1].ID, n))))
		if err != nil || picture.Height != longSide {
			t.Errorf("page %d is %+v, %v", n, picture, err)
		}
	}
	if got := get(t, base, fmt.Sprintf("/sheets/%d/1", sheets[0].ID)); !bytes.Equal(got, photo(t)) {
		t.Error("the photo is not shown as it is")
	}
	page := string(get(t, base, "/"))
	newer, older := strings.Index(page, "12:02:00"), strings.Index(page, "12:01:00")
	if newer < 0 || older < newer || !strings.Contains(page, fmt.Sprintf("%d 页", sheets[1].Pages)) {
		t.Errorf("the desk's page has the newer at %d, the older at %d", newer, older)
	}
	if large := string(get(t, base, fmt.Sprintf("/sheets/%d", sheets[1].ID))); strings.Count(large, "<img") != sheets[1].Pages {
		t.Errorf("large, not every one of %d pages is there", sheets[1].Pages)
	}
}

// What cannot be shown is said, and is there as the printer got it.
func TestWhatCannotBeDrawnIsSaid(t *testing.T) {
	whole := document(t, 0)
	for _, c := range []struct {
		why  string
		data []byte
		form form
		want unseen
		says string
	}{
		{"garbage that says it is a PDF", []byte("%PDF-1.4\n\x00\xFF<script>"), pdfForm, broken, "文件不完整"},
		{"a PDF cut short in its first object", whole[:40], pdfForm, broken, "文件不完整"},
		{"a PDF that never ends", append(whole[:len(whole):len(whole)], make([]byte, mostBytes)...), pdfForm, tooMuch, "太大"},
		{"more pages than are drawn", document(t, 60*mostPages), pdfForm, tooMuch, "太大"},
		{"the beginning of a JPEG", photo(t)[:20], jpegForm, broken, "文件不完整"},
		{"raster", append([]byte("RaS2"), make([]byte, 1796)...), rasterForm, dots, "PWG 光栅"},
		{"a page of the web", []byte("<html><script>alert(1)</script>"), unknownForm, strange, "不是 PDF"},
		{"one byte", []byte{0}, unknownForm, strange, "不是 PDF"},
	} {
		base, folder, look := withTray(t)
		comesOut(t, folder, "<b>1.pdf", c.data, 1)
		look()
		sheets := stateOf(t, base).Sheets
		if len(sheets) != 1 || sheets[0].Form != c.form || sheets[0].Why != c.want || sheets[0].Pages != 0 {
			t.Errorf("%s: %+v", c.why, sheets)
			continue
		}
		for _, path := range []string{"/", "/sheets/1"} {
			if page := string(get(t, base, path)); !strings.Contains(page, c.says) || strings.Contains(page, "<b>1.pdf") {
				t.Errorf("%s: %s lacks %q, or takes a name for a tag", c.why, path, c.says)
			}
		}
		answer, err := http.Get(base + "/sheets/1/file")
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if h := answer.Header; h.Get("Content-Type") != string(c.form) || h.Get("X-Content-Type-Options") != "nosniff" || answer.ContentLength != int64(len(c.data)) {
			t.Errorf("%s: the file comes as %v, %d bytes", c.why, h, answer.ContentLength)
		}
	}
}

func TestWithoutThePDFToolTheFileIsThere(t *testing.T) {
	base, folder, look := withTray(t)
	whole := document(t, 0)
	t.Setenv("PATH", t.TempDir())
	comesOut(t, folder, "1.pdf", whole, 1)
	look()
	if page := string(get(t, base, "/")); !strings.Contains(page, "poppler-utils") {
		t.Error("the page does not say what is missing")
	}
	if got := get(t, base, "/sheets/1/file"); !bytes.Equal(got, whole) {
		t.Errorf("the file has %d bytes of %d", len(got), len(whole))
	}
}

// A file counts when it is at rest, and anew when it has changed.
func TestAJobThatArrivesIsNotYetSeen(t *testing.T) {
	d, base, _ := onDesk(t)
	d.tray.folder = t.TempDir()
	arrived := func() string {
		d.tray.look(t.Context())
		return fmt.Sprint(len(stateOf(t, base).Sheets))
	}
	got := ""
	for n := range 3 { // it grows
		comesOut(t, d.tray.folder, "1.jpg", photo(t)[:20+n], n)
		got += arrived()
	}
	comesOut(t, d.tray.folder, "1.jpg", photo(t), 3)
	got += arrived() + arrived() + arrived()
	comesOut(t, d.tray.folder, "1.jpg", append(photo(t), 0), 4) // a printer that counts from 1 again
	got += arrived() + arrived()
	if got != "00001101" || d.tray.next != 2 {
		t.Errorf("it is seen %s, %d jobs", got, d.tray.next)
	}
}

// Only jobs in the tray are sent, by their numbers; nothing else in the folder is.
func TestNoAddressReachesAnotherFile(t *testing.T) {
	base, folder, look := withTray(t)
	outside := filepath.Join(t.TempDir(), "secret.pdf")
	if err := os.WriteFile(outside, document(t, 0), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(folder, "link.pdf")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(folder, "1"), 0o700); err != nil {
		t.Fatal(err)
	}
	for n := range mostSheets + 1 {
		comesOut(t, folder, fmt.Sprintf("%d.jpg", n), photo(t), n)
	}
	look()
	if s := stateOf(t, base).Sheets; len(s) != mostSheets {
		t.Errorf("%d jobs are seen, want the newest %d", len(s), mostSheets)
	}
	for _, path := range []string{
		"/sheets/0", "/sheets/99/file", "/sheets/1/2", "/sheets/1/0", "/sheets/1/x", "/sheets/link.pdf/file",
		"/sheets/" + url.PathEscape("../secret.pdf") + "/file", "/sheets/" + url.PathEscape(outside) + "/file",
	} {
		answer, err := http.Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusNotFound {
			t.Errorf("GET %s = %d", path, answer.StatusCode)
		}
	}
}

// What a printer keeps may be anything: what is no PDF is told by its first bytes, and only a
// picture that can be shown counts as one.
func FuzzFormOf(f *testing.F) {
	for _, seed := range []string{"%PDF-1.7", "\xff\xd8\xff\xe0", "RaS2", "", "%!PS"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if formOf(data) != jpegForm {
			return
		}
		if is, pages, why := drawJPEG(data); is != jpegForm || (len(pages) == 1) == (why == broken) {
			t.Errorf("%q is drawn as %s, %d pages, %q", data, is, len(pages), why)
		}
	})
}
