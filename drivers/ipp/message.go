package ipp

import (
	"encoding/binary"
	"strings"
)

// tag says what kind of group or value follows (RFC 8010, section 3.5).
type tag byte

// Delimiters of groups (RFC 8010, table 2).
const (
	tagOperation   tag = 0x01
	tagJob         tag = 0x02
	tagEnd         tag = 0x03
	tagPrinter     tag = 0x04
	tagUnsupported tag = 0x05
	lastDelimiter  tag = 0x0F
)

// Tags of values (RFC 8010, tables 3 to 6).
const (
	tagNoValue    tag = 0x13
	tagInteger    tag = 0x21
	tagBoolean    tag = 0x22
	tagEnum       tag = 0x23
	tagOctets     tag = 0x30
	tagDateTime   tag = 0x31
	tagResolution tag = 0x32
	tagRange      tag = 0x33
	tagCollection tag = 0x34
	tagTextLang   tag = 0x35
	tagNameLang   tag = 0x36
	tagEndOfColl  tag = 0x37
	tagText       tag = 0x41
	tagName       tag = 0x42
	tagKeyword    tag = 0x44
	tagURI        tag = 0x45
	tagCharset    tag = 0x47
	tagLanguage   tag = 0x48
	tagMIME       tag = 0x49
	tagMemberName tag = 0x4A
)

// message is a request or an answer, without the document behind it.
type message struct {
	version uint16 // 0x0200 is 2.0
	code    uint16 // operation of a request, status of an answer
	id      uint32 // request-id: the answer repeats the request's
	groups  []group
}

// group is a set of attributes, such as those of one job.
type group struct {
	tag        tag
	attributes []attribute
}

// attribute is a name and its values, at least one.
type attribute struct {
	name   string
	values []value
}

// value keeps the bytes of the wire. What they mean is looked at by whoever reads
// them: printers send integers of three bytes in attributes that nobody asked for,
// and the rest of such an answer is still good.
type value struct {
	tag     tag
	data    []byte
	members []attribute // of a collection
}

// groupsOf gives the groups of one kind.
func (m message) groupsOf(t tag) []group {
	var out []group
	for _, g := range m.groups {
		if g.tag == t {
			out = append(out, g)
		}
	}
	return out
}

// first gives the first group of a kind, or an empty one.
func (m message) first(t tag) group {
	for _, g := range m.groups {
		if g.tag == t {
			return g
		}
	}
	return group{tag: t}
}

// values gives the values of the attribute called name; none when it is not there.
func (g group) values(name string) []value {
	for _, a := range g.attributes {
		if a.name == name {
			return a.values
		}
	}
	return nil
}

// integer gives the first value of name when it is an integer or an enum.
func (g group) integer(name string) (int, bool) {
	for _, v := range g.values(name) {
		return v.integer()
	}
	return 0, false
}

// text gives the first value of name when it is some kind of text.
func (g group) text(name string) string {
	for _, t := range g.texts(name) {
		return t
	}
	return ""
}

// texts gives the values of name that are some kind of text.
func (g group) texts(name string) []string {
	var out []string
	for _, v := range g.values(name) {
		if t, ok := v.text(); ok {
			out = append(out, t)
		}
	}
	return out
}

// integers gives the values of name that are integers or enums.
func (g group) integers(name string) []int {
	var out []int
	for _, v := range g.values(name) {
		if n, ok := v.integer(); ok {
			out = append(out, n)
		}
	}
	return out
}

func (v value) integer() (int, bool) {
	if v.tag != tagInteger && v.tag != tagEnum || len(v.data) != 4 {
		return 0, false
	}
	return int(int32(binary.BigEndian.Uint32(v.data))), true
}

// upper gives the upper end of a range, or an integer as it is: both are allowed
// for copies-supported.
func (v value) upper() (int, bool) {
	if v.tag != tagRange || len(v.data) != 8 {
		return v.integer()
	}
	return int(int32(binary.BigEndian.Uint32(v.data[4:]))), true
}

// text gives the text of a string of any kind, without its language, and of an
// octetString, which printers use for what they print themselves.
func (v value) text() (string, bool) {
	switch {
	case v.tag == tagTextLang || v.tag == tagNameLang:
		return withoutLanguage(v.data)
	case v.tag == tagOctets, tagText <= v.tag && v.tag < tagMemberName && v.tag != 0x43:
		return string(v.data), true
	}
	return "", false
}

// withoutLanguage reads textWithLanguage: a language and a text, each behind its
// length.
func withoutLanguage(p []byte) (string, bool) {
	_, p, ok := sized(p)
	text, rest, ok2 := sized(p)
	return string(text), ok && ok2 && len(rest) == 0
}

// sized takes what stands behind a length of two bytes.
func sized(p []byte) (field, rest []byte, ok bool) {
	if len(p) < 2 {
		return nil, nil, false
	}
	n := int(binary.BigEndian.Uint16(p))
	if p = p[2:]; n > len(p) {
		return nil, nil, false
	}
	return p[:n], p[n:], true
}

// strs makes an attribute of texts; one of integers and one of a truth below.
func strs(t tag, name string, texts ...string) attribute {
	a := attribute{name: name}
	for _, s := range texts {
		a.values = append(a.values, value{tag: t, data: []byte(s)})
	}
	return a
}

func num(t tag, name string, n int) attribute {
	return attribute{name, []value{{tag: t, data: binary.BigEndian.AppendUint32(nil, uint32(int32(n)))}}}
}

func truth(name string, yes bool) attribute {
	b := byte(0)
	if yes {
		b = 1
	}
	return attribute{name, []value{{tag: tagBoolean, data: []byte{b}}}}
}

// keyword keeps of a printer's word only what a keyword may hold (RFC 8011, section
// 5.1.4), so that nothing else gets into a log.
func keyword(s string) string {
	if len(s) > 64 {
		s = s[:64]
	}
	return strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9', r == '-', r == '.', r == '_':
			return r
		case 'A' <= r && r <= 'Z':
			return r - 'A' + 'a'
		}
		return -1
	}, s)
}
