package rehearsal_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"yitiji/terminal"
	"yitiji/terminal/catalog"
	"yitiji/terminal/flow"
	"yitiji/terminal/rehearsal"
	"yitiji/terminal/words"
	"yitiji/ui/view"
)

var morning = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

// stage is what a walk needs, with the real screens.
func stage(t *testing.T, c *catalog.Catalog, it *catalog.Item) rehearsal.Options {
	t.Helper()
	book, err := words.Open()
	if err != nil {
		t.Fatal(err)
	}
	clerk := view.NewClerk(terminal.Site{Name: "云溪镇便民服务中心", Code: "YX07", Hotline: "12345"}, c, book)
	return rehearsal.Options{
		Catalog: c, Item: it, Start: morning,
		Touches: func(s flow.State) []flow.Tap { return clerk.Screen(s).Touches() },
		Look:    func(s flow.State) error { return clerk.Screen(s).Check() },
	}
}

func TestBuiltinItemsAreFit(t *testing.T) {
	c, err := catalog.Load(catalog.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range c.Items() {
		t.Run(string(it.Code), func(t *testing.T) {
			t.Parallel()
			start := time.Now()
			report := rehearsal.Walk(stage(t, c, it))
			if err := report.Err(); err != nil {
				t.Error(err)
			}
			if least := leastStates(it); report.States < least {
				t.Errorf("only %d states: the walk did not get anywhere", report.States)
			}
			t.Logf("%d states, %d moves, %s", report.States, report.Moves, time.Since(start).Round(time.Millisecond))
		})
	}
}

// leastStates is how many a walk meets that gets anywhere: to read something takes few.
func leastStates(it *catalog.Item) int {
	if it.Work == catalog.Inform && len(it.Form) == 0 {
		return 10
	}
	return 50
}

// pension is an item in which every planted fault has its place.
const pension = `code: X-1
scheme: sample
version: 1
work: apply
name: {zh-Hans: 名, en: n}
summary: {zh-Hans: 名, en: n}
icon: heart
minutes: 1
domain: civil
audience: [person]
identity: {level: card}
conditions:
  - {if: age >= 60, else: {zh-Hans: 未满六十, en: too young}}
  - {if: answers.kind != "third", else: {zh-Hans: 此类停办, en: not this kind}}
guide:
  who: {zh-Hans: 谁, en: w}
  bring: {zh-Hans: 带, en: b}
  process: [{zh-Hans: 办, en: p}]
consent: {zh-Hans: 同意, en: yes I do}
situations:
  - {key: kind, kind: choice, ask: {zh-Hans: 问, en: q}, label: {zh-Hans: 类, en: l}, options: [{key: first, name: {zh-Hans: 一, en: one}}, {key: second, name: {zh-Hans: 二, en: two}}, {key: third, name: {zh-Hans: 三, en: three}}]}
  - {key: more, kind: choice, when: {field: kind, is: second}, ask: {zh-Hans: 问, en: q}, label: {zh-Hans: 细, en: l}, options: [{key: x, name: {zh-Hans: 一, en: one}}, {key: y, name: {zh-Hans: 二, en: two}}]}
form:
  - {key: phone, kind: digits, when: {field: more, is: x}, ask: {zh-Hans: 问, en: q}, label: {zh-Hans: 标, en: l}, min: 11, max: 11, pattern: '^1[3-9]\d{9}$', example: "13800138000"}
materials:
  - {key: proof, name: {zh-Hans: 证明, en: proof}, when: answers.kind == "second", from: [scan]}
needs: [idcard]
offline: queue
fee: {kind: free}
result: {kind: acceptance, name: {zh-Hans: 结果, en: r}}
delivery: [message]
`

// rehearse walks pension with a change, and a view with another one.
func rehearse(t *testing.T, from, to string, spoil func(*rehearsal.Options)) (rehearsal.Report, error) {
	t.Helper()
	return rehearseItem(t, pension, from, to, spoil)
}

func rehearseItem(t *testing.T, whole, from, to string, spoil func(*rehearsal.Options)) (rehearsal.Report, error) {
	t.Helper()
	vocabulary, err := fs.ReadFile(catalog.Builtin(), catalog.VocabularyFile)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(whole, from) {
		t.Fatalf("nothing to change: %q", from)
	}
	text := strings.Replace(whole, from, to, 1)
	c, err := catalog.Load(fstest.MapFS{catalog.VocabularyFile: {Data: vocabulary}, "x.yaml": {Data: []byte(text)}})
	if err != nil {
		return rehearsal.Report{}, err
	}
	it, _ := c.Item("X-1")
	o := stage(t, c, it)
	if spoil != nil {
		spoil(&o)
	}
	report := rehearsal.Walk(o)
	return report, report.Err()
}

// without takes a touch off the screens of a stage.
func without(stage flow.Stage, do flow.Verb) func(*rehearsal.Options) {
	return func(o *rehearsal.Options) {
		all := o.Touches
		o.Touches = func(s flow.State) (left []flow.Tap) {
			for _, tap := range all(s) {
				if s.Stage != stage || tap.Do != do && tap.Do != flow.Leave {
					left = append(left, tap)
				}
			}
			return left
		}
	}
}

// wordless takes the English words off a stage, while the leaflet has that trouble.
func wordless(stage flow.Stage, leaflet flow.Trouble) func(*rehearsal.Options) {
	return func(o *rehearsal.Options) {
		look := o.Look
		o.Look = func(s flow.State) error {
			if s.Stage == stage && s.Visit.Unprinted == leaflet && s.Visit.Lang == catalog.English {
				return errors.New("no words")
			}
			return look(s)
		}
	}
}

// Twenty-seven faults are planted, by whoever writes items and by whoever writes the program,
// and all are found.
func TestPlantedFaults(t *testing.T) {
	if report, err := rehearse(t, "", "", nil); err != nil {
		t.Fatalf("without a fault, over %d states:\n%v", report.States, err)
	}
	planted := []struct {
		why, from, to string
		spoil         func(*rehearsal.Options)
		want          string
	}{
		{why: "nobody is old enough", from: "age >= 60", to: "age >= 600", want: "nobody may apply"},
		{why: "everybody is old enough", from: "age >= 60", to: "age >= 0", want: "conditions[0] refuses nobody"},
		{why: "a condition on an option that is not there", from: `!= "third"`, to: `!= "fourth"`, want: "conditions[1] refuses nobody"},
		{why: "a condition that nobody meets, whatever they answer", from: `answers.kind != "third"`, to: `answers.kind == "none"`, want: `"submit" is never reached`},
		{
			why: "a question behind a refusal", from: `answers.kind != "third"`, to: `answers.kind == "first"`,
			want: `nobody who is asked for "phone" can apply`,
		},
		{why: "a question that asks on an impossible answer", from: "is: second", to: "is: fifth", want: `no earlier choice "kind" with the option "fifth"`},
		{why: "an example that does not pass", from: "13800138000", to: "12345678901", want: "does not pass: wrong-shape"},
		{why: "a pattern that nothing passes", from: `'^1[3-9]\d{9}$'`, to: `'^x$'`, want: "does not pass"},
		{why: "a rule that is no rule", from: "age >= 60", to: "age >= sixty", want: "undeclared reference"},
		{why: "a rule about a question that is gone", from: "answers.kind !=", to: "answers.kid !=", want: "there is no such field"},
		{why: "a language without the consent", from: "consent: {zh-Hans: 同意, en: yes I do}", to: "consent: {zh-Hans: 同意}", want: "consent: no words in en"},
		{why: "a domain that is none", from: "domain: civil", to: "domain: space", want: "domain: space is none of"},
		{why: "a card that nothing reads", from: "needs: [idcard]", to: "needs: []", want: "needs \"idcard\""},
		{why: "an application that is finished by nobody", from: "offline: queue", to: "offline: full", want: "finished by a department"},
		{why: "a fee that is queued", from: "fee: {kind: free}", to: "fee: {kind: fixed, amount: 100, basis: {zh-Hans: 据, en: b}}", want: "money is taken with the centre's word only"},
		{why: "a material that nobody has to hand in", from: `when: answers.kind == "second"`, to: `when: answers.kind == "third"`, want: `the material "proof" is never wanted`},
		{why: "a material that only a network brings", from: "from: [scan]", to: "from: [phone]", want: "proof could not be handed in without a network"},
		{why: "a material that only some people have", from: "from: [scan]", to: "certificate: c, from: [certificate]", want: "could not go on: name another way"},
		{why: "a comma that cuts a text in two", from: "en: yes I do}", to: "en: yes, I do}", want: "wants quotes"},
		{why: "a scanner that nobody can start", spoil: without(flow.Scanning, flow.Scan), want: `nobody can hand in the material "proof"`},
		{why: "a result that reaches nobody", from: "delivery: [message]", to: "delivery: []", want: "how does the result reach the person"},
		{why: "a screen without a way out while the reader is gone", spoil: without(flow.Identify, flow.Back), want: "identify: no touch leads out of it"},
		{why: "a screen that needs paper to go on", spoil: without(flow.PaperFault, flow.NoPaper), want: "paper: no touch leads out of it"},
		{why: "a screen without words", spoil: wordless(flow.Review, flow.NoTrouble), want: "review, en: no words"},
		{why: "a leaflet on its way without words", spoil: wordless(flow.LeafletPrinting, flow.NoTrouble), want: "leaflet, en: no words"},
		{why: "a leaflet that jams without words", spoil: wordless(flow.Guide, "jam"), want: "guide, en: no words"},
		{
			why: "a question that cannot be answered", spoil: func(o *rehearsal.Options) {
				all := o.Touches
				o.Touches = func(s flow.State) (left []flow.Tap) {
					for _, tap := range all(s) {
						if s.Visit.Field != "phone" || tap.Do != flow.Next {
							left = append(left, tap)
						}
					}
					return left
				}
			}, want: `"phone" is never answered`,
		},
	}
	found := 0
	for _, p := range planted {
		if _, err := rehearse(t, p.from, p.to, p.spoil); err == nil || !strings.Contains(err.Error(), p.want) {
			t.Errorf("%s: %.600v, want %q", p.why, err, p.want)
			continue
		}
		found++
	}
	t.Logf("%d of %d planted faults are found", found, len(planted))
}

// advice tells one of two things, by an answer.
const advice = `code: X-1
scheme: sample
version: 1
work: inform
name: {zh-Hans: 名, en: n}
summary: {zh-Hans: 名, en: n}
icon: heart
minutes: 1
domain: civil
audience: [person]
identity: {level: none}
guide:
  who: {zh-Hans: 谁, en: w}
  bring: {zh-Hans: 带, en: b}
  process: [{zh-Hans: 办, en: p}]
consent: {zh-Hans: 同意, en: yes I do}
situations:
  - {key: kind, kind: choice, ask: {zh-Hans: 问, en: q}, label: {zh-Hans: 类, en: l}, options: [{key: first, name: {zh-Hans: 一, en: one}}, {key: second, name: {zh-Hans: 二, en: two}}]}
  - {key: more, kind: choice, when: {field: kind, is: second}, ask: {zh-Hans: 问, en: q}, label: {zh-Hans: 细, en: l}, options: [{key: x, name: {zh-Hans: 一, en: one}}, {key: y, name: {zh-Hans: 二, en: two}}]}
reading:
  - {heading: {zh-Hans: 一, en: one}, text: {zh-Hans: 甲, en: a}, when: answers.kind == "first"}
  - {heading: {zh-Hans: 二, en: two}, text: {zh-Hans: 乙, en: b}, when: answers.more == "x"}
  - {heading: {zh-Hans: 三, en: three}, text: {zh-Hans: 丙, en: c}, when: answers.more == "y"}
offline: full
fee: {kind: free}
result: {kind: shown, name: {zh-Hans: 结果, en: r}}
delivery: [screen]
`

// What is told to nobody was written for nothing, and whoever is told nothing asked in vain.
func TestPlantedFaultsInTexts(t *testing.T) {
	if _, err := rehearseItem(t, advice, "", "", nil); err != nil {
		t.Fatalf("without a fault: %v", err)
	}
	for _, p := range []struct{ why, from, to, want string }{
		{"an option that is not there", `answers.more == "x"`, `answers.more == "z"`, "reading[1] is told to nobody"},
		{"an answer without a text", `answers.more == "y"`, `answers.kind == "first"`, "there is nothing to tell"},
		{"a rule about a question that is gone", `answers.more == "y"`, `answers.mere == "y"`, "answers.mere: there is no such field"},
	} {
		if _, err := rehearseItem(t, advice, p.from, p.to, nil); err == nil || !strings.Contains(err.Error(), p.want) {
			t.Errorf("%s: %.400v, want %q", p.why, err, p.want)
		}
	}
}
