package catalog_test

import (
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"yitiji/terminal/catalog"
)

// What a screen holds: a heading, an option and a tile without a broken line, and a section
// of the guide on two lines, in the type of 1080 dots. English needs twice the letters.
const (
	longestName    = 14
	longestOption  = 16
	longestTile    = 10 // of five options and more, which stand two in a row
	longestAsk     = 22
	longestSection = 60
	longestSummary = 24
	inEnglish      = 2.6
)

// pieces are the texts of an item, by where they stand, with how much room they have; 0
// where a text may be as long as it must.
func pieces(it *catalog.Item, each func(where string, t catalog.Text, room int)) {
	each("name", it.Name, longestName)
	each("summary", it.Summary, longestSummary)
	each("guide.who", it.Guide.Who, longestSection)
	each("guide.bring", it.Guide.Bring, longestSection)
	each("guide.gives", it.Guide.Gives, longestSection)
	for i, s := range it.Guide.Process {
		each(fmt.Sprintf("guide.process[%d]", i), s, longestAsk)
	}
	for _, f := range it.AllFields() {
		each(f.Key+".ask", f.Ask, longestAsk)
		each(f.Key+".label", f.Label, longestName)
		each(f.Key+".why", f.Why, longestSection)
		each(f.Key+".optional", f.Optional, 8)
		room := longestOption
		if len(f.Options) > 4 {
			room = longestTile
		}
		for _, o := range f.Options {
			each(f.Key+"."+o.Key, o.Name, room)
		}
	}
	for i, c := range it.Conditions {
		each(fmt.Sprintf("conditions[%d].else", i), c.Else, longestSection)
	}
	for _, m := range it.Materials {
		each("materials."+m.Key, m.Name, longestOption)
		each("materials."+m.Key+".note", m.Note, longestSection)
	}
	for i, n := range it.Notices {
		each(fmt.Sprintf("notices[%d]", i), n.Text, longestSection)
	}
	for i, r := range it.Reading {
		each(fmt.Sprintf("reading[%d].heading", i), r.Heading, longestName)
		each(fmt.Sprintf("reading[%d].text", i), r.Text, longestSection+20)
	}
}

// No text is longer than the screen holds.
func TestItemsFitTheScreen(t *testing.T) {
	for _, it := range builtin(t).Items() {
		pieces(it, func(where string, text catalog.Text, room int) {
			zh, en := text[catalog.Chinese], text[catalog.English]
			if n := width(zh); n > float64(room) {
				t.Errorf("%s: %s is %.1f characters wide, of %d: %s", it.Code, where, n, room, zh)
			}
			if n := utf8.RuneCountInString(en); float64(n) > float64(max(room, longestName))*inEnglish+8 {
				t.Errorf("%s: %s has %d letters: %s", it.Code, where, n, en)
			}
		})
	}
}

// width is how many characters wide a text is: a letter or a digit is half of one.
func width(s string) (n float64) {
	for _, r := range s {
		if r < 0x2000 {
			n += 0.5
		} else {
			n++
		}
	}
	return n
}

// Every department that the product must serve has something to offer, and so has every
// other heading.
func TestEveryShelfIsFilled(t *testing.T) {
	c := builtin(t)
	v := c.Vocabulary()
	if n := len(c.Items()); n < 40 {
		t.Errorf("%d items: want 40 or more", n)
	}
	count := map[string]int{}
	for _, it := range c.Items() {
		count["domain "+it.Domain]++
		for _, k := range it.Themes {
			count["theme "+k]++
		}
		for _, k := range it.Events {
			count["event "+k]++
		}
		for _, k := range it.Zones {
			count["zone "+k]++
		}
	}
	for _, list := range []struct {
		name  string
		least int
		all   []catalog.Heading
	}{{"domain", 2, v.Domains}, {"theme", 2, v.Themes}, {"event", 1, v.Events}, {"zone", 2, v.Zones}} {
		for _, h := range list.all {
			if n := count[list.name+" "+h.Key]; n < list.least {
				t.Errorf("%s %s: %d items, want %d", list.name, h.Key, n, list.least)
			}
		}
	}
}

// icons are those that the screens have.
var icons = strings.Fields("heart car shield receipt badge globe home scale store key cross book wheel phone scan pen person grid chat window calendar search type")

func TestItemsAreFound(t *testing.T) {
	c := builtin(t)
	for _, it := range c.Items() {
		if !slices.Contains(icons, it.Icon) {
			t.Errorf("%s: no icon %q", it.Code, it.Icon)
		}
		for _, lang := range catalog.Languages() {
			if len(it.Aliases[lang]) == 0 || len(it.Keywords[lang]) == 0 {
				t.Errorf("%s: what do people call it in %s?", it.Code, lang)
			}
			for _, a := range it.Aliases[lang] {
				if a == it.Name[lang] {
					t.Errorf("%s: the alias %q is its name", it.Code, a)
				}
			}
		}
		if it.Type == "" || len(it.Themes) == 0 {
			t.Errorf("%s: without a type, or a theme", it.Code)
		}
	}
	for _, list := range [][]catalog.Heading{c.Vocabulary().Domains, c.Vocabulary().Themes, c.Vocabulary().Events, c.Vocabulary().Zones} {
		for _, h := range list {
			if !slices.Contains(icons, h.Icon) {
				t.Errorf("%s: no icon %q", h.Key, h.Icon)
			}
		}
	}
}

// The first screen has what is used most, and all of it is there.
func TestOften(t *testing.T) {
	c := builtin(t)
	often := c.Vocabulary().Often
	if len(often) != 10 {
		t.Errorf("%d items are used often: want 10", len(often))
	}
	for _, code := range often {
		if _, ok := c.Item(code); !ok {
			t.Errorf("%s is no item", code)
		}
	}
}

// What may be done without a network is what the rules of offline work allow, and no item
// is closed without one of their reasons.
func TestOfflineHasItsReason(t *testing.T) {
	for _, it := range builtin(t).Items() {
		reason := ""
		switch {
		case it.Work == catalog.Query:
			reason = "stale data would be a false proof"
		case it.Work == catalog.Book:
			reason = "times are the centre's"
		case it.Fee.Kind != catalog.Free && !it.Fee.Later:
			reason = "money"
		case it.Result.Kind == catalog.Card:
			reason = "a card is written, or stock is used"
		case it.Result.Instant:
			reason = "an instant decision"
		}
		want := catalog.OfflineQueue
		switch {
		case reason != "":
			want = catalog.OfflineNone
		case it.Work == catalog.Inform:
			want = catalog.OfflineFull
		}
		if it.Offline != want {
			t.Errorf("%s: offline %s, want %s; reason not to: %q", it.Code, it.Offline, want, reason)
		}
	}
}

// shared are the choices that mean the same wherever they are asked.
var shared = []string{"bank", "village"}

// The same key is the same question, and the same material, in every item: bundles ask it
// once, and what was given before is used again.
func TestKeysMeanTheSame(t *testing.T) {
	fields := map[string]catalog.Field{}
	labels := map[string]string{}
	materials := map[string]catalog.Material{}
	for _, it := range builtin(t).Items() {
		for _, f := range it.AllFields() {
			first, known := fields[f.Key]
			if !known {
				fields[f.Key], first = f, f
			}
			if problem := differ(first, f); problem != "" {
				t.Errorf("%s: %s is asked elsewhere with another %s", it.Code, f.Key, problem)
			}
			if f.Kind == catalog.Choice {
				continue
			}
			label := f.Label[catalog.Chinese]
			if key := labels[label]; key != "" && key != f.Key {
				t.Errorf("%s: %s is called %s as %s is", it.Code, f.Key, label, key)
			}
			labels[label] = f.Key
		}
		for _, m := range it.Materials {
			first, known := materials[m.Key]
			if !known {
				materials[m.Key] = m
			} else if first.Certificate != m.Certificate || !reflect.DeepEqual(first.Name, m.Name) {
				t.Errorf("%s: the material %s is something else elsewhere: %v, %v", it.Code, m.Key, m.Name, first.Name)
			}
		}
	}
}

// differ names what tells two questions apart that have the same key.
func differ(a, b catalog.Field) string {
	switch {
	case a.Kind != b.Kind:
		return "kind"
	case a.Kind == catalog.Choice && !slices.Contains(shared, a.Key):
		return ""
	case !reflect.DeepEqual(a.Label, b.Label):
		return "label"
	case !reflect.DeepEqual(a.Options, b.Options):
		return "options"
	case a.Pattern != b.Pattern || a.Min != b.Min || a.Max != b.Max || a.Check != b.Check:
		return "shape"
	case !slices.Equal(a.Group, b.Group) || a.Mask != b.Mask || !reflect.DeepEqual(a.Unit, b.Unit):
		return "look"
	}
	return ""
}

// One thing out of several items is there three times, and asks nothing twice.
func TestBundles(t *testing.T) {
	c := builtin(t)
	for code, parts := range map[catalog.ItemCode]int{"YSCS-999999": 3, "YSTX-999999": 3, "YSQY-999999": 4} {
		it, ok := c.Item(code)
		if !ok || len(it.Parts) != parts {
			t.Errorf("%s: %d parts, want %d", code, len(it.Parts), parts)
			continue
		}
		var keys []string
		for _, f := range it.AllFields() {
			if slices.Contains(keys, f.Key) {
				t.Errorf("%s asks for %s twice", code, f.Key)
			}
			keys = append(keys, f.Key)
		}
		if slices.Contains(keys, "firm-code") {
			t.Errorf("%s asks for the code of a firm that is only being founded", code)
		}
		if !slices.Contains(keys, "phone") {
			t.Errorf("%s: the questions of its parts are missing: %v", code, keys)
		}
	}
}

// Everything is a sample, of a region that is not there.
func TestItemsAreSamples(t *testing.T) {
	code := regexp.MustCompile(`^[A-Z]{4}-999999$`)
	c := builtin(t)
	for _, it := range c.Items() {
		if it.Scheme != catalog.Sample || !code.MatchString(string(it.Code)) {
			t.Errorf("%s %q: want a sample, four capitals and 999999", it.Code, it.Scheme)
		}
		for _, r := range it.Coverage {
			if !strings.HasPrefix(string(r), "99") {
				t.Errorf("%s: %s is a real region", it.Code, r)
			}
		}
	}
	files, err := fs.Glob(catalog.Builtin(), "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	number := regexp.MustCompile(`\b\d{12,18}\b`)
	for _, f := range files {
		raw, err := fs.ReadFile(catalog.Builtin(), f)
		if err != nil {
			t.Fatal(err)
		}
		head, _, _ := strings.Cut(string(raw), "\ncode:")
		if f != catalog.VocabularyFile && (!strings.Contains(head, "a sample") && !strings.Contains(head, "(国发") || !strings.Contains(head, "# ")) {
			t.Errorf("%s: it does not say that it is a sample", f)
		}
		for _, n := range number.FindAllString(string(raw), -1) {
			if !strings.HasPrefix(n, "999999") && n != "4111111111111111" {
				t.Errorf("%s: %s may be somebody's", f, n)
			}
		}
	}
}

// Where money is asked for, the file says by what; the guide names its steps, and the
// person hears how to go on wherever a condition ends the visit.
func TestItemsAreWhole(t *testing.T) {
	for _, it := range builtin(t).Items() {
		if len(it.Guide.Process) < 1 || it.Minutes > 15 {
			t.Errorf("%s: %d steps, %d minutes", it.Code, len(it.Guide.Process), it.Minutes)
		}
		for i, c := range it.Conditions {
			if width(c.Else[catalog.Chinese]) < 12 {
				t.Errorf("%s: conditions[%d] sends the person away without a way out: %s", it.Code, i, c.Else[catalog.Chinese])
			}
		}
		for _, text := range []string{it.Summary[catalog.Chinese], it.Guide.Who[catalog.Chinese], it.Guide.Bring[catalog.Chinese]} {
			if strings.ContainsAny(text, ",;!?") {
				t.Errorf("%s: Latin punctuation in Chinese: %s", it.Code, text)
			}
		}
		if it.Work == catalog.Apply && !it.Result.Instant && it.Deadlines.Promised.Days == 0 {
			t.Errorf("%s: until when is it done?", it.Code)
		}
		if it.Minutes > 5 && len(it.AllFields()) < 4 {
			t.Errorf("%s: %d minutes for %d questions", it.Code, it.Minutes, len(it.AllFields()))
		}
	}
}

// The guide for who writes items names every key that there is, and no other.
func TestTheGuideNamesEveryKey(t *testing.T) {
	raw, err := os.ReadFile("../../docs/items.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		heading string
		of      reflect.Type
	}{
		{"## Every key\n", reflect.TypeFor[catalog.Item]()},
		{"### A question\n", reflect.TypeFor[catalog.Field]()},
		{"### A material\n", reflect.TypeFor[catalog.Material]()},
		{"### A text\n", reflect.TypeFor[catalog.Reading]()},
		{"### A sum\n", reflect.TypeFor[catalog.Sum]()},
	} {
		_, text, found := strings.Cut(string(raw), c.heading)
		if !found {
			t.Errorf("no %q", c.heading)
			continue
		}
		text, _, _ = strings.Cut(text, "\n#")
		told := firstColumn(text)
		keys := keysOf(c.of)
		slices.Sort(told)
		slices.Sort(keys)
		if !slices.Equal(told, keys) {
			t.Errorf("%s names %v, and there is %v", strings.TrimSpace(c.heading), told, keys)
		}
	}
}

var quoted = regexp.MustCompile("`([a-z]+)`")

// firstColumn are the keys in the first column of a table.
func firstColumn(text string) (all []string) {
	for line := range strings.Lines(text) {
		if cells := strings.Split(line, "|"); len(cells) > 2 {
			for _, m := range quoted.FindAllStringSubmatch(cells[1], -1) {
				all = append(all, m[1])
			}
		}
	}
	return all
}

// keysOf are the keys of a part of an item's file.
func keysOf(of reflect.Type) (all []string) {
	for i := range of.NumField() {
		if key, _, _ := strings.Cut(of.Field(i).Tag.Get("yaml"), ","); key != "" {
			all = append(all, key)
		}
	}
	return all
}

// What has been settled row by row stays settled: every numbered row of the seed has its
// place, and every item that is named there is in the catalogue.
func TestCoverageNamesWhatThereIs(t *testing.T) {
	raw, err := os.ReadFile("../../docs/coverage.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(raw)
	for n := 1; n <= 98; n++ {
		row := regexp.MustCompile(fmt.Sprintf(`(?m)^\| %d \| [^|]+ \| ((done|missing|none)(, )?)+ \| [^|]+ \|$`, n))
		if !row.MatchString(text) {
			t.Errorf("row %d has no place", n)
		}
	}
	c := builtin(t)
	named := regexp.MustCompile(`\b[A-Z]{4}\b`).FindAllString(text, -1)
	for _, code := range named {
		if _, ok := c.Item(catalog.ItemCode(code + "-999999")); !ok && code != "CEPA" && code != "UKEY" {
			t.Errorf("%s is no item", code)
		}
	}
	for _, it := range c.Items() {
		if code, _, _ := strings.Cut(string(it.Code), "-"); !slices.Contains(named, code) {
			t.Errorf("%s, %s, stands in no row", code, it.Name[catalog.Chinese])
		}
	}
}
