package paper_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"yitiji/drivers"
	"yitiji/drivers/escl"
	"yitiji/drivers/paper"
	"yitiji/drivers/sim"
)

// scan lays papers into the simulated scanner and scans them.
func scan(t testing.TB, req drivers.PageRequest, papers ...sim.FlatbedPaper) []drivers.Page {
	t.Helper()
	device := sim.NewFlatbed(sim.FlatbedOptions{Fonts: fonts()})
	if err := device.Plug(); err != nil {
		t.Fatal(err)
	}
	defer device.Close()
	scanner, err := escl.New(escl.Options{URL: device.URL()})
	if err != nil {
		t.Fatal(err)
	}
	defer scanner.Close()
	device.Load(papers...)
	req.Source = drivers.Feeder
	pages, err := scanner.Scan(t.Context(), req)
	if err != nil || len(pages) != len(papers) {
		t.Fatalf("scanned %d pages, %v", len(pages), err)
	}
	return pages
}

// fonts are the characters on the papers: deskewing is judged by real ones.
var fonts = sync.OnceValue(func() *sim.Fonts {
	f, err := sim.LoadFonts()
	if err != nil {
		panic(err) // fonts-noto-cjk is in packaging/deps.sh
	}
	return f
})

// skewOf is the skew of a page, and whether it is certain.
func skewOf(t *testing.T, p drivers.Page) (float64, bool) {
	t.Helper()
	img, err := paper.Decode(p)
	if err != nil {
		t.Fatal(err)
	}
	return paper.Skew(img)
}

func TestDeskew(t *testing.T) {
	for _, tilt := range []float64{-4.2, -1, 0.6, 3, 4.5} {
		sheet := sim.FlatbedPapers()[1]
		sheet.Tilt = tilt
		page := scan(t, drivers.PageRequest{Resolution: 100, Grey: true}, sheet)[0]
		if got, certain := skewOf(t, page); !certain || math.Abs(got-tilt) > 0.3 {
			t.Errorf("a page turned by %.1f°: Skew = %.1f°, %v", tilt, got, certain)
		}
		straight, err := paper.Deskew(page)
		if err != nil {
			t.Fatal(err)
		}
		if left, _ := skewOf(t, straight); math.Abs(left) > 0.3 {
			t.Errorf("a page turned by %.1f° is turned by %.1f° after Deskew", tilt, left)
		}
		if img, _ := paper.Decode(straight); img.ColorModel() != color.GrayModel {
			t.Error("a grey page became one in colour")
		}
	}
}

func TestDeskewLeavesAlone(t *testing.T) {
	for why, sheet := range map[string]sim.FlatbedPaper{
		"a straight page":        sim.FlatbedPapers()[0],
		"the lid":                {Blank: true},
		"a page laid on its way": {Title: "x", Lines: sim.FlatbedPapers()[0].Lines, Tilt: 20},
	} {
		page := scan(t, drivers.PageRequest{Resolution: 75}, sheet)[0]
		if got, err := paper.Deskew(page); err != nil || !bytes.Equal(got.Data, page.Data) {
			degrees, certain := skewOf(t, page)
			t.Errorf("%s was turned: skew %.1f°, %v, %v", why, degrees, certain, err)
		}
	}
	disc := image.NewGray(image.Rect(0, 0, 600, 800)) // a picture without lines
	for i := range disc.Pix {
		disc.Pix[i] = 0xF0
		if x, y := i%600-300, i/600-400; x*x+y*y < 200*200 {
			disc.Pix[i] = 0x20
		}
	}
	if degrees, certain := paper.Skew(disc); certain {
		t.Errorf("a disc is certainly turned by %.1f°", degrees)
	}
}

func TestFit(t *testing.T) {
	page := scan(t, drivers.PageRequest{Resolution: 200}, sim.FlatbedPapers()[2])[0]
	for _, share := range []int{1, 2, 4} {
		most := len(page.Data) / share
		got, err := paper.Fit(page, most)
		if err != nil || len(got.Data) > most || got.Resolution < 100 {
			t.Fatalf("Fit to 1/%d: %d of %d bytes at %d dpi, %v", share, len(got.Data), most, got.Resolution, err)
		}
		inches := float64(got.Width) / float64(got.Resolution)
		if want := float64(page.Width) / float64(page.Resolution); math.Abs(inches-want) > 0.05 {
			t.Errorf("a page %.2f inches wide became %.2f", want, inches)
		}
	}
	if _, err := paper.Fit(page, 500); !errors.Is(err, paper.ErrTooLarge) {
		t.Errorf("Fit to 500 bytes = %v", err)
	}
	if got, err := paper.Scale(page, 100); err != nil || got.Resolution != 100 || got.Width != page.Width/2 {
		t.Errorf("Scale = %d wide at %d dpi, %v", got.Width, got.Resolution, err)
	}
}

func TestCrop(t *testing.T) {
	page := scan(t, drivers.PageRequest{Resolution: 100}, sim.FlatbedPapers()[0])[0]
	got, err := paper.Crop(page, 148, 210) // A5
	if err != nil || got.Width != 583 || got.Height != 827 {
		t.Errorf("Crop = %d by %d, %v", got.Width, got.Height, err)
	}
	if same, err := paper.Crop(page, 300, 400); err != nil || !bytes.Equal(same.Data, page.Data) {
		t.Errorf("a page within the limits was changed: %v", err)
	}
}

func TestRefuses(t *testing.T) {
	page := scan(t, drivers.PageRequest{Resolution: 75}, sim.FlatbedPapers()[0])[0]
	torn, bomb := page, page
	torn.Data = page.Data[:len(page.Data)/2]
	bomb.Data = bytes.Clone(page.Data)
	frame := bytes.Index(bomb.Data, []byte{0xFF, 0xC0})
	copy(bomb.Data[frame+5:], []byte{0xFF, 0xDC, 0xFF, 0xDC})
	for why, c := range map[string]struct {
		page drivers.Page
		want error
	}{
		"half a page":           {torn, paper.ErrFormat},
		"a decompression bomb":  {bomb, paper.ErrTooLarge},
		"no picture":            {drivers.Page{Data: []byte("%PDF-1.4")}, paper.ErrFormat},
		"nothing":               {drivers.Page{}, paper.ErrFormat},
		"the head of a picture": {drivers.Page{Data: page.Data[:20]}, paper.ErrFormat},
	} {
		for name, do := range map[string]func(drivers.Page) (drivers.Page, error){
			"Deskew": paper.Deskew,
			"Fit":    func(p drivers.Page) (drivers.Page, error) { return paper.Fit(p, 10) },
			"Crop":   func(p drivers.Page) (drivers.Page, error) { return paper.Crop(p, 10, 10) },
			"Scale":  func(p drivers.Page) (drivers.Page, error) { return paper.Scale(p, 50) },
		} {
			if _, err := do(c.page); !errors.Is(err, c.want) {
				t.Errorf("%s of %s = %v, want %v", name, why, err, c.want)
			}
		}
	}
}

// poppler runs one of its programs on a document.
func poppler(t *testing.T, program string, pdf []byte, args ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "pages.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(program, append(args, file)...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v: %s", program, err, out)
	}
	return string(out)
}

func TestPDF(t *testing.T) {
	pages := scan(t, drivers.PageRequest{Resolution: 100}, sim.FlatbedPapers()[:2]...)
	pages = append(pages, scan(t, drivers.PageRequest{Resolution: 150, Grey: true}, sim.FlatbedPapers()[2])...)
	pdf, err := paper.PDF(pages)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := paper.PDF(pages); !bytes.Equal(pdf, again) {
		t.Error("the same pages gave other bytes")
	}
	size := 0
	for _, p := range pages {
		size += len(p.Data)
	}
	if len(pdf) > size+3000 {
		t.Errorf("%d bytes of pages became a PDF of %d", size, len(pdf))
	}
	info := poppler(t, "pdfinfo", pdf, "-l", "3")
	for _, want := range []string{"Pages:           3", "Page    1 size:  594.72 x 841.68 pts (A4)", "Page    3 size:  595.2 x 841.92 pts (A4)"} {
		if !strings.Contains(info, want) {
			t.Errorf("pdfinfo does not say %q:\n%s", want, info)
		}
	}
	if strings.Contains(info, "Date") || strings.Contains(info, "rror") {
		t.Errorf("pdfinfo complains, or finds a date:\n%s", info)
	}
	list := strings.Split(strings.TrimSpace(poppler(t, "pdfimages", pdf, "-list")), "\n")
	if len(list) != 5 || !strings.Contains(list[2], "rgb") || !strings.Contains(list[4], "gray") || !strings.Contains(list[4], "jpeg") {
		t.Errorf("pdfimages lists:\n%s", strings.Join(list, "\n"))
	}
}

// TestPDFKeepsPictures takes the pictures out again.
func TestPDFKeepsPictures(t *testing.T) {
	page := scan(t, drivers.PageRequest{Resolution: 75}, sim.FlatbedPapers()[0])[0]
	pdf, err := paper.PDF([]drivers.Page{page})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "pages.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("pdfimages", "-j", file, filepath.Join(dir, "page")).CombinedOutput(); err != nil {
		t.Fatalf("pdfimages: %v: %s", err, out)
	}
	if got, err := os.ReadFile(filepath.Join(dir, "page-000.jpg")); err != nil || !bytes.Equal(got, page.Data) {
		t.Errorf("got %d bytes back, want %d: %v", len(got), len(page.Data), err)
	}
}

func TestPDFRefuses(t *testing.T) {
	for why, pages := range map[string][]drivers.Page{
		"no pages":      nil,
		"no picture":    {{Resolution: 300, Data: []byte("x")}},
		"no resolution": {func() drivers.Page { p, _ := paper.Encode(image.NewGray(image.Rect(0, 0, 9, 9)), 0, 80); return p }()},
	} {
		if _, err := paper.PDF(pages); err == nil {
			t.Errorf("%s made a PDF", why)
		}
	}
}

func FuzzPage(f *testing.F) {
	page, _ := paper.Encode(image.NewGray(image.Rect(0, 0, 16, 16)), 75, 80)
	f.Add(page.Data, 75)
	f.Add(page.Data[:len(page.Data)/2], 0)
	f.Add([]byte("\xFF\xD8\xFF\xC0"), -1)
	f.Fuzz(func(t *testing.T, data []byte, dpi int) {
		head, err := paper.Decode(drivers.Page{Data: data})
		if err != nil || head.Bounds().Dx()*head.Bounds().Dy() > 1<<20 {
			return
		}
		p := drivers.Page{Data: data, Resolution: dpi}
		for _, do := range []func() error{
			func() error { _, err := paper.Deskew(p); return err },
			func() error { _, err := paper.Fit(p, len(data)-1); return err },
			func() error { _, err := paper.Crop(p, 5, 5); return err },
			func() error { _, err := paper.PDF([]drivers.Page{p}); return err },
		} {
			_ = do() // none may panic, or take for ever
		}
	})
}
