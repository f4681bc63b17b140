package identity_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"yitiji/terminal/identity"
)

func TestSameName(t *testing.T) {
	for _, c := range []struct {
		why, a, b string
		want      bool
	}{
		{"the same", "王秀英", "王秀英", true},
		{"another", "王秀英", "王秀瑛", false},
		{"shorter", "王秀英", "王秀", false},
		{"with spaces, as on cards with two characters", "周　敏", "周敏", true},
		{"with the middle dot of the standard and that of a keyboard", "次仁·卓玛", "次仁・卓玛", true},
		{"with a full stop for it", "次仁·卓玛", "次仁．卓玛", true},
		{"without it", "次仁·卓玛", "次仁卓玛", true},
		{"the dot elsewhere is the same characters", "次·仁卓玛", "次仁·卓玛", true},
		{"full width", "ＣＡＲＴＥＲ，　ＥＭＭＡ", "CARTER, EMMA", true},
		{"family name first, and last", "CARTER, EMMA ROSE", "Emma Rose Carter", true},
		{"a name less", "CARTER, EMMA ROSE", "CARTER, EMMA", false},
		{"marks in one piece and in two", "MÜLLER", "MU\u0308LLER", true},
		{"a hyphen", "FITZGERALD-MONTGOMERY", "FITZGERALD MONTGOMERY", true},
		{"a character of an old font", "陈\uE863", "陈䶮", true},
		{"one of another plane", "陈\uE816", "陈\U00020087", true},
		{"two of that font", "陈\uE863", "陈\uE864", false},
		{"one that such fonts do not have", "陈\uE000", "陈䶮", false},
		{"a compatibility character", "\uF9E4明", "理明", true},
		{"of Extension B", "𠮷永福", "𠮷永福", true},
		{"which is not what it looks like", "𠮷永福", "吉永福", false},
		{"a traditional character", "黃嘉寶", "黄嘉宝", false},
		{"nothing is nobody's name", "", "", false},
		{"nor are dots", "·", "·", false},
		{"one that Unicode 4.1 made", "陈\uE81E", "陈\u9FB4", true},
		{"the last of those", "陈\uE864", "陈\u9FBB", true},
	} {
		if got := identity.SameName(c.a, c.b); got != c.want {
			t.Errorf("%s: SameName(%q, %q) = %v", c.why, c.a, c.b, got)
		}
		if identity.SameName(c.b, c.a) != c.want {
			t.Errorf("%s: the other way round it is another answer", c.why)
		}
	}
}

// However a name is spaced, dotted and set, it is the same; with one character more it is another.
func TestSameNameProperties(t *testing.T) {
	han := rapid.SampledFrom([]rune("王李张刘陈杨黄赵周吴𠮷䶮𬴂次仁卓玛永福秀英"))
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SliceOfN(han, 1, 8).Draw(t, "name")
		between := rapid.SampledFrom([]string{"", " ", "　", "·", "•", "・", "‧"})
		var spelt strings.Builder
		for _, r := range name {
			spelt.WriteString(between.Draw(t, "between"))
			spelt.WriteRune(r)
		}
		if !identity.SameName(string(name), spelt.String()) {
			t.Fatalf("%q is not %q", spelt.String(), string(name))
		}
		if more := spelt.String() + string(han.Draw(t, "more")); identity.SameName(string(name), more) {
			t.Fatalf("%q is %q", more, string(name))
		}
	})
}

func TestZoneNameFits(t *testing.T) {
	for _, c := range []struct {
		why, zone, name string
		want            bool
	}{
		{"the same", "CARTER EMMA ROSE", "CARTER, EMMA ROSE", true},
		{"cut off", "FITZGERALD MONTGOMERY ALEXANDER MAXIM", "FITZGERALD-MONTGOMERY, ALEXANDER MAXIMILIAN", true},
		{"without marks", "MULLER", "Müller", true},
		{"without an apostrophe", "OBRIEN", "O'Brien", true},
		{"another", "CARTER EMMA", "CARVER, EMMA", false},
		{"longer than the name", "CARTER EMMA ROSE", "CARTER, EMMA", false},
		{"nothing", "", "CARTER", false},
	} {
		if got := identity.ZoneNameFits(c.zone, c.name); got != c.want {
			t.Errorf("%s: ZoneNameFits(%q, %q) = %v", c.why, c.zone, c.name, got)
		}
	}
}

func FuzzSameName(f *testing.F) {
	f.Add("次仁·卓玛", "次仁卓玛")
	f.Add("CARTER, EMMA", "\uE863")
	f.Fuzz(func(t *testing.T, a, b string) {
		if identity.SameName(a, b) != identity.SameName(b, a) {
			t.Errorf("%q, %q: the other way round it is another answer", a, b)
		}
	})
}

// Every character of the old font has a place of its own.
func TestOldFont(t *testing.T) {
	for r := rune(0xE815); r <= 0xE864; r++ {
		for other := r + 1; other <= 0xE864; other++ {
			if identity.SameName(string(r), string(other)) {
				t.Errorf("%U and %U are one", r, other)
			}
		}
	}
}
