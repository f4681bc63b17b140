package paper

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
)

// A4 in points, of which 72 are an inch.
const (
	pageWide = 595.28
	pageHigh = 841.89
	mm       = 72 / 25.4
)

// object is the number of an object in a document.
type object int

func (o object) ref() string { return fmt.Sprintf("%d 0 R", o) }

// document is a PDF that grows (ISO 32000-1, 7.5). Objects may be named before they are
// written.
type document struct {
	b       bytes.Buffer
	offsets []int // of each object; 0 until it is written
}

func newDocument() *document {
	d := &document{}
	d.b.WriteString("%PDF-1.4\n%\xE2\xE3\xCF\xD3\n") // 7.5.2: four bytes that say it is binary
	return d
}

// reserve gives the number of an object that is written later.
func (d *document) reserve() object {
	d.offsets = append(d.offsets, 0)
	return object(len(d.offsets))
}

func (d *document) write(o object, body string) {
	d.offsets[o-1] = d.b.Len()
	fmt.Fprintf(&d.b, "%d 0 obj\n%s\nendobj\n", o, body)
}

func (d *document) add(body string) object {
	o := d.reserve()
	d.write(o, body)
	return o
}

// deflate packs a stream's data (FlateDecode, 7.4.4).
func deflate(data []byte) []byte {
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	w.Write(data) // into memory: it cannot fail
	w.Close()
	return packed.Bytes()
}

// stream writes an object that holds deflated data.
func (d *document) stream(packed []byte) object {
	o := d.reserve()
	d.offsets[o-1] = d.b.Len()
	fmt.Fprintf(&d.b, "%d 0 obj\n<< /Filter /FlateDecode /Length %d >>\nstream\n", o, len(packed))
	d.b.Write(packed)
	d.b.WriteString("\nendstream\nendobj\n")
	return o
}

// pages writes the tree of pages and the catalogue, and ends the file.
func (d *document) pages(contents []object, resources, title string) []byte {
	tree := d.reserve()
	kids := make([]string, len(contents))
	for i, c := range contents {
		kids[i] = d.add(fmt.Sprintf("<< /Type /Page /Parent %s /MediaBox [0 0 %.2f %.2f] /Contents %s /Resources %s >>",
			tree.ref(), pageWide, pageHigh, c.ref(), resources)).ref()
	}
	d.write(tree, fmt.Sprintf("<< /Type /Pages /Count %d /Kids [%s] >>", len(kids), strings.Join(kids, " ")))
	root := d.add(fmt.Sprintf("<< /Type /Catalog /Pages %s /Lang (zh-CN) /ViewerPreferences << /DisplayDocTitle true >> >>", tree.ref()))
	info := d.add(fmt.Sprintf("<< /Title <FEFF%s> >>", utf16Hex(title)))
	return d.end(root, info)
}

// end writes where each object begins (7.5.4), and what comes first.
func (d *document) end(root, info object) []byte {
	at := d.b.Len()
	fmt.Fprintf(&d.b, "xref\n0 %d\n0000000000 65535 f \n", len(d.offsets)+1)
	for _, offset := range d.offsets {
		fmt.Fprintf(&d.b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&d.b, "trailer\n<< /Size %d /Root %s /Info %s >>\nstartxref\n%d\n%%%%EOF\n",
		len(d.offsets)+1, root.ref(), info.ref(), at)
	return d.b.Bytes()
}
