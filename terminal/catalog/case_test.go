package catalog_test

import (
	"slices"
	"strings"
	"testing"

	"yitiji/terminal/catalog"
)

// In which case a material is wanted is said where one choice alone decides it.
func TestCase(t *testing.T) {
	for _, c := range []struct {
		why, when string
		want      []string // the answers; nil where it cannot be said
	}{
		{"one answer", `answers.a == "x"`, []string{"一"}},
		{"every other answer", `answers.a != "x"`, []string{"二"}},
		{"one of several", `answers["a"] in ["x", "y"]`, []string{"一", "二"}},
		{"it turns on the person", `age > 3`, nil},
		{"it turns on the person as well", `answers.a == "x" && age > 3`, nil},
		{"it turns on two questions", `answers.a == "x" || answers.b == "7"`, nil},
		{"it turns on what is typed", `answers.b == "7"`, nil},
		{"no answer leads to it", `answers.a == "z"`, nil},
	} {
		item := strings.Replace(whole, `answers.a == "x", c`, "'"+c.when+"', c", 1)
		it, err := catalog.ParseItem([]byte(item), vocabulary(t))
		if err != nil {
			t.Fatalf("%s: %v", c.why, err)
		}
		got, ok := it.Case(it.Materials[0])
		var answers []string
		for _, a := range got.Answers {
			answers = append(answers, a[catalog.Chinese])
		}
		if ok != (c.want != nil) || !slices.Equal(answers, c.want) {
			t.Errorf("%s: Case = %q, %v, want %q", c.why, answers, ok, c.want)
		}
	}
}

// A question that is asked on an earlier answer only is answered behind it.
func TestCaseOfALaterQuestion(t *testing.T) {
	later := `  - {key: c, kind: choice, when: {field: a, is: x}, ask: {zh-Hans: 问, en: q}, label: {zh-Hans: 细, en: d}, options: [{key: v, name: {zh-Hans: 三, en: three}}, {key: w, name: {zh-Hans: 四, en: four}}]}
form:`
	item := strings.Replace(strings.Replace(whole, "form:", later, 1), `answers.a == "x", c`, `answers.c == "w", c`, 1)
	it, err := catalog.ParseItem([]byte(item), vocabulary(t))
	if err != nil {
		t.Fatal(err)
	}
	got, ok := it.Case(it.Materials[0])
	if !ok || got.Label[catalog.Chinese] != "细" || len(got.Answers) != 1 || got.Answers[0][catalog.Chinese] != "四" {
		t.Errorf("Case = %v, %v", got, ok)
	}
}

// What is wanted always is wanted in no case of its own.
func TestNoCase(t *testing.T) {
	it, err := catalog.ParseItem([]byte(strings.Replace(whole, `when: answers.a == "x", `, "", 1)), vocabulary(t))
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := it.Case(it.Materials[0]); ok {
		t.Errorf("Case = %v", got)
	}
}
