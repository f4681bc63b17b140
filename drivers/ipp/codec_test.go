package ipp

import (
	"bytes"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// collection is media-col as printers send it, with a collection inside.
func collection() attribute {
	size := value{tag: tagCollection, data: []byte{}, members: []attribute{
		num(tagInteger, "x-dimension", 21000), num(tagInteger, "y-dimension", 29700),
	}}
	return attribute{"media-col", []value{{tag: tagCollection, data: []byte{}, members: []attribute{
		{"media-size", []value{size}}, strs(tagKeyword, "media-type", "stationery", "labels"),
	}}}}
}

func TestRoundTrip(t *testing.T) {
	want := message{version: 0x0200, code: 0x000B, id: 7, groups: []group{
		{tagOperation, []attribute{strs(tagCharset, "attributes-charset", "utf-8"), truth("my-jobs", true)}},
		{tagJob, []attribute{num(tagEnum, "job-state", -2), collection()}},
		{tagJob, nil},
	}}
	p, err := encode(want)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := decode(p); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("decode = %+v, %v\nwant %+v", got, err, want)
	}
}

// An answer with an attribute of two values, byte by byte as RFC 8010, section 3.1.
func TestExampleOfTheStandard(t *testing.T) {
	p, err := hex.DecodeString(strings.ReplaceAll("0101 000B 00000001 01"+
		"47 0012 617474726962757465732d63686172736574 0005 7574662d38"+
		"04 44 000F 73696465732d737570706f72746564 0009 6f6e652d7369646564"+
		"44 0000 0013 74776f2d73696465642d6c6f6e672d65646765 03", " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	m, err := decode(p)
	sides := m.first(tagPrinter).texts("sides-supported")
	if err != nil || !reflect.DeepEqual(sides, []string{"one-sided", "two-sided-long-edge"}) {
		t.Errorf("sides-supported = %q, %v", sides, err)
	}
}

func TestDecodeRefuses(t *testing.T) {
	head := "\x02\x00\x00\x00\x00\x00\x00\x01"
	member := "\x4A\x00\x00\x00\x01a"
	begin := "\x34\x00\x01c\x00\x00"
	for _, c := range []struct {
		why  string
		text string
		want error
	}{
		{"nothing", "", errShort},
		{"half a head", head[:7], errShort},
		{"no end", head, errShort},
		{"no end of a group", head + "\x01", errShort},
		{"a value outside a group", head + "\x21\x00\x01a\x00\x00\x03", errTag},
		{"the first without a name", head + "\x01\x21\x00\x00\x00\x00\x03", errTag},
		{"half a name", head + "\x01\x21\x00\x09a", errShort},
		{"half a value", head + "\x01\x21\x00\x01a\x00\x09b", errShort},
		{"a length that is negative", head + "\x01\x21\x80\x01" + strings.Repeat("a", 0x8001) + "\x00\x00\x03", errFieldLength},
		{"a member outside a collection", head + "\x01" + member + "\x03", errTag},
		{"an end outside a collection", head + "\x01\x37\x00\x00\x00\x00\x03", errTag},
		{"a collection without an end", head + "\x01" + begin + "\x03", errShort},
		{"a member without a value", head + "\x01" + begin + member + "\x37\x00\x00\x00\x00\x03", errTag},
		{"a value without a member", head + "\x01" + begin + "\x21\x00\x00\x00\x00\x37\x00\x00\x00\x00\x03", errTag},
		{"a member without a name", head + "\x01" + begin + "\x4A\x00\x00\x00\x00\x37\x00\x00\x00\x00\x03", errTag},
		{"too deep", head + "\x01" + begin + strings.Repeat(member+"\x34\x00\x00\x00\x00", 9) + "\x03", errNesting},
	} {
		if _, err := decode([]byte(c.text)); !errors.Is(err, c.want) {
			t.Errorf("%s: decode = %v, want %v", c.why, err, c.want)
		}
	}
}

func TestEncodeRefuses(t *testing.T) {
	long := strings.Repeat("x", longestField+1)
	for _, a := range []attribute{
		strs(tagName, "", "x"), strs(tagName, "x"), strs(tagName, long, "x"), strs(tagName, "x", long),
		{"c", []value{{tag: tagCollection, members: []attribute{strs(tagName, "", "x")}}}},
		{"c", []value{{tag: tagCollection, members: []attribute{strs(tagName, long, "x")}}}},
	} {
		if _, err := encode(message{groups: []group{{tagJob, []attribute{a}}}}); err == nil {
			t.Errorf("an attribute with a name of %d bytes and %d values passes", len(a.name), len(a.values))
		}
	}
}

func TestValues(t *testing.T) {
	g := group{attributes: []attribute{
		{"range", []value{{tag: tagRange, data: []byte{0, 0, 0, 1, 0, 0, 3, 0xE7}}}},
		{"three bytes", []value{{tag: tagInteger, data: []byte{0, 0, 1}}}},
		{"language", []value{{tag: tagTextLang, data: []byte("\x00\x02zh\x00\x03abc")}}},
		{"torn", []value{{tag: tagTextLang, data: []byte("\x00\x02zh\x00\x09abc")}}},
		{"none", []value{{tag: tagNoValue}}},
	}}
	if n, ok := g.values("range")[0].upper(); n != 999 || !ok {
		t.Errorf("upper = %d, %v", n, ok)
	}
	if n, ok := g.integer("three bytes"); ok {
		t.Errorf("an integer of three bytes is %d", n)
	}
	if s := g.text("language") + g.text("torn") + g.text("none") + g.text("absent"); s != "abc" {
		t.Errorf("texts = %q", s)
	}
	if s := keyword("Media Empty\n张-Error\x1B[2J"); s != "mediaempty-error2j" {
		t.Errorf("keyword = %q", s)
	}
}

func FuzzDecode(f *testing.F) {
	files, err := filepath.Glob("testdata/*.ipp")
	if err != nil || len(files) == 0 {
		f.Fatal("no answers of a real printer in testdata", err)
	}
	for _, name := range files {
		p, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(p)
	}
	f.Fuzz(func(t *testing.T, p []byte) {
		m, err := decode(p)
		if err != nil {
			return
		}
		again, err := encode(m)
		if err != nil {
			t.Fatalf("decoded, and cannot be encoded: %v", err)
		}
		if back, err := decode(again); err != nil || !reflect.DeepEqual(back, m) {
			t.Fatalf("decode(encode(m)) = %+v, %v\nwant %+v", back, err, m)
		}
		// An answer of any shape is understood somehow, and breaks nobody.
		for _, g := range m.groups {
			r := readingOf(g)
			_ = r.status(defaultMedia)
			_ = gaugesOf(g)
			if strings.ContainsAny(r.String(), "\x00\x1B\n") {
				t.Errorf("note %q", r)
			}
		}
	})
}

func TestRealAnswers(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.ipp")
	for _, name := range files {
		p, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		m, err := decode(p)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if again, err := encode(m); err != nil || !bytes.Equal(again, p) {
			t.Errorf("%s: encode gives other bytes, %v", name, err)
		}
	}
}
