package view_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yitiji/terminal"
	"yitiji/terminal/catalog"
	"yitiji/terminal/flow"
	"yitiji/terminal/flow/flowtest"
	"yitiji/terminal/health"
	"yitiji/terminal/words"
	"yitiji/ui/view"
)

var update = flag.Bool("update", false, "write the goldens anew")

func clerk(t testing.TB) view.Clerk {
	t.Helper()
	book, err := words.Open()
	if err != nil {
		t.Fatal(err)
	}
	items, err := catalog.Load(catalog.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	site := terminal.Site{Name: "云溪镇便民服务中心", Code: "YX07", Hotline: "12345"}
	return view.NewClerk(site, items, book)
}

// The goldens hold every screen as a person reads it, in every language.
func TestScreens(t *testing.T) {
	c := clerk(t)
	for _, lang := range catalog.Offered() {
		known := map[string]bool{}
		for _, scene := range flowtest.Scenes(t, lang) {
			file := filepath.Join("testdata", string(lang), scene.Name+".txt")
			known[file] = true
			t.Run(string(lang)+"/"+scene.Name, func(t *testing.T) { golden(t, file, c.Screen(scene.State).String()) })
		}
		noStrays(t, filepath.Join("testdata", string(lang)), known)
	}
}

// noStrays wants no golden in a folder of a screen that is gone.
func noStrays(t *testing.T, folder string, known map[string]bool) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		switch {
		case known[file]:
		case *update:
			if err := os.Remove(file); err != nil {
				t.Error(err)
			}
		default:
			t.Errorf("%s is of no screen any more (run with -update)", file)
		}
	}
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (run with -update)", err)
	}
	if got != string(want) {
		t.Errorf("%s differs:\n%s\nwant:\n%s", file, got, want)
	}
}

func TestEveryScreenIsWorded(t *testing.T) {
	c := clerk(t)
	for _, lang := range catalog.Offered() {
		for _, scene := range flowtest.Scenes(t, lang) {
			s := c.Screen(scene.State)
			if text := s.String(); strings.ContainsAny(text, "⟦⟧") || strings.Contains(text, "<no value>") {
				t.Errorf("%s/%s lacks words:\n%s", lang, scene.Name, text)
			}
			if s.Speak == "" {
				t.Errorf("%s/%s has nothing to say", lang, scene.Name)
			}
		}
	}
}

// A screen shows no more of a person than a bystander may see.
func TestNumbersAreMasked(t *testing.T) {
	c := clerk(t)
	lin := flowtest.Lin()
	for _, scene := range flowtest.Scenes(t, catalog.Chinese) {
		text := c.Screen(scene.State).String()
		for _, secret := range []string{lin.Number, lin.Name, "19400101", "1940-01-01", "13800138000", "138 0013 8000", "4111111111111111"} {
			if strings.Contains(text, secret) {
				t.Errorf("%s shows %q", scene.Name, secret)
			}
		}
	}
}

// There is exactly one primary action at most, and it is the last of the bar.
func TestOnePrimaryAction(t *testing.T) {
	c := clerk(t)
	for _, scene := range flowtest.Scenes(t, catalog.Chinese) {
		bar := c.Screen(scene.State).Bar
		for i, b := range bar {
			if b.Primary && i != len(bar)-1 {
				t.Errorf("%s: the primary action %q is not at the right", scene.Name, b.Text)
			}
		}
	}
}

func TestEveryConditionIsWordedWhereItClosesAService(t *testing.T) {
	c := clerk(t)
	for _, code := range health.Codes() {
		v := flowtest.Begin(t)
		v.Tap(flow.Begin)
		v.Take(flow.Conditions{Codes: []health.Code{code}})
		if text := c.Screen(v.State).String(); strings.ContainsAny(text, "⟦⟧") {
			t.Errorf("%s: %s", code, text)
		}
	}
}

// An item outside its hours says when it may be had.
func TestAnItemOutsideItsHours(t *testing.T) {
	c := clerk(t)
	state := flowtest.Begin(t).State
	item, _ := c.Catalog.Item("GLJT-999999")
	state.Stage, state.Visit.Shelf = flow.Shelves, flow.Shelf{By: "domain", Key: item.Domain}
	item.Hours = []catalog.Opening{
		{Days: []string{"mon", "tue"}, From: "09:00", To: "12:00"},
		{Days: []string{"sat"}, From: "10:00", To: "10:01"},
	}
	if got := c.Screen(state).String(); !strings.Contains(got, "现在不办理。办理时间：周一、周二 09:00–12:00；周六 10:00–10:01") {
		t.Errorf("the shelf:\n%s", got)
	}
}
