package hanzi

import (
	"slices"
	"testing"
	"time"
)

func TestCandidates(t *testing.T) {
	for _, c := range []struct {
		why, letters, want string
		within             int // among the first so many
	}{
		{"an address, at one go", "zhejiangshenghangzhoushixihuquwensanlu", "浙江省杭州市西湖区文三路", 1},
		{"a complaint", "tuoqiangongzi", "拖欠工资", 1},
		{"a sentence", "wodeshenfenzhengdiulezenmeban", "我的身份证丢了怎么办", 1},
		{"another", "womamabashisuile", "我妈妈八十岁了", 1},
		{"and another", "laobanbufagongzi", "老板不发工资", 1},
		{"a name", "wangxiuying", "王秀英", 1},
		{"initials", "bjs", "北京市", 3},
		{"initials of a service", "gljt", "高龄津贴", 3},
		{"initials mixed with pinyin", "gaoljt", "高龄津贴", 3},
		{"the last syllable is not finished", "gaolingjint", "高龄津贴", 3},
		{"one syllable …", "xian", "先", 1},
		{"… or two", "xian", "西安", 8},
		{"two, says the mark", "xi'an", "西安", 1},
		{"two ways to cut", "fangan", "方案", 1},
		{"… and the other", "fangan", "反感", 3},
		{"ü as v", "nv", "女", 1},
		{"lüe as most type it", "lue", "略", 1},
		{"capital letters", "BJS", "北京市", 3},
		{"an unfinished initial", "zh", "中", 3},
		{"the first word of what is too odd for a sentence", "yinhangzzz", "银行", 1},
		{"a character of names", "jie", "㛃", 2000},
		{"extension B", "he", "𠀀", 2000},
		{"a further reading", "chong", "重", 20},
		{"no mean feat: the surname", "qiu", "仇", 40},
	} {
		got := Candidates(c.letters)
		at := slices.IndexFunc(got, func(g Candidate) bool { return g.Text == c.want })
		if at < 0 || at >= c.within {
			t.Errorf("%s: %s gives %s at %d, want it among the first %d; the first are %v",
				c.why, c.letters, c.want, at, c.within, got[:min(len(got), 8)])
		}
	}
}

// What a candidate stands for is told in letters, so that the rest can be typed on.
func TestCandidatesSayHowManyLetters(t *testing.T) {
	for _, c := range []struct {
		why, letters, text string
		want               int
	}{
		{"all", "gaoling", "高龄", 7},
		{"the first syllable", "gaoling", "高", 3},
		{"marks in front and behind belong to it", "'xi'an", "西", 4},
		{"what is behind another sign does not count", "gaoling津", "高龄", 7},
	} {
		for _, got := range Candidates(c.letters) {
			if got.Text == c.text && got.Letters != c.want {
				t.Errorf("%s: %s of %s stands for %d letters, want %d", c.why, c.text, c.letters, got.Letters, c.want)
			}
		}
	}
	for _, nothing := range []string{"", "'", "津", "1"} {
		if got := Candidates(nothing); len(got) > 0 {
			t.Errorf("%q gives %v", nothing, got)
		}
	}
}

func FuzzCandidates(f *testing.F) {
	f.Add("zhejiang'sheng")
	f.Add("nanganganangananvvv")
	f.Fuzz(func(t *testing.T, s string) {
		began := time.Now()
		for _, c := range Candidates(s) {
			if c.Text == "" || c.Letters < 1 || c.Letters > len(s) {
				t.Fatalf("%q gives %+v", s, c)
			}
		}
		if took := time.Since(began); took > time.Second {
			t.Errorf("%q takes %v", s, took)
		}
	})
}

func BenchmarkCandidates(b *testing.B) {
	for _, letters := range []string{
		"zh", "shi", "gljt", "zhejiangshenghangzhoushixihuquwensanlu", "nanganganangananganangananganan", "ssssssssssssssssssssssssss",
	} {
		b.Run(letters, func(b *testing.B) {
			for b.Loop() {
				Candidates(letters)
			}
		})
	}
}

// The tables are used where they lie: opening them is cutting them up.
func BenchmarkOpen(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		sections(bin)
	}
	b.ReportMetric(float64(len(bin)), "embedded-bytes")
}
