package search

import (
	"os"
	"slices"
	"testing"

	"github.com/goccy/go-yaml"

	"yitiji/terminal/catalog"
)

// leastRate is how many of the questions in testdata must find what is meant, in per cent.
const leastRate = 95

// What people ask must find what they mean.
func TestFindsWhatPeopleMean(t *testing.T) {
	x := New(village(t), Options{})
	var questions []struct {
		Ask, Want, Why string
		Within         int
	}
	read(t, "testdata/queries.yaml", &questions)
	right := 0
	for _, q := range questions {
		hits := x.Find(q.Ask, catalog.Chinese, 10)
		at := slices.IndexFunc(hits, func(h Hit) bool { return string(h.Item.Code) == q.Want })
		switch {
		case q.Want == "" && (len(hits) == 0 || hits[0].How == Nearest), q.Want != "" && at >= 0 && at < q.Within && hits[at].How < Nearest:
			right++
		default:
			t.Logf("missed: %s (%s): want %s among the first %d, got %s", q.Ask, q.Why, q.Want, q.Within, told(hits))
		}
	}
	t.Logf("%d of %d questions find what is meant: %.1f %%", right, len(questions), 100*float64(right)/float64(len(questions)))
	if right*100 < leastRate*len(questions) {
		t.Errorf("less than %d %%", leastRate)
	}
}

// village is the items of a small catalogue.
func village(t testing.TB) []*catalog.Item {
	var items []*catalog.Item
	read(t, "testdata/items.yaml", &items)
	return items
}

func read(t testing.TB, file string, into any) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.UnmarshalWithOptions(raw, into, yaml.Strict()); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

func told(hits []Hit) (out []string) {
	for _, h := range hits {
		out = append(out, string(h.Item.Code)+" "+[...]string{"written", "pinyin", "sound", "spelling", "asked", "nearest"}[h.How]+" "+h.Text[h.From:h.To])
	}
	return out
}
