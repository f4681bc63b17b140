package paper

import (
	"bytes"
	"errors"
	"fmt"
	"image/color"
	"strings"

	"yitiji/drivers"
)

// Causes of pages that make no PDF.
var (
	errNoPages    = errors.New("no pages")
	errResolution = errors.New("page has no resolution")
	errColour     = errors.New("page is neither grey nor in colour")
)

// pdfPoints is how many of PDF's units are an inch (ISO 32000-1, 8.3.2.3).
const pdfPoints = 72

// PDF puts pages into one document, in their order and each at its true size. The
// JPEG data goes in as it is (DCTDecode, ISO 32000-1, 7.4.8): nothing is lost. The
// same pages give the same bytes: the document holds no time and no name.
func PDF(pages []drivers.Page) ([]byte, error) {
	if len(pages) == 0 {
		return nil, errNoPages
	}
	var d document
	d.b.WriteString("%PDF-1.4\n%\xE2\xE3\xCF\xD3\n") // 7.5.2: four bytes that say it is binary
	kids := make([]string, len(pages))
	for i := range pages {
		kids[i] = fmt.Sprintf("%d 0 R", pageNumber(i))
	}
	d.object("<< /Type /Catalog /Pages 2 0 R >>")
	d.object(fmt.Sprintf("<< /Type /Pages /Count %d /Kids [%s] >>", len(pages), strings.Join(kids, " ")))
	for i, p := range pages {
		if err := d.page(pageNumber(i), p); err != nil {
			return nil, fmt.Errorf("page %d: %w", i+1, err)
		}
	}
	return d.end(), nil
}

// pageNumber is the number of a page's first object. Each page has three.
func pageNumber(i int) int { return 3 + 3*i }

// document is a PDF that grows.
type document struct {
	b       bytes.Buffer
	offsets []int // of each object
}

// object writes the next object.
func (d *document) object(body string) {
	d.offsets = append(d.offsets, d.b.Len())
	fmt.Fprintf(&d.b, "%d 0 obj\n%s\nendobj\n", len(d.offsets), body)
}

// stream writes the next object, which holds data.
func (d *document) stream(dictionary string, data []byte) {
	d.offsets = append(d.offsets, d.b.Len())
	fmt.Fprintf(&d.b, "%d 0 obj\n<< %s/Length %d >>\nstream\n", len(d.offsets), dictionary, len(data))
	d.b.Write(data)
	d.b.WriteString("\nendstream\nendobj\n")
}

// page writes the three objects of a page: itself, what it shows, and its picture.
func (d *document) page(first int, p drivers.Page) error {
	head, err := measure(p)
	if err != nil {
		return err
	}
	if p.Resolution < 1 {
		return errResolution
	}
	space := ""
	switch head.ColorModel {
	case color.GrayModel:
		space = "/DeviceGray"
	case color.YCbCrModel, color.RGBAModel:
		space = "/DeviceRGB"
	default: // four inks; no scanner sends them
		return errColour
	}
	wide := float64(head.Width) * pdfPoints / float64(p.Resolution)
	high := float64(head.Height) * pdfPoints / float64(p.Resolution)
	d.object(fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.2f %.2f] /Contents %d 0 R /Resources << /XObject << /P %d 0 R >> >> >>",
		wide, high, first+1, first+2))
	d.stream("", fmt.Appendf(nil, "q %.2f 0 0 %.2f 0 0 cm /P Do Q", wide, high))
	d.stream(fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace %s /BitsPerComponent 8 /Filter /DCTDecode ",
		head.Width, head.Height, space), p.Data)
	return nil
}

// end writes where each object begins (7.5.4), and what comes first.
func (d *document) end() []byte {
	at := d.b.Len()
	fmt.Fprintf(&d.b, "xref\n0 %d\n0000000000 65535 f \n", len(d.offsets)+1)
	for _, offset := range d.offsets {
		fmt.Fprintf(&d.b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&d.b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(d.offsets)+1, at)
	return d.b.Bytes()
}
