package catalog

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
)

// VocabularyFile is the file of a catalogue that holds its vocabulary.
const VocabularyFile = "vocabulary.yaml"

// Vocabulary is by what items are found: each list in the order in which it is shown.
// It belongs to a catalogue, and is published with it.
type Vocabulary struct {
	Types   []Heading `yaml:"types,omitempty"`  // 事项类型, by the two digits of GB/T 39554.1
	Domains []Heading `yaml:"domains"`          // 领域: 出入境, 交管, 治安 …
	Themes  []Heading `yaml:"themes,omitempty"` // 服务主题
	Events  []Heading `yaml:"events,omitempty"` // 人生事件
	Zones   []Heading `yaml:"zones,omitempty"`  // 专区

	// Certificates are the types of electronic certificates (电子证照) that materials name.
	Certificates []Heading `yaml:"certificates,omitempty"`

	Often []ItemCode `yaml:"often,omitempty"` // what stands on the first screen, most used first
}

// Heading is one entry of a vocabulary.
type Heading struct {
	Key  string `yaml:"key"`
	Name Text   `yaml:"name"`
	Icon string `yaml:"icon,omitempty"` // may be left out
}

func loadVocabulary(dir fs.FS) (Vocabulary, error) {
	var v Vocabulary
	raw, err := fs.ReadFile(dir, VocabularyFile)
	if errors.Is(err, fs.ErrNotExist) {
		return v, fmt.Errorf("catalogue: no %s in the folder", VocabularyFile)
	}
	if err != nil {
		return v, err
	}
	if err := decode(raw, &v); err != nil {
		return v, located(VocabularyFile, err)
	}
	p := newProof()
	v.prove(p)
	return v, located(VocabularyFile, p.err(raw))
}

func (v Vocabulary) prove(p proof) {
	for _, list := range []struct {
		key string
		all []Heading
	}{{"types", v.Types}, {"domains", v.Domains}, {"themes", v.Themes}, {"events", v.Events}, {"zones", v.Zones}, {"certificates", v.Certificates}} {
		for i, h := range list.all {
			at := p.key(list.key).nth(i)
			h.Name.prove(at.key("name"))
			if h.Key == "" || slices.ContainsFunc(list.all[:i], func(e Heading) bool { return e.Key == h.Key }) {
				at.key("key").wrong("a key must be given, and only once")
			}
		}
	}
}

// Certificate is what a type of electronic certificates is called; nothing where the
// vocabulary does not say.
func (v Vocabulary) Certificate(kind string) Text {
	i := slices.IndexFunc(v.Certificates, func(h Heading) bool { return h.Key == kind })
	if i < 0 {
		return nil
	}
	return v.Certificates[i].Name
}

// keys are those of a list.
func keys(list []Heading) []string {
	var out []string
	for _, h := range list {
		out = append(out, h.Key)
	}
	return out
}
