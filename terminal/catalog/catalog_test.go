package catalog_test

import (
	"strings"
	"testing"

	"yitiji/terminal/catalog"
)

func TestBuiltinItemsAreWhole(t *testing.T) {
	c, err := catalog.Load(catalog.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	it, ok := c.Item("GLJT-999999")
	if !ok {
		t.Fatal("the old-age allowance is missing")
	}
	if it.Offline != catalog.OfflineQueue || it.Applicant.MinAge != 80 {
		t.Errorf("offline %q, min_age %d", it.Offline, it.Applicant.MinAge)
	}
}

// whole is the least item that passes every check.
const whole = `
code: X-1
scheme: sample
version: 1
name: {zh-Hans: 名, en: n}
summary: {zh-Hans: 名, en: n}
icon: heart
minutes: 1
offline: queue
applicant: {}
consent: {zh-Hans: 同意, en: yes I do}
form:
  - {key: a, kind: choice, ask: {zh-Hans: 问, en: q}, label: {zh-Hans: 标, en: l}, options: [{key: x, name: {zh-Hans: 一, en: one}}, {key: y, name: {zh-Hans: 二, en: two}}]}
  - {key: b, kind: digits, when: {field: a, is: x}, ask: {zh-Hans: 问, en: q}, label: {zh-Hans: 标, en: l}, min: 1, max: 3}
`

func TestParseItemSaysWhatIsWrong(t *testing.T) {
	if _, err := catalog.ParseItem([]byte(whole)); err != nil {
		t.Fatalf("the whole item: %v", err)
	}
	for _, c := range []struct{ why, from, to, want string }{
		{"a misspelt key has a line", "icon: heart", "icno: heart", "icno"},
		{"a language is missing", "summary: {zh-Hans: 名, en: n}", "summary: {zh-Hans: 名}", "summary: no words in en"},
		{"an unknown mode", "offline: queue", "offline: sometimes", "sometimes"},
		{"a condition that nothing meets", "is: x", "is: z", `"z"`},
		{"a key given twice", "key: b", "key: a", "only once"},
		{"an unknown kind", "kind: digits", "kind: colour", "colour"},
		{"digits without bounds", ", min: 1, max: 3", "", "min and max"},
		{"a broken pattern", "max: 3", "max: 3, pattern: '('", "missing closing"},
	} {
		_, err := catalog.ParseItem([]byte(strings.Replace(whole, c.from, c.to, 1)))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want it to say %q", c.why, err, c.want)
		}
	}
}

func FuzzParseItem(f *testing.F) {
	f.Add([]byte(whole))
	f.Fuzz(func(t *testing.T, raw []byte) {
		it, err := catalog.ParseItem(raw)
		if err == nil && (it.Code == "" || it.Name.In(catalog.Chinese) == "") {
			t.Error("an item without a code or a name passed")
		}
	})
}

func TestAskedFollowsTheAnswers(t *testing.T) {
	it, err := catalog.ParseItem([]byte(whole))
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

func TestValidate(t *testing.T) {
	account := catalog.Field{Kind: catalog.Digits, Min: 16, Max: 19, Check: catalog.Luhn}
	phone := catalog.Field{Kind: catalog.Digits, Min: 11, Max: 11, Pattern: `^1[3-9]\d{9}$`, Optional: catalog.Text{"en": "none"}}
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
	} {
		if got := c.field.Validate(c.value); got != c.want {
			t.Errorf("%s: Validate(%q) = %q, want %q", c.why, c.value, got, c.want)
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
