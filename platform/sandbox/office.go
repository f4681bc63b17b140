package sandbox

import (
	_ "embed" // offices and rules
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"

	"yitiji/terminal/catalog"
)

//go:embed offices.yaml
var officesFile []byte

//go:embed rules.yaml
var rulesFile []byte

// office is who answers for a domain.
type office struct {
	Domain string `yaml:"domain"`
	Name   string `yaml:"name"`
	Seal   string `yaml:"seal"`
}

// Match says for which items something holds.
type Match struct {
	Items []catalog.ItemCode `yaml:"items,omitempty"`
	Words []string           `yaml:"words,omitempty"` // one of them in the item's name; "" is in every one
}

func (m Match) fits(it *catalog.Item) bool {
	return slices.Contains(m.Items, it.Code) ||
		slices.ContainsFunc(m.Words, func(w string) bool { return strings.Contains(it.Name[catalog.Chinese], w) })
}

// rule is what must hold for a department to say yes at once.
type rule struct {
	Match `yaml:",inline"`
	Need  []string `yaml:"need"`
}

// reminder is of what a department reminds people.
type reminder struct {
	Match `yaml:",inline"`
	When  string       `yaml:"when"`
	Text  catalog.Text `yaml:"text"`
}

// ruleBook is rules.yaml.
type ruleBook struct {
	Needs     map[string]catalog.Text `yaml:"needs"`
	Rules     []rule                  `yaml:"rules"`
	Reminders []reminder              `yaml:"reminders"`
}

func read[T any](raw []byte) T {
	var out T
	if err := yaml.UnmarshalWithOptions(raw, &out, yaml.Strict()); err != nil {
		panic(fmt.Sprintf("a file that is compiled in: %v", err))
	}
	return out
}

var (
	offices = sync.OnceValue(func() []office { return read[[]office](officesFile) })
	rules   = sync.OnceValue(func() ruleBook { return read[ruleBook](rulesFile) })
)

// officeFor is the office of an item; the service centre where no other answers for it.
func officeFor(it *catalog.Item) office {
	all := offices()
	i := slices.IndexFunc(all, func(o office) bool { return o.Domain == it.Domain })
	if i < 0 {
		i = len(all) - 1
	}
	return all[i]
}

func officeOf(it *catalog.Item) string { return officeFor(it).Name }

// ruleFor is the first rule that holds for an item.
func ruleFor(it *catalog.Item) rule {
	for _, r := range rules().Rules {
		if r.fits(it) {
			return r
		}
	}
	return rule{}
}
