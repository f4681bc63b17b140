package search

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"unicode/utf8"

	"yitiji/terminal/catalog"
)

// A hit says why it was found, and where.
func TestHitsSayWhy(t *testing.T) {
	x := New(village(t), Options{})
	for _, c := range []struct {
		why, ask string
		lang     catalog.Lang
		how      How
		field    Field
		matched  string
	}{
		{"part of a name", "龄津", catalog.Chinese, Written, Name, "龄津"},
		{"an alias", "长寿金", catalog.Chinese, Written, Alias, "长寿金"},
		{"a keyword", "电子眼", catalog.Chinese, Written, Keyword, "电子眼"},
		{"a summary", "刷脸即可", catalog.Chinese, Written, Summary, "刷脸即可"},
		{"traditional characters, where it is simplified", "高齡津貼", catalog.Chinese, Written, Name, "高龄津贴"},
		{"pinyin, where there are characters", "gaoling", catalog.Chinese, Pinyin, Name, "高龄"},
		{"an unfinished syllable counts whole", "gaol", catalog.Chinese, Pinyin, Name, "高龄"},
		{"initials", "gljt", catalog.Chinese, Pinyin, Name, "高龄津贴"},
		{"a homophone", "高令津贴", catalog.Chinese, Sound, Name, "高龄津贴"},
		{"a wrong character", "高龄律贴申领", catalog.Chinese, Spelling, Name, "高龄津贴申领"},
		{"a word of English that is not finished counts whole", "old-age all", catalog.English, Written, Name, "Old-age allowance"},
		{"English, misspelt", "old-age alowance", catalog.English, Spelling, Name, "Old-age allowance"},
		{"a sentence: its most telling word", "身份证丢了怎么办", catalog.Chinese, Asked, Alias, "身份证"},
	} {
		hits := x.Find(c.ask, c.lang, 5)
		if len(hits) == 0 {
			t.Errorf("%s: nothing for %s", c.why, c.ask)
			continue
		}
		h := hits[0]
		if got := h.Text[h.From:h.To]; h.How != c.how || h.Field != c.field || got != c.matched {
			t.Errorf("%s: %s gives %v %v %q of %q, want %v %v %q", c.why, c.ask, h.How, h.Field, got, h.Text, c.how, c.field, c.matched)
		}
	}
}

// Of items that fit as well, the one that is used more comes first, and use at this terminal
// counts more than elsewhere; but no use lifts a match above a stricter one.
func TestUseDecides(t *testing.T) {
	items := []*catalog.Item{
		called("A", "养老金查询"), called("B", "养老金打印"), called("C", "养老金计算"), called("D", "养老金"), called("E", "羊老金"),
	}
	for _, c := range []struct {
		why, ask, want string
		o              Options
	}{
		{"nobody has used any: the whole name", "养老金", "D", Options{}},
		{"nobody has used any: the order of the catalogue", "养老", "D", Options{}},
		{"used here", "养老", "C", Options{Local: uses("C", 50, "A", 1)}},
		{"used everywhere", "养老", "B", Options{Central: uses("B", 50, "A", 1)}},
		{"here counts more", "养老", "A", Options{Local: uses("A", 1), Central: uses("B", 1)}},
		{"a homophone is only a homophone", "养老金", "D", Options{Local: uses("E", 50)}},
	} {
		if hits := New(items, c.o).Find(c.ask, catalog.Chinese, 10); string(hits[0].Item.Code) != c.want {
			t.Errorf("%s: %v, want %s", c.why, told(hits), c.want)
		}
	}
}

func called(code catalog.ItemCode, name string) *catalog.Item {
	return &catalog.Item{Code: code, Name: catalog.Text{catalog.Chinese: name}}
}

func uses(pairs ...any) map[catalog.ItemCode]int {
	out := map[catalog.ItemCode]int{}
	for i := 0; i < len(pairs); i += 2 {
		out[catalog.ItemCode(pairs[i].(string))] = pairs[i+1].(int)
	}
	return out
}

// Whatever comes up in an item finds that item, in a large catalogue too: nothing is lost by
// stopping early.
func TestEveryNameFindsItsItem(t *testing.T) {
	items, o := generated(5000)
	x := New(items, o)
	for i := 0; i < len(items); i += 7 {
		for _, lang := range catalog.Languages() {
			name := items[i].Name[lang]
			hits := x.Find(name, lang, 5)
			if !slices.ContainsFunc(hits, func(h Hit) bool { return h.Item.Name[lang] == name && h.How == Written }) {
				t.Errorf("%q does not find its item, but %v", name, told(hits))
			}
		}
	}
}

func TestNothing(t *testing.T) {
	for _, x := range []*Index{New(nil, Options{}), New([]*catalog.Item{{}}, Options{}), New(village(t), Options{})} {
		for _, ask := range []string{"", " ", "。！", "\xff", "'"} {
			if hits := x.Find(ask, catalog.Chinese, 5); len(hits) > 0 {
				t.Errorf("%q finds %v", ask, told(hits))
			}
		}
		x.Find("高龄津贴 gljt", catalog.English, 5)
		if hits := x.Find("高龄", catalog.Chinese, 0); len(hits) > 0 {
			t.Error("more hits than none")
		}
	}
}

// An index may be asked from several goroutines.
func TestTogether(t *testing.T) {
	x := New(village(t), Options{})
	want := fmt.Sprint(told(x.Find("我妈妈八十岁了能领什么钱", catalog.Chinese, 5)))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 50 {
				if got := fmt.Sprint(told(x.Find("我妈妈八十岁了能领什么钱", catalog.Chinese, 5))); got != want {
					t.Errorf("%s, want %s", got, want)
				}
			}
		})
	}
	all.Wait()
}

func TestParseSpeech(t *testing.T) {
	for _, c := range []struct {
		why, yaml string
		ok        bool
	}{
		{"a speech", "filler: [我]\nsayings: [{say: [钱], mean: [津贴]}]", true},
		{"a key that nobody knows", "fillers: [我]", false},
		{"no YAML", ":", false},
	} {
		if _, err := ParseSpeech([]byte(c.yaml)); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.why, err)
		}
	}
	x := New(village(t), Options{Speech: &Speech{Sayings: []Saying{{Say: []string{"宝贝没了"}, Mean: []string{"丧葬"}}}}})
	if hits := x.Find("宝贝没了", catalog.Chinese, 1); len(hits) == 0 || hits[0].Item.Code != "SZBZ" {
		t.Errorf("a speech of one's own finds %v", told(hits))
	}
}

func FuzzFind(f *testing.F) {
	for _, seed := range []string{"gao龄jt", "身份证丢了怎么办", "ａ'\xff𠀀zhzhzh", "qqqqqqqqqqqqqqqqqqqq", "is 80"} {
		f.Add(seed)
	}
	x := New(village(f), Options{})
	f.Fuzz(func(t *testing.T, ask string) {
		hits := x.Find(ask, catalog.English, 7)
		if len(hits) > 7 {
			t.Fatalf("%d hits", len(hits))
		}
		for i, h := range hits {
			if h.From < 0 || h.To > len(h.Text) || h.From > h.To || !utf8.ValidString(h.Text[h.From:h.To]) {
				t.Fatalf("%q: %+v", ask, h)
			}
			if slices.ContainsFunc(hits[:i], func(o Hit) bool { return o.Item == h.Item }) {
				t.Fatalf("%q: %s twice", ask, h.Item.Code)
			}
		}
	})
}
