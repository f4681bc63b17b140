package all

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// Quirk is what is peculiar to a model: settings that a configuration would
// otherwise have to spell out. Quirks are data: packaging/quirks holds those that we
// know of, a site adds its own.
//
//   - match: {usb: "0416:5011"}
//     story: Prints no QR codes itself; measured on a POS-5890 of 2024.
//     printer: {kind: escpos, width: 58, draw_codes: true}
type Quirk struct {
	Match Match  `yaml:"match"`
	Story string `yaml:"story"` // why, and how it is known
	Leave bool   `yaml:"leave"` // never asked what it is: no device of ours

	CardReader settings[CardReader] `yaml:"card_reader"`
	Printer    settings[Printer]    `yaml:"printer"`
	Scanner    settings[Scanner]    `yaml:"scanner"`

	CardDispenser settings[CardDispenser] `yaml:"dispenser"`
	PowerSupply   settings[PowerSupply]   `yaml:"ups"`
	SignalBoard   settings[SignalBoard]   `yaml:"signals"`
	TravelReader  settings[TravelReader]  `yaml:"travel"`
}

// Match says to which models a quirk applies: to those for which everything holds
// that is given. Patterns are those of path.Match.
type Match struct {
	USB   string `yaml:"usb"`   // vendor and product in hexadecimal: "1a86:7523", "0c2e:*"
	Model string `yaml:"model"` // what the device, or the configuration, calls the model: "XP-58*"
}

// Identity is what is known of a device before it is opened.
type Identity struct {
	USB    string   // "1a86:7523"; empty when it is not on USB
	Models []string // what the configuration and the device itself call it
}

// holds says whether m applies to id.
func (m Match) holds(id Identity) bool {
	if m.USB != "" && !like(m.USB, id.USB) {
		return false
	}
	if m.Model == "" {
		return true
	}
	for _, model := range id.Models {
		if like(m.Model, model) {
			return true
		}
	}
	return false
}

// like compares without regard to case, as makers do not agree with themselves.
func like(pattern, s string) bool {
	ok, err := path.Match(strings.ToLower(pattern), strings.ToLower(s))
	return err == nil && ok
}

// check refuses a quirk that says nothing, or that says what it may not.
func (q Quirk) check() error {
	_, badUSB := path.Match(q.Match.USB, "")
	_, badModel := path.Match(q.Match.Model, "")
	switch {
	case q.Match == Match{}:
		return errors.New("match: name a usb id or a model")
	case badUSB != nil || badModel != nil:
		return fmt.Errorf("match: %w", errors.Join(badUSB, badModel))
	case strings.TrimSpace(q.Story) == "":
		return errors.New("story: say why, and how it is known")
	}
	return nil
}

// UnmarshalYAML reads an entry, and refuses one that makes no sense where it stands.
func (q *Quirk) UnmarshalYAML(node ast.Node) error {
	type entry Quirk // without this method
	if err := yaml.NodeToValue(node, (*entry)(q), yaml.Strict()); err != nil {
		return err
	}
	if err := q.check(); err != nil {
		return misplaced(node, err.Error())
	}
	return nil
}

// misplaced is what is wrong with a node, and shows its line.
func misplaced(node ast.Node, what string) error {
	if first, ok := node.(*ast.MappingNode); ok && len(first.Values) > 0 {
		node = first.Values[0].Key
	}
	return &yaml.SyntaxError{Message: what, Token: node.GetToken()}
}

// settings are the keys of an entry that a quirk sets, as they were written: a key
// that is not there is not set, which is another thing than false.
type settings[T any] struct{ keys map[string]any }

// UnmarshalYAML reads the keys, and refuses those that the entry does not know, or that
// are not of a model but of a place.
func (s *settings[T]) UnmarshalYAML(node ast.Node) error {
	var entry T
	if err := yaml.NodeToValue(node, &entry, yaml.Strict()); err != nil {
		return err
	}
	if keys, ok := node.(*ast.MappingNode); ok {
		for _, value := range keys.Values {
			if key := value.Key.String(); key == "port" || key == "model" {
				return misplaced(value.Key, "a quirk is of a model: it cannot set "+key)
			}
		}
	}
	return yaml.NodeToValue(node, &s.keys)
}

// Quirks are what is known of models. Later ones win over earlier ones, so that a
// site's own come last.
type Quirks []Quirk

// LoadQuirks reads the *.yaml files of folders, one folder after the other. A key
// that is not known is an error that shows the line.
func LoadQuirks(folders ...fs.FS) (Quirks, error) {
	var all Quirks
	for _, folder := range folders {
		files, err := fs.Glob(folder, "*.yaml")
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			quirks, err := readQuirks(folder, file)
			if err != nil {
				return nil, fmt.Errorf("quirks %s:\n%w", file, err)
			}
			all = append(all, quirks...)
		}
	}
	return all, nil
}

func readQuirks(folder fs.FS, file string) (Quirks, error) {
	raw, err := fs.ReadFile(folder, file)
	if err != nil {
		return nil, err
	}
	return ParseQuirks(raw)
}

// ParseQuirks reads one file.
func ParseQuirks(raw []byte) (Quirks, error) {
	var quirks Quirks
	err := decode(raw, &quirks)
	if err != nil && len(bytes.TrimSpace(raw)) > 0 {
		return nil, errors.New(yaml.FormatError(err, false, true))
	}
	for i, q := range quirks {
		if err := q.check(); err != nil { // one of nothing at all is not even read
			return nil, fmt.Errorf("entry %d: %w", i+1, err)
		}
	}
	return quirks, nil
}

// decode reads YAML strictly. The library panics at some files that are no YAML: a slip
// of the pen in a file of the site must not keep the program from starting.
func decode(raw []byte, into any) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("this is no YAML")
		}
	}()
	return yaml.NewDecoder(bytes.NewReader(raw), yaml.Strict()).Decode(into)
}

// Leave says whether a device is to be left alone.
func (all Quirks) Leave(id Identity) bool {
	leave := false
	for _, q := range all {
		if q.Match.holds(id) {
			leave = q.Leave
		}
	}
	return leave
}

// apply fills in what an entry leaves open with what is known of the model.
func apply[T any](all Quirks, id Identity, entry T, of func(Quirk) settings[T]) (T, error) {
	known := map[string]any{}
	for _, q := range all {
		if q.Match.holds(id) {
			for key, value := range of(q).keys {
				known[key] = value
			}
		}
	}
	if len(known) == 0 {
		return entry, nil
	}
	raw, err := yaml.Marshal(known)
	if err != nil {
		return entry, err
	}
	var usual T
	if err := yaml.Unmarshal(raw, &usual); err != nil {
		return entry, err
	}
	fill(reflect.ValueOf(&entry).Elem(), reflect.ValueOf(usual))
	return entry, nil
}

// fill gives every field of to that is zero the value that it has in from.
func fill(to, from reflect.Value) {
	for i := range to.NumField() {
		switch field := to.Field(i); {
		case to.Type().Field(i).Anonymous:
			fill(field, from.Field(i))
		case field.IsZero():
			field.Set(from.Field(i))
		}
	}
}
