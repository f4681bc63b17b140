package ipp

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// deepest is how far collections may nest. The deepest that is registered has four
// levels.
const deepest = 8

// Causes of an answer that cannot be read.
var (
	errShort   = errors.New("message ends in the middle")
	errTag     = errors.New("value where none may be")
	errNesting = errors.New("collections too deep")
)

// decode reads a message. What follows its end is ignored: an answer has nothing
// there.
func decode(p []byte) (message, error) {
	if len(p) < 8 {
		return message{}, errShort
	}
	m := message{
		version: binary.BigEndian.Uint16(p),
		code:    binary.BigEndian.Uint16(p[2:]),
		id:      binary.BigEndian.Uint32(p[4:]),
	}
	d := decoder{rest: p[8:]}
	for {
		t, err := d.tag()
		switch {
		case err != nil:
			return m, err
		case t == tagEnd:
			return m, nil
		case t > lastDelimiter:
			return m, fmt.Errorf("%w: tag %02X outside a group", errTag, byte(t))
		}
		g := group{tag: t}
		if g.attributes, err = d.attributes(); err != nil {
			return m, err
		}
		m.groups = append(m.groups, g)
	}
}

// decoder holds what has not been read yet.
type decoder struct{ rest []byte }

// tag takes the next tag.
func (d *decoder) tag() (tag, error) {
	if len(d.rest) == 0 {
		return 0, errShort
	}
	t := tag(d.rest[0])
	d.rest = d.rest[1:]
	return t, nil
}

// inGroup says that the next thing is a value and not a delimiter.
func (d *decoder) inGroup() bool { return len(d.rest) > 0 && tag(d.rest[0]) > lastDelimiter }

// attributes reads up to the next delimiter. A value without a name is one more of
// the attribute before it.
func (d *decoder) attributes() ([]attribute, error) {
	var out []attribute
	for d.inGroup() {
		name, v, err := d.field(0)
		switch {
		case err != nil:
			return nil, err
		case name != "":
			out = append(out, attribute{name, []value{v}})
		case len(out) == 0:
			return nil, fmt.Errorf("%w: the first has no name", errTag)
		default:
			last := &out[len(out)-1]
			last.values = append(last.values, v)
		}
	}
	return out, nil
}

// field reads one value with the name before it, and a collection whole. The parts
// of a collection are no values of their own.
func (d *decoder) field(depth int) (name string, v value, err error) {
	name, v, err = d.flat()
	if err != nil {
		return "", v, err
	}
	switch v.tag {
	case tagMemberName, tagEndOfColl:
		return "", v, fmt.Errorf("%w: tag %02X outside a collection", errTag, byte(v.tag))
	case tagCollection:
		v.members, err = d.members(depth + 1)
	}
	return name, v, err
}

// flat reads one tag, name and value.
func (d *decoder) flat() (string, value, error) {
	t, err := d.tag()
	if err != nil {
		return "", value{}, err
	}
	name, rest, ok := sized(d.rest)
	data, rest, ok2 := sized(rest)
	if !ok || !ok2 {
		return "", value{}, errShort
	}
	if len(name) > longestField || len(data) > longestField {
		return "", value{}, errFieldLength
	}
	d.rest = rest
	return string(name), value{tag: t, data: data}, nil
}

// members reads a collection up to its end: a name (tag 4A), then its values,
// which have no name of their own.
func (d *decoder) members(depth int) ([]attribute, error) {
	if depth > deepest {
		return nil, errNesting
	}
	var out []attribute
	for d.inGroup() {
		t := tag(d.rest[0])
		if t != tagMemberName && t != tagEndOfColl {
			if err := d.member(out, depth); err != nil {
				return nil, err
			}
			continue
		}
		_, v, err := d.flat()
		switch {
		case err != nil:
			return nil, err
		case unfinished(out):
			return nil, fmt.Errorf("%w: member without a value", errTag)
		case t == tagEndOfColl:
			return out, nil
		case len(v.data) == 0:
			return nil, fmt.Errorf("%w: member without a name", errTag)
		}
		out = append(out, attribute{name: string(v.data)})
	}
	return nil, errShort
}

// member reads one value of the last member.
func (d *decoder) member(members []attribute, depth int) error {
	name, v, err := d.field(depth)
	if err != nil {
		return err
	}
	if name != "" || len(members) == 0 {
		return fmt.Errorf("%w: in a collection", errTag)
	}
	last := &members[len(members)-1]
	last.values = append(last.values, v)
	return nil
}

// unfinished says that the last member has no value yet.
func unfinished(members []attribute) bool {
	return len(members) > 0 && len(members[len(members)-1].values) == 0
}
