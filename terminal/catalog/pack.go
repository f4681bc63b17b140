package catalog

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
)

// A packed catalogue is one file, as a centre publishes it: a line that says what it is, the
// length of its cover (eight bytes, big-endian), the cover, and the rest of each item behind
// one another. The cover has what tiles, shelves and searches need of every item, so that
// five thousand of them are there at once; the rest of an item is read when somebody opens
// it. All of it is JSON by the names of the Go fields. Whoever loads one has verified its
// signature.
const packTitle = "yitiji catalogue 1\n"

// cover is what is read of a packed catalogue at once.
type cover struct {
	Vocabulary Vocabulary
	Leaves     []leaf
}

// leaf is what is known of an item before it is opened.
type leaf struct {
	Code     ItemCode
	Version  int
	Work     Work
	Name     Text
	Summary  Text
	Icon     string
	Minutes  int
	Aliases  Names `json:",omitempty"`
	Keywords Names `json:",omitempty"`
	Domain   string
	Themes   []string   `json:",omitempty"`
	Events   []string   `json:",omitempty"`
	Zones    []string   `json:",omitempty"`
	Audience []Audience `json:",omitempty"`
	Coverage []Region   `json:",omitempty"`
	Offline  Offline
	Needs    []Device  `json:",omitempty"`
	Networks []Network `json:",omitempty"`
	Hours    []Opening `json:",omitempty"`
	Length   int       // of the rest, in bytes
}

func leafOf(it *Item, length int) leaf {
	return leaf{
		Code: it.Code, Version: it.Version, Work: it.Work, Name: it.Name, Summary: it.Summary, Icon: it.Icon, Minutes: it.Minutes,
		Aliases: it.Aliases, Keywords: it.Keywords, Domain: it.Domain, Themes: it.Themes, Events: it.Events, Zones: it.Zones,
		Audience: it.Audience, Coverage: it.Coverage, Offline: it.Offline, Needs: it.Needs, Networks: it.Networks, Hours: it.Hours,
		Length: length,
	}
}

func (l leaf) item() *Item {
	return &Item{
		Code: l.Code, Version: l.Version, Work: l.Work, Name: l.Name, Summary: l.Summary, Icon: l.Icon, Minutes: l.Minutes,
		Aliases: l.Aliases, Keywords: l.Keywords, Domain: l.Domain, Themes: l.Themes, Events: l.Events, Zones: l.Zones,
		Audience: l.Audience, Coverage: l.Coverage, Offline: l.Offline, Needs: l.Needs, Networks: l.Networks, Hours: l.Hours,
		ready: &programs{},
	}
}

// Pack writes the catalogue as one file. The items have been checked when they were loaded.
func (c *Catalog) Pack(w io.Writer) error {
	front := cover{Vocabulary: c.vocabulary}
	var rest bytes.Buffer
	for _, it := range c.items {
		raw, err := json.Marshal(c.whole(it))
		if err != nil {
			return err
		}
		front.Leaves = append(front.Leaves, leafOf(it, len(raw)))
		rest.Write(raw)
	}
	raw, err := json.Marshal(front)
	if err != nil {
		return err
	}
	head := binary.BigEndian.AppendUint64([]byte(packTitle), uint64(len(raw)))
	for _, part := range [][]byte{head, raw, rest.Bytes()} {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
}

var errPack = errors.New("catalogue: this is no packed catalogue of this version, or it is not whole")

// Unpack reads what Pack wrote. It keeps raw, which must not change.
func Unpack(raw []byte) (*Catalog, error) {
	body, ok := bytes.CutPrefix(raw, []byte(packTitle))
	if !ok || len(body) < 8 {
		return nil, errPack
	}
	length := binary.BigEndian.Uint64(body)
	if body = body[8:]; length > uint64(len(body)) {
		return nil, errPack
	}
	var front cover
	if err := json.Unmarshal(body[:length], &front); err != nil {
		return nil, fmt.Errorf("%w: %w", errPack, err)
	}
	c := &Catalog{vocabulary: front.Vocabulary, unopened: map[ItemCode]*unopened{}}
	rest := body[length:]
	for _, l := range front.Leaves {
		if l.Length < 0 || l.Length > len(rest) {
			return nil, errPack
		}
		it := l.item()
		c.add(it)
		c.unopened[it.Code] = &unopened{raw: rest[:l.Length]}
		rest = rest[l.Length:]
	}
	return c, nil
}

// unopened is an item of a packed catalogue that nobody has opened yet.
type unopened struct {
	once sync.Once
	raw  []byte
	err  error
}

// whole is an item with all that belongs to it. One that cannot be read, after its signature
// was verified, is a mistake of the program that packed it; it stays as it is on its cover.
func (c *Catalog) whole(it *Item) *Item {
	if p := c.unopened[it.Code]; p != nil {
		p.once.Do(func() {
			full := *it
			if p.err = json.Unmarshal(p.raw, &full); p.err == nil {
				it.fill(&full)
			}
		})
	}
	return it
}

// fill adds what is not on the cover. What is there may be in use, and is not touched.
func (it *Item) fill(full *Item) {
	it.Scheme, it.Type, it.Parts = full.Scheme, full.Type, full.Parts
	it.Identity, it.Conditions, it.Guide, it.Consent = full.Identity, full.Conditions, full.Guide, full.Consent
	it.Situations, it.Form, it.Materials, it.Sign = full.Situations, full.Form, full.Materials, full.Sign
	it.Sums, it.Reading, it.Uses = full.Sums, full.Reading, full.Uses
	it.Fee, it.Result, it.Delivery, it.Deadlines = full.Fee, full.Result, full.Delivery, full.Deadlines
	it.Visits, it.Notices = full.Visits, full.Notices
}
