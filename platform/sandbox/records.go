package sandbox

import (
	_ "embed" // which register answers
	"slices"
	"strings"
	"sync"
	"time"

	"yitiji/platform/sandbox/city"
	"yitiji/terminal/catalog"
)

//go:embed records.yaml
var recordsFile []byte

// asked is one query: about whom, for which item, with which answers.
type asked struct {
	s       *Sandbox
	person  *city.Person
	item    *catalog.Item
	answers []catalog.Answer
	now     time.Time
}

// answer is the value of a field; empty where it was not asked.
func (a asked) answer(field string) string { return answerTo(a.answers, field) }

func answerTo(answers []catalog.Answer, field string) string {
	for _, a := range answers {
		if a.Field == field {
			return a.Value
		}
	}
	return ""
}

// chosen is an answer in words, as the item has them.
func (a asked) chosen(field string) string { return a.option(field).In(catalog.Chinese) }

// option is what was chosen, in every language; nil where nothing was.
func (a asked) option(field string) catalog.Text {
	for _, f := range a.item.Asked(a.answers) {
		if o, ok := f.Option(a.answer(field)); ok && f.Key == field {
			return o.Name
		}
	}
	return nil
}

// found is what a register has.
type found struct {
	none  bool
	note  catalog.Text
	facts []line
	says  string // the sentence of the paper
	head  []string
	rows  [][]string

	title     string // of the paper; empty for what the item's result is called
	watermark string // across the paper
}

// line is a label and a value.
type line struct {
	label catalog.Text
	value string
}

// registers are what can be asked, by their names in records.yaml.
var registers = map[string]func(asked) found{
	"insurance": insurance, "pension": pension, "fund": fund, "medical": medical,
	"tax": tax, "violations": violations, "licence": licence, "vehicles": vehicles, "property": property,
	"marriage": marriage, "household": household, "conviction": conviction, "residence": residence,
	"disabled": disabled, "degree": degree, "firms": firms, "certificates": certificates,
}

// answering is one row of records.yaml.
type answering struct {
	Record  string             `yaml:"record"`
	Items   []catalog.ItemCode `yaml:"items,omitempty"`
	Words   []string           `yaml:"words,omitempty"`
	Domains []string           `yaml:"domains,omitempty"`
}

var answerings = sync.OnceValue(func() []answering { return read[[]answering](recordsFile) })

// registerFor finds the register that answers for an item.
func registerFor(it *catalog.Item) func(asked) found {
	names := strings.Join(append([]string{it.Name[catalog.Chinese], it.Result.Name[catalog.Chinese]}, it.Aliases[catalog.Chinese]...), " ")
	for _, fits := range []func(answering) bool{
		func(a answering) bool { return slices.Contains(a.Items, it.Code) },
		func(a answering) bool { return containsWord(it.Name[catalog.Chinese], a.Words) },
		func(a answering) bool { return containsWord(names, a.Words) },
		func(a answering) bool { return slices.Contains(a.Domains, it.Domain) },
	} {
		if i := slices.IndexFunc(answerings(), fits); i >= 0 {
			return registers[answerings()[i].Record]
		}
	}
	return general
}

func containsWord(text string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}

// nothing says that a register has nothing about somebody.
func nothing(chinese, english string) found { return found{none: true, note: both(chinese, english)} }

// general is the record of an item that has no register of its own: that the person is
// known here, and what was asked.
func general(a asked) found {
	f := found{
		says: "经查询本部门业务系统，上述人员的登记信息如下，特此证明。",
		facts: []line{
			{both("登记状态", "Status"), "正常"},
			{both("登记地址", "Registered address"), a.person.Address},
			{both("查询日期", "Asked on"), a.now.Format("2006年1月2日")},
		},
	}
	for _, field := range a.item.Asked(a.answers) {
		if v := a.chosen(field.Key); v != "" {
			f.facts = append(f.facts, line{field.Label, v})
		}
	}
	return f
}
