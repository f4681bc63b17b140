package catalog_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"yitiji/terminal/catalog"
)

func packed(t testing.TB, c *catalog.Catalog) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := c.Pack(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestAPackedCatalogueIsTheSame(t *testing.T) {
	c := builtin(t)
	got, err := catalog.Unpack(packed(t, c))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got.Vocabulary(), c.Vocabulary()) {
		t.Error("another vocabulary")
	}
	for _, want := range c.Items() {
		it, ok := got.Item(want.Code)
		if !ok {
			t.Fatalf("%s is not there", want.Code)
		}
		a, _ := json.Marshal(it)
		b, _ := json.Marshal(want)
		if !bytes.Equal(a, b) {
			t.Errorf("%s came back as %.200s", want.Code, a)
		}
	}
	if again := packed(t, got); !bytes.Equal(again, packed(t, c)) {
		t.Error("packed again, it is another file")
	}
}

// Several may open the same item at once, while others look at its tile.
func TestOpeningIsSafe(t *testing.T) {
	c, err := catalog.Unpack(packed(t, builtin(t)))
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for _, leaf := range c.Items() {
		for range 4 {
			all.Go(func() {
				if it, _ := c.Item(leaf.Code); len(it.Guide.Process) == 0 || leaf.Name.In(catalog.Chinese) == "" {
					t.Errorf("%s is not whole", leaf.Code)
				}
			})
		}
	}
	all.Wait()
}

func FuzzUnpack(f *testing.F) {
	whole := packed(f, builtin(f))
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Add([]byte("yitiji catalogue 1\n\x00\x00\x00\x00\x00\x00\x00\x02{}"))
	f.Add([]byte("yitiji catalogue 1\n\xff\xff\xff\xff\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, err := catalog.Unpack(raw)
		if err != nil {
			return
		}
		for _, it := range c.Items() {
			c.Item(it.Code)
		}
	})
}

// many is a folder of n items: one of ours, under other codes and names.
func many(t testing.TB, n int) fstest.MapFS {
	t.Helper()
	dir := fstest.MapFS{}
	vocabulary, err := fs.ReadFile(catalog.Builtin(), catalog.VocabularyFile)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := fs.ReadFile(catalog.Builtin(), "elder-allowance.yaml")
	if err != nil {
		t.Fatal(err)
	}
	dir[catalog.VocabularyFile] = &fstest.MapFile{Data: vocabulary}
	for i := range n {
		text := strings.Replace(string(raw), "GLJT-999999", fmt.Sprintf("I%05d-999999", i), 1)
		dir[fmt.Sprintf("%05d.yaml", i)] = &fstest.MapFile{Data: []byte(strings.Replace(text, "高龄津贴申领", fmt.Sprintf("高龄津贴申领%d", i), 1))}
	}
	return dir
}

// BenchmarkUnpack loads a catalogue of 5,000 items, as a terminal does when it starts.
func BenchmarkUnpack(b *testing.B) {
	const items = 5000
	all, err := catalog.Load(many(b, items))
	if err != nil {
		b.Fatal(err)
	}
	whole := packed(b, all)
	b.Run("packed", func(b *testing.B) {
		for b.Loop() {
			if _, err := catalog.Unpack(whole); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(len(whole))/(1<<20), "MiB")
		b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/load")
	})
}
