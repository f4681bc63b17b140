package search

import (
	"database/sql"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"yitiji/terminal/catalog"
)

// asked are the queries that are measured, by kind.
var asked = []struct {
	kind    string
	queries []string
}{
	{"character", []string{"税", "老", "证", "房", "车", "医", "学"}},
	{"word", []string{"津贴", "身份证", "居民身份证", "生活津贴", "公积金", "养老保险", "驾驶证换领", "残疾人护理补贴", "营业执照", "高龄老人生活津贴", "个体工商户营业执照", "农民工工伤保险待遇申领", "passport", "identity card", "unemployment benefit", "housing", "广州市安和镇", "云溪街道居住证", "資格認證", "不動產權證書"}},
	{"pinyin", []string{"jintie", "shenfenzheng", "gongjijin", "yanglaobaoxian", "jiashizheng", "yingyezhizhao", "gaolinglaoren", "hukoudengji", "shebaok", "gao龄laoren", "pinkun", "sanfenzen", "gonzizin"}},
	{"initials", []string{"sfz", "gjj", "ylbx", "jsz", "yyzz", "gllr", "jzz", "bdcqz", "cjr", "sbk", "z", "sh"}},
	{"misspelt", []string{"高令老人", "生活律贴", "居民身份正", "公机金", "驾使证", "营业直照", "养老报险", "身份份证", "公积房金", "残急人补贴", "passprot", "identety card", "gaolignlaoren", "yingyezizao", "shenfezheng", "jiashizehng"}},
	{"sentence", []string{
		"我妈妈八十岁了能领什么钱", "身份证丢了怎么办", "老板不发工资", "驾照过期了怎么换", "想开个小店要办什么证", "我没有工作了能领钱吗",
		"生了小孩怎么上户口", "打官司没钱请律师", "去香港要办什么", "外地看病怎么报销", "my mother is 80, is there money for her", "how can I open a shop",
		"孩子要上小学了需要什么手续", "今天天气怎么样",
	}},
}

func allAsked() (out []string) {
	for _, a := range asked {
		out = append(out, a.queries...)
	}
	return out
}

const (
	province = 200_000
	shown    = 20
)

// BenchmarkFind finds in a province's items, beside what SQLite's FTS5 does with the same
// texts and those of the queries that it can answer: once in the order of its rank, as a
// search needs it, and once in whatever order.
func BenchmarkFind(b *testing.B) {
	items, o := generated(province)
	before := liveHeap()
	began := time.Now()
	x := New(items, o)
	built := time.Since(began)
	heap := liveHeap() - before
	queries := append(allAsked(), asks(items, 800)...)
	find := func(q string) int { return len(x.Find(q, catalog.Chinese, shown)) }
	table := newTable(b, items)
	for b.Loop() {
		ours := timed(queries, 5, find)
		slices.Sort(ours)
		b.ReportMetric(micros(ours[len(ours)*99/100]), "p99-us")
		b.ReportMetric(micros(median(ours)), "p50-us")
		answered, ranked, any := table.answers(queries[:len(allAsked())+150])
		same := micros(median(timed(answered, 5, find)))
		b.ReportMetric(same, "same-p50-us")
		b.ReportMetric(float64(len(answered)), "same-queries")
		b.ReportMetric(micros(median(ranked)), "fts5-p50-us")
		b.ReportMetric(micros(median(ranked))/same, "ratio")
		b.ReportMetric(micros(median(any))/same, "unranked-ratio")
	}
	b.ReportMetric(built.Seconds(), "build-s")
	b.ReportMetric(float64(heap)/(1<<20), "heap-MiB")
	runtime.KeepAlive(x)
}

// BenchmarkKinds says how long each kind of query takes.
func BenchmarkKinds(b *testing.B) {
	items, o := generated(province)
	x := New(items, o)
	for _, a := range asked {
		b.Run(a.kind, func(b *testing.B) {
			worst, which := time.Duration(0), ""
			for b.Loop() {
				for _, q := range a.queries {
					began := time.Now()
					x.Find(q, catalog.Chinese, shown)
					if took := time.Since(began); took > worst {
						worst, which = took, q
					}
				}
			}
			b.ReportMetric(micros(b.Elapsed())/float64(b.N*len(a.queries)), "us/query")
			b.Logf("worst: %s, %v", which, worst)
		})
	}
}

// BenchmarkNew makes an index of a catalogue as a county has it, and as a province.
func BenchmarkNew(b *testing.B) {
	for _, n := range []int{5000, province} {
		items, o := generated(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				New(items, o)
			}
		})
	}
}

// timed runs queries several times, and gives for each the median.
func timed(queries []string, times int, find func(string) int) (out []time.Duration) {
	for _, q := range queries {
		var took []time.Duration
		for range times {
			began := time.Now()
			find(q)
			took = append(took, time.Since(began))
		}
		out = append(out, median(took))
	}
	return out
}

func median(of []time.Duration) time.Duration {
	of = slices.Clone(of)
	slices.Sort(of)
	return of[len(of)/2]
}

func micros(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 }

func liveHeap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// table is SQLite with the names, aliases and keywords of items.
type table struct{ ranked, any *sql.Stmt }

func newTable(b *testing.B, items []*catalog.Item) table {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		b.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	b.Cleanup(func() { db.Close() })
	must := func(_ any, err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	must(db.Exec(`CREATE VIRTUAL TABLE items USING fts5(code UNINDEXED, words, tokenize='trigram')`))
	tx, err := db.Begin()
	must(nil, err)
	insert, err := tx.Prepare(`INSERT INTO items VALUES (?, ?)`)
	must(nil, err)
	for _, it := range items {
		var words []string
		for _, lang := range catalog.Languages() {
			words = append(append(append(words, it.Name[lang]), it.Aliases[lang]...), it.Keywords[lang]...)
		}
		must(insert.Exec(it.Code, strings.Join(words, " ")))
	}
	must(nil, tx.Commit())
	var t table
	t.ranked, err = db.Prepare(`SELECT code FROM items WHERE items MATCH ? ORDER BY rank LIMIT 20`)
	must(nil, err)
	t.any, err = db.Prepare(`SELECT code FROM items WHERE items MATCH ? LIMIT 20`)
	must(nil, err)
	return t
}

// answers is the queries to which FTS5 has an answer, and how long each takes it.
func (t table) answers(queries []string) (answered []string, ranked, any []time.Duration) {
	for _, q := range queries {
		if ask(t.any, q) > 0 {
			answered = append(answered, q)
			any = append(any, timed([]string{q}, 5, func(q string) int { return ask(t.any, q) })...)
			ranked = append(ranked, timed([]string{q}, 1, func(q string) int { return ask(t.ranked, q) })...)
		}
	}
	return answered, ranked, any
}

// ask asks SQLite for a row of words as it is, and counts the answers.
func ask(find *sql.Stmt, q string) (n int) {
	rows, err := find.Query(`"` + q + `"`)
	if err != nil {
		return 0
	}
	defer rows.Close()
	for rows.Next() {
		n++
	}
	return n
}
