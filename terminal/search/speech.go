package search

import (
	"bytes"
	_ "embed"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

// Speech is how people ask, as data: what of a sentence says nothing, and which words of
// theirs mean which of an office's. Words of all languages stand side by side.
type Speech struct {
	Filler  []string `yaml:"filler"`
	Sayings []Saying `yaml:"sayings"`
}

// Saying is what people say for what offices call otherwise.
type Saying struct {
	Say  []string `yaml:"say"`
	Mean []string `yaml:"mean"`
}

//go:embed speech.yaml
var builtin []byte

// BuiltinSpeech is the speech that every program carries.
var BuiltinSpeech = sync.OnceValue(func() *Speech {
	s, err := ParseSpeech(builtin)
	if err != nil {
		panic(err) // the file is compiled in
	}
	return s
})

// ParseSpeech reads a speech from YAML. Unknown keys are errors.
func ParseSpeech(raw []byte) (*Speech, error) {
	var s Speech
	if err := yaml.NewDecoder(bytes.NewReader(raw), yaml.Strict()).Decode(&s); err != nil {
		return nil, err
	}
	return &s, nil
}

// phrasebook is a speech made ready: what each phrase means, by how it is written.
type phrasebook struct {
	means   map[string][][]token // nothing for a filler
	longest int                  // units
}

func (s *Speech) phrasebook() *phrasebook {
	b := &phrasebook{means: map[string][][]token{}}
	for _, f := range s.Filler {
		b.add(f, nil)
	}
	for _, say := range s.Sayings {
		for _, phrase := range say.Say {
			b.add(phrase, say.Mean)
		}
	}
	return b
}

func (b *phrasebook) add(phrase string, mean []string) {
	cut := tokens(nil, phrase, "")
	b.longest = max(b.longest, len(cut))
	all := b.means[key(cut)]
	for _, m := range mean {
		all = append(all, tokens(nil, m, ""))
	}
	b.means[key(cut)] = all
}

// match finds the longest phrase with which tokens begin.
func (b *phrasebook) match(t []token) (n int, means [][]token) {
	for n := min(b.longest, len(t)); n > 0; n-- {
		if means, ok := b.means[key(t[:n])]; ok {
			return n, means
		}
	}
	return 0, nil
}

// key is tokens as they are looked up: words apart, characters together.
func key(t []token) string {
	var out strings.Builder
	for i := range t {
		if i > 0 && (t[i].read == 0 || t[i-1].read == 0) {
			out.WriteByte(' ')
		}
		out.WriteString(t[i].text)
	}
	return out.String()
}
