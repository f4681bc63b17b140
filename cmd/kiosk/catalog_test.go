package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yitiji/terminal/catalog"
)

// An item that reads well and would let a citizen down is found by walking through it.
func TestCatalogCheck(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{catalog.VocabularyFile, "elder-allowance.yaml"} {
		raw, err := fs.ReadFile(catalog.Builtin(), name)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Replace(string(raw), "age >= 80", "age >= 0", 1)
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := (catalogCheck{Folder: folder}).Run(); err == nil || !strings.Contains(err.Error(), "1 of 1 items are not fit") {
		t.Errorf("a condition that refuses nobody: %v", err)
	}
	if err := (catalogCheck{Folder: t.TempDir()}).Run(); err == nil || !strings.Contains(err.Error(), "no *.yaml") {
		t.Errorf("an empty folder: %v", err)
	}
}
