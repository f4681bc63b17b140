package terminal_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"yitiji/drivers"
	"yitiji/terminal"
	"yitiji/terminal/catalog"
	"yitiji/terminal/flow"
	"yitiji/terminal/flow/flowtest"
)

// leafletOf is what the guide of an item prints, in a language.
func leafletOf(t *testing.T, item string, lang catalog.Lang) flow.Leaflet {
	t.Helper()
	v := flowtest.Begin(t)
	v.Tap(flow.Begin)
	v.Tap(flow.Open, item)
	if v.State.Stage == flow.Notice {
		v.Tap(flow.Next)
	}
	v.State.Visit.Lang = lang
	v.Tap(flow.PrintIt)
	return flowtest.Effect[flow.PrintLeaflet](v).Leaflet
}

// yours is what the list of materials prints, with one of them handed in.
func yours(t *testing.T, lang catalog.Lang) flow.Leaflet {
	t.Helper()
	v := flowtest.Begin(t).ToMaterials()
	v.Tell(flowtest.HasPhoto())
	v.State.Visit.Lang = lang
	v.Tap(flow.PrintIt)
	return flowtest.Effect[flow.PrintLeaflet](v).Leaflet
}

// No leaflet is longer than a slip, of whatever item, on either paper and in any language.
func TestLeafletsAreShort(t *testing.T) {
	desk := desk(t)
	items := flowtest.Begin(t).Rules.Catalog.Items()
	for _, width := range []int{58, 80} {
		printer := roll(t, width)
		for _, lang := range catalog.Offered() {
			leaflets := []flow.Leaflet{yours(t, lang)}
			for _, it := range items {
				leaflets = append(leaflets, leafletOf(t, string(it.Code), lang))
			}
			longest := 0
			for _, l := range leaflets {
				result, err := printer.Print(t.Context(), desk.Leaflet(l))
				if err != nil {
					t.Fatal(err)
				}
				if result.Length <= 0 || result.Length > longestSlip {
					t.Errorf("%s in %s on %d mm: %d mm long", l.Item.Code, lang, width, result.Length)
				}
				longest = max(longest, result.Length)
			}
			t.Logf("in %s on %d mm: at most %d mm long", lang, width, longest)
		}
	}
}

// The leaflet of the guide says all that may be wanted, in which case, and how one can do
// without it.
func TestALeafletSaysWhatIsNeeded(t *testing.T) {
	desk := desk(t)
	for lang, wanted := range map[catalog.Lang][]string{
		catalog.Chinese: {
			"云溪镇便民服务中心", "一次性告知单", "驾驶证补换领", "要交的材料", "2. 驾驶人身体条件证明", "只有“办理原因”选“快到期了，或刚过期”的要。",
			"有“驾驶人身体条件证明”电子证照的免交。没有的可先办，5 个工作日内补交。", "旧证交回。取结果时带原件核对。", "10 元",
			"受理后 1 个工作日内（法定 3 个工作日）", "本机开着都能办", "到窗口领 / 邮寄", "12345", "2026-11-22 10:26", "本单不是受理凭证",
		},
		catalog.Traditional: {"一次性告知單", "本單不是受理憑證"},
		catalog.English:     {"Only if Reason: It is damaged. A scan or photo of the original.", "This is no proof of acceptance"},
	} {
		text := slipText(desk.Leaflet(leafletOf(t, flowtest.Licence, lang)))
		for _, want := range wanted {
			if !strings.Contains(text, want) {
				t.Errorf("%s: the leaflet lacks %q:\n%s", lang, want, text)
			}
		}
	}
}

// The leaflet of the list has only what the person has to hand in, and what is done; and
// nothing that is the person's.
func TestALeafletOfOnesOwn(t *testing.T) {
	text := slipText(desk(t).Leaflet(yours(t, catalog.Chinese)))
	for _, want := range []string{"您要交的材料", "√ 免交，已有电子证照", "2. 旧驾驶证"} {
		if !strings.Contains(text, want) {
			t.Errorf("the leaflet lacks %q:\n%s", want, text)
		}
	}
	zhou := flowtest.Zhou()
	for _, never := range []string{"驾驶人身体条件证明", "只有“", zhou.Name, zhou.Number, zhou.Birth, "安和村", "13800138000"} {
		if strings.Contains(text, never) {
			t.Errorf("the leaflet has %q:\n%s", never, text)
		}
	}
}

// Every sentence has its words: each way in which a material may come, and each in which a
// result does.
func TestEveryLeafletIsWorded(t *testing.T) {
	desk := desk(t)
	for _, lang := range catalog.Offered() {
		l := yours(t, lang)
		item := *l.Item
		item.Delivery = catalog.Deliveries()
		item.Hours = []catalog.Opening{{Days: []string{"mon", "tue"}, From: "09:00", To: "12:00"}}
		item.Deadlines = catalog.Deadlines{Statutory: catalog.Term{Days: 9, Calendar: true}, Promised: catalog.Term{Days: 3, Calendar: true}}
		l.Item, l.Yours, l.Needs = &item, false, nil
		for _, way := range append(catalog.Gatherings(), catalog.ByPromise, "") {
			l.Needs = append(l.Needs, flow.Need{Handed: way, Material: catalog.Material{
				Key: "m", Name: item.Name, When: "age > 3", Optional: true, Copies: 2, Original: true, Certificate: "unheard-of",
				From: catalog.Gatherings(), Later: &catalog.Later{Days: 5}, Note: item.Name,
			}})
		}
		if text := slipText(desk.Leaflet(l)); strings.ContainsAny(text, "⟦⟧") || strings.Contains(text, "<no value>") {
			t.Errorf("%s lacks words:\n%s", lang, text)
		}
	}
}

// Nothing is printed without its intent, and what came of it is written down.
func TestALeafletIsIntendedFirst(t *testing.T) {
	for _, c := range []struct {
		why     string
		intend  error
		print   error
		outcome drivers.Outcome
		want    []string
		trouble flow.Trouble
		paper   bool
	}{
		{"it comes out", nil, nil, "", []string{"intend 1", "print", "settle printed"}, flow.NoTrouble, true},
		{"a jam", nil, &drivers.Fault{Kind: drivers.Jam}, drivers.Uncertain, []string{"intend 1", "print", "settle uncertain"}, "jam", true},
		{"no paper", nil, &drivers.Fault{Kind: drivers.NoPaper}, drivers.NotStarted, []string{"intend 1", "print", "settle not-started"}, "no-paper", false},
		{"the disk fails", errors.New("disk"), nil, "", nil, flow.StoreFails, false},
		{"the disk is full", terminal.ErrFull, nil, "", nil, flow.StoreFull, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			b := serve(t, &journal{intendErr: c.intend})
			b.printer.fail(c.print, c.outcome)
			b.tap(flow.Begin)
			b.tap(flow.Open, flowtest.Licence)
			b.tap(flow.PrintIt)
			v := b.at(flow.Guide).Visit
			if got := b.journal.happened(); !slices.Equal(got, c.want) || v.Unprinted != c.trouble || v.PaperSeen != c.paper {
				t.Errorf("%s: happened %v, trouble %q, paper %v", c.why, got, v.Unprinted, v.PaperSeen)
			}
			if got := b.journal.jobs; len(got) != 1 || got[0] != (terminal.PrintJob{Paper: terminal.LeafletPaper, Number: "NOTICE-JSZH-999999-20000101", Item: flowtest.Licence}) {
				t.Errorf("%s: the ledger has %+v", c.why, got)
			}
		})
	}
}
