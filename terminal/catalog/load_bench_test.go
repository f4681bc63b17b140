package catalog_test

import (
	"testing"

	"yitiji/terminal/catalog"
)

// BenchmarkLoad reads and checks the sample items from their files.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := catalog.Load(catalog.Builtin()); err != nil {
			b.Fatal(err)
		}
	}
}
