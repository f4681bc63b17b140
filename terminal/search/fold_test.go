package search

import (
	"strings"
	"testing"

	"yitiji/terminal/catalog"
)

func TestTokens(t *testing.T) {
	for _, c := range []struct {
		why, text string
		lang      catalog.Lang
		want      string
	}{
		{"characters and words", "办ID卡2张", catalog.Chinese, "办 id 卡 2 张"},
		{"signs separate", "old-age (A/B)，。", catalog.English, "old age a b"},
		{"an apostrophe does not", "don't 'ask'", catalog.English, "dont ask"},
		{"usual width", "ＩＤ＇ｓ　１", catalog.Chinese, "ids 1"},
		{"other letters", "É Ünal мир ئۇ", catalog.English, "é ünal мир ئۇ"},
		{"simplified, where it is not Chinese already", "裡面A銀行", catalog.English, "里 面 a 银 行"},
		{"left as it is, where it is", "裡", catalog.Chinese, "裡"},
		{"a longer character", "𠀀a", catalog.Chinese, "𠀀 a"},
		{"broken bytes separate", "a\xffb", catalog.English, "a b"},
		{"nothing", "", catalog.Chinese, ""},
	} {
		var got []string
		for _, piece := range tokens(nil, c.text, c.lang) {
			got = append(got, piece.text)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q is cut into %q, want %s", c.why, c.text, got, c.want)
		}
	}
}
