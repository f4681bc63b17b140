package ipp

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// longestField is what a length can say: it is a signed number of two bytes.
const longestField = 0x7FFF

// Causes of a message that cannot be written.
var (
	errFieldLength = errors.New("name or value is too long")
	errNoName      = errors.New("attribute without a name or without values")
)

// encode writes a message as RFC 8010, section 3.1, wants it.
func encode(m message) ([]byte, error) {
	p := binary.BigEndian.AppendUint16(nil, m.version)
	p = binary.BigEndian.AppendUint16(p, m.code)
	p = binary.BigEndian.AppendUint32(p, m.id)
	for _, g := range m.groups {
		p = append(p, byte(g.tag))
		for _, a := range g.attributes {
			var err error
			if p, err = appendAttribute(p, a); err != nil {
				return nil, fmt.Errorf("%s: %w", a.name, err)
			}
		}
	}
	return append(p, byte(tagEnd)), nil
}

// appendAttribute writes the name before the first value and an empty one before
// each other.
func appendAttribute(p []byte, a attribute) ([]byte, error) {
	if a.name == "" || len(a.values) == 0 {
		return nil, errNoName
	}
	name := a.name
	for _, v := range a.values {
		var err error
		if p, err = appendValue(p, name, v); err != nil {
			return nil, err
		}
		name = ""
	}
	return p, nil
}

func appendValue(p []byte, name string, v value) ([]byte, error) {
	if len(name) > longestField || len(v.data) > longestField {
		return nil, errFieldLength
	}
	p = appendField(p, v.tag, name, v.data)
	if v.tag != tagCollection {
		return p, nil
	}
	for _, member := range v.members {
		if member.name == "" || len(member.values) == 0 {
			return nil, errNoName
		}
		if len(member.name) > longestField {
			return nil, errFieldLength
		}
		p = appendField(p, tagMemberName, "", []byte(member.name))
		for _, mv := range member.values {
			var err error
			if p, err = appendValue(p, "", mv); err != nil {
				return nil, err
			}
		}
	}
	return appendField(p, tagEndOfColl, "", nil), nil
}

func appendField(p []byte, t tag, name string, data []byte) []byte {
	p = append(p, byte(t))
	p = binary.BigEndian.AppendUint16(p, uint16(len(name)))
	p = append(p, name...)
	p = binary.BigEndian.AppendUint16(p, uint16(len(data)))
	return append(p, data...)
}
