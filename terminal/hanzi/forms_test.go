package hanzi

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestTraditional(t *testing.T) {
	for _, c := range []struct{ why, simplified, want string }{
		{"hair", "头发", "頭髮"},
		{"to grow", "发展", "發展"},
		{"an official", "干部", "幹部"},
		{"dry", "干燥", "乾燥"},
		{"after", "后天", "後天"},
		{"an empress", "皇后", "皇后"},
		{"a phrase that begins where a usual word ends is none", "恢复电路", "恢復電路"},
		{"but a more usual one is", "后天皇后", "後天皇后"},
		{"to go round", "申请回避", "申請迴避"},
		{"as Hong Kong writes it", "台湾里面说明", "台灣裏面説明"},
		{"a screen's sentence", "请把身份证放在读卡区。", "請把身份證放在讀卡區。"},
		{"mixed with what is not Chinese", "补办ID卡（2张）", "補辦ID卡（2張）"},
		{"quotation marks", "再点“开始扫描”。", "再點「開始掃描」。"},
		{"an apostrophe is none", "奥尼尔（O’Neil）", "奧尼爾（O’Neil）"},
		{"in another language they stay", "Touch “Scan”", "Touch “Scan”"},
		{"traditional already", "銀行", "銀行"},
		{"not Chinese", "Hello, мир", "Hello, мир"},
		{"nothing", "", ""},
	} {
		if got := Traditional(c.simplified); got != c.want {
			t.Errorf("%s: %s becomes %s, want %s", c.why, c.simplified, got, c.want)
		}
	}
}

func TestSimplified(t *testing.T) {
	for _, c := range []struct{ why, traditional, want string }{
		{"Hong Kong", "裏面説明", "里面说明"},
		{"Taiwan writes otherwise", "裡面說明", "里面说明"},
		{"a reign's name keeps its character", "乾隆", "乾隆"},
		{"dry does not", "乾燥", "干燥"},
		{"famous, and in the middle of it", "著名，看著", "著名，看着"},
		{"simplified already", "银行", "银行"},
	} {
		if got := Simplified(c.traditional); got != c.want {
			t.Errorf("%s: %s becomes %s, want %s", c.why, c.traditional, got, c.want)
		}
	}
}

// Every word of the input method comes back from its traditional form.
func TestWordsComeBack(t *testing.T) {
	words, lost := 0, 0
	for _, w := range data().words[2:] {
		for i := range w.len() {
			words++
			if s := w.text(i); Simplified(s) == s && Simplified(Traditional(s)) != s {
				lost++
			}
		}
	}
	if lost*1000 > words {
		t.Errorf("%d of %d words do not come back", lost, words)
	}
	t.Logf("%d of %d words do not come back", lost, words)
}

func TestNothingChineseIsNotCopied(t *testing.T) {
	if n := testing.AllocsPerRun(10, func() { Traditional("Old-age allowance, 80+") }); n > 0 {
		t.Errorf("%v allocations for a text in English", n)
	}
	if n := testing.AllocsPerRun(10, func() { Traditional(page) }); n > 2 {
		t.Errorf("%v allocations for a page", n)
	}
}

func FuzzForms(f *testing.F) {
	f.Add("头发发展abc𠀀\xff乾隆")
	f.Fuzz(func(t *testing.T, s string) {
		for _, got := range []string{Traditional(s), Simplified(s), Simplified(Traditional(s))} {
			if utf8.RuneCountInString(got) != utf8.RuneCountInString(s) {
				t.Errorf("%q becomes %q: another number of runes", s, got)
			}
			if isASCII(s) && got != s {
				t.Errorf("%q becomes %q", s, got)
			}
		}
	})
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

// page is as much text as a full screen has.
var page = strings.Repeat("请把身份证放在读卡区，等绿灯亮了再拿走。发展头发后天皇后。", 12)

func BenchmarkTraditional(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Traditional(page)
	}
}
