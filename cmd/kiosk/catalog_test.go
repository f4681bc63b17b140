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

// What would take too much paper is not published.
func TestCatalogCheckMeasuresPaper(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{catalog.VocabularyFile, "elder-card.yaml"} {
		raw, err := fs.ReadFile(catalog.Builtin(), name)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Replace(string(raw), "  bring:\n    zh-Hans: ", "  bring:\n    zh-Hans: "+strings.Repeat("还要带一样东西，", 150), 1)
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var said strings.Builder
	_, err := fit(folder, &said)
	if err == nil || !strings.Contains(said.String(), "the leaflet (告知单) is") {
		t.Errorf("a guide as long as a scarf: %v\n%s", err, said.String())
	}
}

// What is packed can be served, and nothing unfit is packed.
func TestCatalogPack(t *testing.T) {
	folder, file := t.TempDir(), filepath.Join(t.TempDir(), "catalogue")
	for _, name := range []string{catalog.VocabularyFile, "elder-card.yaml"} {
		raw, err := fs.ReadFile(catalog.Builtin(), name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := (catalogPack{folder, file}).Run(); err != nil {
		t.Fatal(err)
	}
	items, err := loadItems(file)
	if err != nil {
		t.Fatal(err)
	}
	if it, ok := items.Item("LNYD-999999"); !ok || len(it.Form) == 0 {
		t.Errorf("packed and opened: %+v", it)
	}
	if err := os.WriteFile(filepath.Join(folder, "x.yaml"), []byte("code: X"), 0o600); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), "other")
	if err := (catalogPack{folder, other}).Run(); err == nil {
		t.Error("a broken folder was packed")
	}
	if _, err := os.Stat(other); err == nil {
		t.Error("a broken folder left a file")
	}
}
