package catalog_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"yitiji/terminal/catalog"
	"yitiji/terminal/identity"
)

// sample is read once for all tests: none of them changes it.
var sample = sync.OnceValues(func() (*catalog.Catalog, error) { return catalog.Load(catalog.Builtin()) })

func builtin(t testing.TB) *catalog.Catalog {
	t.Helper()
	c, err := sample()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func vocabulary(t testing.TB) catalog.Vocabulary { return builtin(t).Vocabulary() }

func TestBuiltinItemsAreWhole(t *testing.T) {
	it, ok := builtin(t).Item("GLJT-999999")
	if !ok {
		t.Fatal("the old-age allowance is missing")
	}
	if it.Offline != catalog.OfflineQueue || it.Deadlines.Promised.Days != 15 {
		t.Errorf("offline %q, promised %+v", it.Offline, it.Deadlines.Promised)
	}
}

// whole is the least item that passes every check. Its lines are counted below.
const whole = `code: X-1
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
  - {if: age >= 18, else: {zh-Hans: 未成年, en: a minor}}
guide:
  who: {zh-Hans: 谁, en: w}
  bring: {zh-Hans: 带, en: b}
  process: [{zh-Hans: 办, en: p}]
consent: {zh-Hans: 同意, en: yes I do}
situations:
  - {key: a, kind: choice, ask: {zh-Hans: 问, en: q}, label: {zh-Hans: 标, en: l}, options: [{key: x, name: {zh-Hans: 一, en: one}}, {key: y, name: {zh-Hans: 二, en: two}}]}
form:
  - {key: b, kind: digits, when: {field: a, is: x}, ask: {zh-Hans: 问, en: q}, label: {zh-Hans: 标, en: l}, min: 1, max: 3, example: "7"}
materials:
  - {key: m, name: {zh-Hans: 材, en: m}, when: answers.a == "x", certificate: birth, from: [certificate, scan]}
needs: [idcard]
offline: queue
fee: {kind: free}
result: {kind: acceptance, name: {zh-Hans: 结果, en: r}}
delivery: [message]
deadlines: {statutory: {days: 20}, promised: {days: 15}}
hours: [{days: [mon, tue], from: "09:00", to: "17:00"}]
notices: [{text: {zh-Hans: 注意, en: mind}, from: 2026-01-01, to: 2026-12-31}]
`

// Every mistake is said with its line and its place.
func TestParseItemSaysWhatIsWrong(t *testing.T) {
	if _, err := catalog.ParseItem([]byte(whole), vocabulary(t)); err != nil {
		t.Fatalf("the whole item: %v", err)
	}
	for _, c := range []struct{ why, from, to, want string }{
		{"a misspelt key", "icon: heart", "icno: heart", "7: icno: "},
		{"a text where a number belongs", "version: 1", "version: one", "3: "},
		{"no YAML at all", "version: 1", "version: [", "3"},
		{"no version", "version: 1", "version: 0", "3: version: 0"},
		{"a language is missing", "summary: {zh-Hans: 名, en: n}", "summary: {zh-Hans: 名}", "6: summary: no words in en"},
		{"a key of the vocabulary that is not there", "domain: civil", "domain: civic", "9: domain: civic"},
		{"for nobody", "audience: [person]", "audience: []", "10: audience: for whom"},
		{"an unknown audience", "audience: [person]", "audience: [dog]", "10: audience[0]: dog"},
		{"a level of proof that does not exist", "level: card", "level: blood", "11: identity.level: blood"},
		{"a rule that is no CEL", "age >= 18", "age >=", "13: conditions[0].if: "},
		{"a rule with another type", "age >= 18", "age + 18", "13: conditions[0].if: \"age + 18\" gives int: want bool"},
		{"a rule about what nobody knows", "age >= 18", "income < 100", "undeclared reference to 'income'"},
		{"a rule about a question that is not asked", `answers.a == "x"`, `answers.z == "x"`, `24: materials[0].when: "answers.z == \"x\"" asks for answers.z`},
		{"the same, written otherwise", `answers.a == "x"`, `'answers["z"] == "x"'`, "answers.z: there is no such field"},
		{"no steps", "process: [{zh-Hans: 办, en: p}]", "process: []", "17: guide.process: no step"},
		{"a situation that is typed", "kind: choice", "kind: digits", "20: situations[0].kind: a situation is told by a choice"},
		{"a situation that bundles leave out", "kind: choice", "kind: choice, alone: true", "20: situations[0].alone: a bundle asks"},
		{"a condition that nothing meets", "is: x", "is: z", "22: form[0].when: no earlier choice \"a\" with the option \"z\""},
		{"a key given twice", "key: b", "key: a", "22: form[0].key: "},
		{"an option given twice", "key: y", "key: x", "20: situations[0].options[1].key: "},
		{"an unknown kind", "kind: digits", "kind: colour", "22: form[0].kind: "},
		{"a limit that is no day", "kind: digits", "kind: date, latest: tomorrow", "22: form[0].latest: \"tomorrow\" is no day"},
		{"digits without bounds", ", min: 1, max: 3, example: \"7\"", "", "22: form[0].max: digits need min and max"},
		{"no example", `, example: "7"`, "", "22: form[0].example: no value that passes"},
		{"an example that does not pass", `example: "7"`, `example: "7777"`, "22: form[0].example: \"7777\" does not pass: too-long"},
		{"a broken pattern", "max: 3", "max: 3, pattern: '('", "22: form[0].pattern: "},
		{"a material that only some have", "from: [certificate, scan]", "from: [certificate]", "24: materials[0].from: who has no such certificate"},
		{"a way to give it that is none", "from: [certificate, scan]", "from: [certificate, fax]", "24: materials[0].from[1]: fax"},
		{"a certificate that is never fetched", "from: [certificate, scan]", "from: [scan]", "24: materials[0].certificate: "},
		{"a certificate that is none", "certificate: birth", "certificate: death", "24: materials[0].certificate: death"},
		{"a card that nothing reads", "needs: [idcard]", "needs: [receipt]", `25: needs: who is proved by what is read there needs "idcard"`},
		{"a device that does not exist", "needs: [idcard]", "needs: [idcard, toaster]", "25: needs[1]: toaster"},
		{"an unknown mode", "offline: queue", "offline: sometimes", "26: offline: sometimes"},
		{"a query that is queued", "work: apply", "work: query", "26: offline: queue: what is looked up"},
		{"a booking that is queued", "work: apply", "work: book", "26: offline: queue: a time"},
		{"an instant result that is queued", "kind: acceptance", "kind: acceptance, instant: true", "26: offline: queue: the result"},
		{"money that is queued", "fee: {kind: free}", "fee: {kind: fixed, amount: 1000, basis: {zh-Hans: 据, en: b}}", "26: offline: queue: money"},
		{"an application that nobody decides", "offline: queue", "offline: full", "26: offline: full: an application"},
		{"a fee without an amount", "fee: {kind: free}", "fee: {kind: fixed, basis: {zh-Hans: 据, en: b}}", "27: fee.amount: 0 fen"},
		{"a fee without its basis", "fee: {kind: free}", "fee: {kind: bill}", "27: fee.basis: no words in zh-Hans"},
		{"a rule that gives no amount", "fee: {kind: free}", "fee: {kind: rule, rule: age > 3, basis: {zh-Hans: 据, en: b}}", "27: fee.rule: \"age > 3\" gives bool: want int"},
		{"a result that reaches nobody", "delivery: [message]", "delivery: []", "29: delivery: how does"},
		{"more days than the law gives", "promised: {days: 15}", "promised: {days: 25}", "30: deadlines.promised: 25 days"},
		{"a day of the week that is none", "days: [mon, tue]", "days: [mon, sunday]", "31: hours[0].days[1]: sunday"},
		{"an hour that is none", `from: "09:00"`, `from: "9 am"`, "31: hours[0].from: \"9 am\""},
		{"it closes before it opens", `to: "17:00"`, `to: "08:00"`, "31: hours[0].to: 08:00 is not after 09:00"},
		{"a notice that ends before it begins", "to: 2026-12-31", "to: 2025-12-31", "32: notices[0].to: "},
		{"a day that is none", "to: 2026-12-31", "to: 2026-13-31", "32: notices[0].to: \"2026-13-31\" is no day"},
	} {
		raw := strings.Replace(whole, c.from, c.to, 1)
		if raw == whole {
			t.Errorf("%s: nothing was changed", c.why)
		}
		_, err := catalog.ParseItem([]byte(raw), vocabulary(t))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want it to say %q", c.why, err, c.want)
		}
	}
}

// told is the least item that tells something, and to whom. Its lines are counted below.
const told = `code: X-1
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
  - {key: a, kind: choice, ask: {zh-Hans: 问, en: q}, label: {zh-Hans: 标, en: l}, options: [{key: x, name: {zh-Hans: 一, en: one}}, {key: y, name: {zh-Hans: 二, en: two}}]}
reading:
  - heading: {zh-Hans: 一, en: one}
    when: answers.a == "x"
    text: {zh-Hans: 甲, en: a}
  - {heading: {zh-Hans: 二, en: two}, text: {zh-Hans: 乙, en: b}}
offline: full
fee: {kind: free}
result: {kind: shown, name: {zh-Hans: 结果, en: r}}
delivery: [screen]
`

// A text is told to whom it concerns; one whose rule is wrong is named with its line.
func TestTells(t *testing.T) {
	it, err := catalog.ParseItem([]byte(told), vocabulary(t))
	if err != nil {
		t.Fatal(err)
	}
	for answer, want := range map[string]string{"x": "one two", "y": "two", "": "two"} {
		var got []string
		for _, r := range it.Reading {
			if it.Tells(r, catalog.Facts{Answers: []catalog.Answer{{Field: "a", Value: answer}}}) {
				got = append(got, r.Heading.In(catalog.English))
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("after %q: %v, want %s", answer, got, want)
		}
	}
	if !slices.Contains(it.TurnsOn(), "a") {
		t.Error("nothing turns on the answer that decides what is told")
	}
	for _, c := range []struct{ why, from, to, want string }{
		{"a question that is not asked", "answers.a ==", "answers.z ==", `21: reading[0].when: "answers.z == \"x\"" asks for answers.z`},
		{"no CEL", `answers.a == "x"`, "answers.a ==", "21: reading[0].when: "},
		{"another type", `answers.a == "x"`, "answers.a", `21: reading[0].when: "answers.a" gives string: want bool`},
		{"a misspelt key", "when:", "wenn:", "21: wenn: "},
		{"no words", "text: {zh-Hans: 甲, en: a}", "text: {zh-Hans: 甲}", "22: reading[0].text: no words in en"},
	} {
		_, err := catalog.ParseItem([]byte(strings.Replace(told, c.from, c.to, 1)), vocabulary(t))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.why, err, c.want)
		}
	}
}

func TestCodes(t *testing.T) {
	const office = "11999999MB00000011"
	for _, c := range []struct {
		why    string
		scheme catalog.Scheme
		code   catalog.ItemCode
		want   string // in the error; empty for none
	}{
		{"a whole 实施编码", catalog.Implementation, office + "3" + "990501001000", ""},
		{"too short", catalog.Implementation, office + "3", "19 characters"},
		{"an office whose code is mistyped", catalog.Implementation, "11999999MB00000012" + "3" + "990501001000", "check character"},
		{"a level that does not exist", catalog.Implementation, office + "7" + "990501001000", "level"},
		{"letters in the basic code", catalog.Implementation, office + "3" + "9905010010X0", "basic code"},
		{"a basic code alone", catalog.Basic, "990501001000", ""},
		{"another province's own form is taken as it is", "scheme-of-a-province", "511A0138-000-01", ""},
		{"no code", "sample", "", "no code"},
		{"no scheme", "", "X-1", "no scheme"},
	} {
		err := c.scheme.Check(c.code)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.why, err, c.want)
		}
	}
}

// A bundle does not ask what a part asks only when it stands alone, and the check says so
// where a rule of the part would turn on it.
func TestABundleLeavesOutWhatIsAskedAlone(t *testing.T) {
	words := &fstest.MapFile{Data: []byte("domains: [{key: civil, name: {zh-Hans: 民政, en: Civil}}]\n")}
	part := strings.Replace(whole, "key: b,", "key: b, alone: true,", 1)
	bundle := strings.NewReplacer("code: X-1", "code: X-2\nparts: [X-1]", "form:\n", "", "  - {key: b", "#").Replace(whole)
	load := func(part string) (*catalog.Catalog, error) {
		return catalog.Load(fstest.MapFS{"a.yaml": {Data: []byte(part)}, "b.yaml": {Data: []byte(bundle)}, catalog.VocabularyFile: words})
	}
	c, err := load(part)
	if err != nil {
		t.Fatal(err)
	}
	for code, want := range map[catalog.ItemCode]int{"X-1": 2, "X-2": 1} {
		if it, _ := c.Item(code); len(it.AllFields()) != want {
			t.Errorf("%s asks %d questions, want %d", code, len(it.AllFields()), want)
		}
	}
	if _, err := load(strings.Replace(part, "if: age >= 18", `if: 'answers.b != "1"'`, 1)); err == nil || !strings.Contains(err.Error(), "answers.b: there is no such field") {
		t.Errorf("a rule that turns on what is not asked: %v", err)
	}
}

func TestLoadNamesTheFile(t *testing.T) {
	words := &fstest.MapFile{Data: []byte("domains: [{key: civil, name: {zh-Hans: 民政, en: Civil}}]\n")}
	item := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	for _, c := range []struct {
		why  string
		dir  fstest.MapFS
		want []string // empty for none
	}{
		{"fine", fstest.MapFS{"a.yaml": item(whole), catalog.VocabularyFile: words}, nil},
		{"empty", fstest.MapFS{}, []string{"no *.yaml"}},
		{"without a vocabulary", fstest.MapFS{"a.yaml": item(whole)}, []string{"no vocabulary.yaml"}},
		{
			"two mistakes in two files", fstest.MapFS{
				"a.yaml": item(strings.Replace(whole, "version: 1", "version: 0", 1)), catalog.VocabularyFile: words,
				"b.yaml": item(strings.Replace(strings.Replace(whole, "icon", "icno", 1), "X-1", "X-2", 1)),
			}, []string{"a.yaml:3: version", "b.yaml:7: icno"},
		},
		{
			"a code that is taken",
			fstest.MapFS{"a.yaml": item(whole), "b.yaml": item(whole), catalog.VocabularyFile: words},
			[]string{`b.yaml:code "X-1" is taken`},
		},
		{
			"a word without a name", fstest.MapFS{
				"a.yaml": item(whole), catalog.VocabularyFile: {Data: []byte("domains:\n  - {key: civil, name: {zh-Hans: 民政}}\n")},
			}, []string{"vocabulary.yaml:2: domains[0].name: no words in en"},
		},
	} {
		_, err := catalog.Load(c.dir)
		if (err == nil) != (len(c.want) == 0) {
			t.Errorf("%s: %v", c.why, err)
		}
		for _, want := range c.want {
			if err != nil && !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want %q", c.why, err, want)
			}
		}
	}
}

func FuzzParseItem(f *testing.F) {
	f.Add([]byte(whole))
	v := vocabulary(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		it, err := catalog.ParseItem(raw, v)
		if err == nil && (it.Code == "" || it.Name.In(catalog.Chinese) == "") {
			t.Error("an item without a code or a name passed")
		}
		var m *catalog.Mistake
		if errors.As(err, &m) && m.Line < 0 {
			t.Errorf("line %d", m.Line)
		}
	})
}

func item(t *testing.T, from, to string) *catalog.Item {
	t.Helper()
	it, err := catalog.ParseItem([]byte(strings.Replace(whole, from, to, 1)), vocabulary(t))
	if err != nil {
		t.Fatal(err)
	}
	return it
}

func TestRules(t *testing.T) {
	grown := catalog.Facts{Person: identity.Person{Birth: "2000-11-24", Sex: "2", Nation: "01"}, Today: "2026-11-24"}
	child := catalog.Facts{Person: identity.Person{Birth: "2008-11-25"}, Today: "2026-11-24"}
	with := func(f catalog.Facts, a string) catalog.Facts {
		f.Answers = []catalog.Answer{{Field: "a", Value: a}}
		return f
	}
	it := item(t, "", "")
	if why, refused := it.Refuses(grown, nil); refused {
		t.Errorf("a grown person is refused: %v", why)
	}
	if why, refused := it.Refuses(child, nil); !refused || why.In(catalog.English) != "a minor" {
		t.Errorf("a child: %v, %v", why, refused)
	}
	picky := item(t, "age >= 18", `answers.a != "y"`)
	for answer, want := range map[string]bool{"x": false, "y": true} {
		if _, refused := picky.Refuses(with(grown, answer), picky.Situations); refused != want {
			t.Errorf("after %q refused = %v", answer, refused)
		}
	}
	if _, refused := picky.Refuses(with(grown, "y"), nil); refused {
		t.Error("a condition is judged before its question was asked")
	}
	for answer, want := range map[string]int{"": 0, "x": 1, "y": 0} {
		if got := len(it.Wanted(with(grown, answer))); got != want {
			t.Errorf("after %q %d materials are wanted, want %d", answer, got, want)
		}
	}
	charged := item(t, "offline: queue\nfee: {kind: free}", `offline: none
fee: {kind: rule, rule: 'answers["a"] == "x" ? 1000 : age * 10', basis: {zh-Hans: 据, en: b}}`)
	for answer, want := range map[string]catalog.Fen{"x": 1000, "y": 260} {
		if got, ok := charged.Charge(with(grown, answer)); !ok || got != want {
			t.Errorf("after %q it costs %d, %v, want %d", answer, got, ok, want)
		}
	}
	billed := item(t, "offline: queue\nfee: {kind: free}", "offline: none\nfee: {kind: bill, basis: {zh-Hans: 据, en: b}}")
	if got, ok := billed.Charge(grown); ok {
		t.Errorf("a bill that only the centre knows is %d", got)
	}
}

func TestOpen(t *testing.T) {
	it := item(t, "", "")
	for at, want := range map[string]bool{
		"2026-11-23 09:00": true, "2026-11-23 08:59": false, "2026-11-23 16:59": true, "2026-11-23 17:00": false,
		"2026-11-25 10:00": false, // a Wednesday
	} {
		clock, err := time.Parse("2006-01-02 15:04", at)
		if err != nil {
			t.Fatal(err)
		}
		if it.Open(clock) != want {
			t.Errorf("open at %s = %v, want %v", at, !want, want)
		}
	}
}

func TestCovers(t *testing.T) {
	for _, c := range []struct {
		why      string
		coverage []catalog.Region
		want     bool
	}{
		{"everywhere", nil, true},
		{"the province", []catalog.Region{"99"}, true},
		{"the town, among others", []catalog.Region{"999998", "999999001"}, true},
		{"a neighbour", []catalog.Region{"999999002"}, false},
		{"a village of the town", []catalog.Region{"999999001001"}, false},
	} {
		it := catalog.Item{Coverage: c.coverage}
		if got := it.Covers("999999001"); got != c.want {
			t.Errorf("%s: %v", c.why, got)
		}
	}
}

func TestAskedFollowsTheAnswers(t *testing.T) {
	it, err := catalog.ParseItem([]byte(whole), vocabulary(t))
	if err != nil {
		t.Fatal(err)
	}
	if got := len(it.Asked(nil)); got != 1 {
		t.Errorf("before an answer %d fields are asked, want 1", got)
	}
	if got := len(it.Asked([]catalog.Answer{{Field: "a", Value: "x"}})); got != 2 {
		t.Errorf("after x %d fields are asked, want 2", got)
	}
}

// What hangs on a question that fell away falls away, too, whatever was answered before.
func TestAskedForgetsWhatFellAway(t *testing.T) {
	choice := func(key string, when *catalog.When) catalog.Field {
		return catalog.Field{Key: key, Kind: catalog.Choice, When: when, Options: []catalog.Option{{Key: "x"}, {Key: "y"}}}
	}
	it := catalog.Item{Form: []catalog.Field{
		choice("a", nil), choice("b", &catalog.When{Field: "a", Is: "x"}), choice("c", &catalog.When{Field: "b", Is: "x"}),
	}}
	for _, c := range []struct {
		a    string
		want int
	}{{"x", 3}, {"y", 1}} {
		if got := it.Asked([]catalog.Answer{{Field: "a", Value: c.a}, {Field: "b", Value: "x"}}); len(got) != c.want {
			t.Errorf("after %s, and x before it: %d questions, want %d", c.a, len(got), c.want)
		}
	}
}

func TestValidate(t *testing.T) {
	const today = "2026-11-24"
	account := catalog.Field{Kind: catalog.Digits, Min: 16, Max: 19, Check: catalog.Luhn}
	phone := catalog.Field{Kind: catalog.Digits, Min: 11, Max: 11, Pattern: `^1[3-9]\d{9}$`, Optional: catalog.Text{"en": "none"}}
	day := catalog.Field{Kind: catalog.Date, Earliest: "2020-01-01", Latest: catalog.Today}
	child := catalog.Field{Kind: catalog.IDNumber}
	firm := catalog.Field{Kind: catalog.CreditCode}
	for _, c := range []struct {
		why   string
		field catalog.Field
		value string
		want  catalog.Problem
	}{
		{"a test number of a card scheme", account, "4111111111111111", catalog.Fine},
		{"one digit mistyped", account, "4111111111111112", catalog.WrongCheck},
		{"still typing", account, "4111", catalog.TooShort},
		{"too much typed", account, "41111111111111111111", catalog.TooLong},
		{"nothing typed", account, "", catalog.Missing},
		{"nothing where one may pass", phone, "", catalog.Fine},
		{"a landline", phone, "02012345678", catalog.WrongShape},
		{"not digits", phone, "1380013800a", catalog.WrongShape},
		{"today", day, "2026-11-24", catalog.Fine},
		{"tomorrow", day, "2026-11-25", catalog.TooLate},
		{"the first day", day, "2020-01-01", catalog.Fine},
		{"the day before it", day, "2019-12-31", catalog.TooEarly},
		{"the 30th of February", day, "2024-02-30", catalog.NoSuchDay},
		{"a day half typed", day, "202402", catalog.TooShort},
		{"no day", day, "", catalog.Missing},
		{"a whole number", child, "999999195805050029", catalog.WrongNumber},
		{"a number with its check character", child, "99999919580505002X", catalog.Problem("")},
		{"a firm of region 999999", firm, "91999999MA0000012T", catalog.Fine},
		{"one character mistyped", firm, "91999999MA0000013T", catalog.WrongCode},
		{"half a code", firm, "91999999MA", catalog.TooShort},
		{"a letter that no code has", firm, "91999999MAO000012T", catalog.WrongShape},
		{"no code", firm, "", catalog.Missing},
		{"half a number", child, "99999919", catalog.TooShort},
	} {
		if c.why == "a number with its check character" {
			check, _ := identity.CheckDigit(c.value[:17])
			c.value = c.value[:17] + string(check)
		}
		if got := c.field.Validate(c.value, today); got != c.want {
			t.Errorf("%s: Validate(%q) = %q, want %q", c.why, c.value, got, c.want)
		}
	}
}

// What is typed key by key becomes the answer, and the answer can be typed on.
func TestTyping(t *testing.T) {
	for _, c := range []struct {
		why               string
		field             catalog.Field
		keys              string
		draft, value, say string
	}{
		{"a date, and a key too many", catalog.Field{Kind: catalog.Date}, "202611249", "20261124", "2026-11-24", "2026-11-24"},
		{"half a date", catalog.Field{Kind: catalog.Date}, "20261", "20261", "20261", "2026-1"},
		{"an X where none can be", catalog.Field{Kind: catalog.IDNumber}, "99X", "99", "99", "99"},
		{"an X at the end", catalog.Field{Kind: catalog.IDNumber}, "99999919580505002X1", "99999919580505002X", "99999919580505002X", "999999 19580505 002X"},
		{"a code, without the letters that none has, and a key too many", catalog.Field{Kind: catalog.CreditCode}, "91999999MIOSVZA0000012T1", "91999999MA0000012T", "91999999MA0000012T", "91 999999 MA0000012 T"},
		{"half a code", catalog.Field{Kind: catalog.CreditCode}, "9199x", "9199", "9199", "91 99"},
		{"digits up to their most", catalog.Field{Kind: catalog.Digits, Max: 3}, "1234X", "123", "123", "123"},
		{"nothing is typed into a choice", catalog.Field{Kind: catalog.Choice}, "1", "", "", ""},
	} {
		draft := ""
		for _, key := range c.keys {
			if c.field.Takes(draft, string(key)) {
				draft += string(key)
			}
		}
		value := c.field.Value(draft)
		if draft != c.draft || value != c.value || c.field.Draft(value) != draft || c.field.Spaced(value) != c.say {
			t.Errorf("%s: draft %q, value %q, back %q, shown %q", c.why, draft, value, c.field.Draft(value), c.field.Spaced(value))
		}
	}
}

func TestSpaced(t *testing.T) {
	f := catalog.Field{Group: []int{3, 4, 4}}
	for _, c := range []struct{ value, want string }{
		{"", ""}, {"138", "138"}, {"13800138", "138 0013 8"}, {"13800138000", "138 0013 8000"},
	} {
		if got := f.Spaced(c.value); got != c.want {
			t.Errorf("Spaced(%q) = %q, want %q", c.value, got, c.want)
		}
	}
}

// What is typed lacks what it lacks, and the sample of each kind passes.
func TestLacks(t *testing.T) {
	for _, c := range []struct {
		field catalog.Field
		draft string
		want  int
	}{
		{catalog.Field{Kind: catalog.CreditCode}, "9199", 14},
		{catalog.Field{Kind: catalog.IDNumber}, "9199", 14},
		{catalog.Field{Kind: catalog.Date}, "2026", 4},
		{catalog.Field{Kind: catalog.Digits, Min: 11, Max: 12}, "138", 8},
		{catalog.Field{Kind: catalog.Words, Min: 2, Max: 9}, "云", 1},
	} {
		if got := c.field.Lacks(c.draft); got != c.want {
			t.Errorf("%s: %q lacks %d, want %d", c.field.Kind, c.draft, got, c.want)
		}
	}
	for _, f := range []catalog.Field{{Kind: catalog.CreditCode}, {Kind: catalog.IDNumber}, {Kind: catalog.Date}} {
		if problem := f.Validate(f.Sample("2026-11-24"), "2026-11-24"); problem != catalog.Fine {
			t.Errorf("the sample of %s: %s", f.Kind, problem)
		}
	}
}
