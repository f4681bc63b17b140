package hanzi

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPinyin(t *testing.T) {
	for _, c := range []struct{ why, text, want string }{
		{"hang, not xing", "银行", "yin hang"},
		{"xing, not hang", "行人", "xing ren"},
		{"a city", "重庆", "chong qing"},
		{"a city that few read right", "六安", "lu an"},
		{"zhang in a title", "校长大会", "xiao zhang da hui"},
		{"chang elsewhere", "长沙", "chang sha"},
		{"no change of tone counts, and none is written", "不动产", "bu dong chan"},
		{"ü is v", "女儿", "nv er"},
		{"what is not Chinese is left out", "补(换) ID 证", "bu huan zheng"},
		{"traditional characters are read too", "銀行", "yin xing"},
		{"nothing", "", ""},
	} {
		if got := Pinyin(c.text); got != c.want {
			t.Errorf("%s: %s is read %q, want %q", c.why, c.text, got, c.want)
		}
	}
	if got := Initials("高龄津贴"); got != "gljt" {
		t.Errorf("initials %q", got)
	}
}

func TestReadings(t *testing.T) {
	for _, c := range []struct {
		why  string
		r    rune
		want string
	}{
		{"the usual one first", '重', "zhong chong"},
		{"a character of names that is not in GBK", '㛃', "jie"},
		{"extension B", '𠀀', "he"},
		{"the circle of 二〇二六", '〇', "ling"},
		{"a letter", 'a', ""},
		{"a sign", '。', ""},
	} {
		var got []string
		for _, s := range Readings(c.r) {
			got = append(got, s.String())
		}
		if !strings.HasPrefix(strings.Join(got, " "), c.want) || c.want == "" && len(got) > 0 {
			t.Errorf("%s: %c is read %v, want %s", c.why, c.r, got, c.want)
		}
	}
}

// Every character of the block's first edition has a reading, but for some that were made in
// Korea and Japan.
func TestReadingsAreComplete(t *testing.T) {
	missing := 0
	for r := rune(blockFirst); r <= 0x9FA5; r++ {
		if len(Readings(r)) == 0 {
			missing++
		}
	}
	if missing > 46 {
		t.Errorf("%d characters have no reading", missing)
	}
}

func TestSpelled(t *testing.T) {
	for n := 1; n <= Syllables(); n++ {
		s := Syllable(n)
		if got, ok := Spelled(s.String()); !ok || got != s {
			t.Errorf("%q is found as %v, %v", s, got, ok)
		}
	}
	for _, wrong := range []string{"", "g", "gaol", "zz", "ü"} {
		if s, ok := Spelled(wrong); ok {
			t.Errorf("%q is taken for a syllable, %v", wrong, s)
		}
	}
	from, to := SpelledFrom("lia")
	if got := from.String() + " " + (to - 1).String(); got != "lia liao" {
		t.Errorf("what begins with lia is %s", got)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("银行abc𠀀\xff长大")
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := len(Read(s)), utf8.RuneCountInString(s); got != want {
			t.Errorf("%d syllables for %d runes", got, want)
		}
		Pinyin(s)
		Initials(s)
	})
}

func BenchmarkRead(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Read(page)
	}
}
