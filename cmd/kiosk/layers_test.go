package main

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// layers is the import table of docs/ARCHITECTURE.md: what of ours a package may
// import. A pattern ending in /… takes everything below; the first row that
// matches counts. A package without a row is refused.
var layers = []struct {
	who  string
	what []string
}{
	{"drivers", nil},
	{"drivers/port", nil},
	{"drivers/port/porttest", []string{"drivers/port"}},
	{"drivers/vision", []string{"drivers", "drivers/vision/wire"}}, // its wire is shared with cmd/vision
	{"drivers/all", []string{"drivers/…", "drivers"}},
	{"drivers/…", []string{"drivers", "drivers/port"}}, // protocols, slot, sim, drivertest
	{"terminal/health", nil},
	{"terminal/identity", nil},
	{"terminal/catalog", []string{"terminal/identity", "terminal/hanzi"}},
	{"terminal/hanzi", nil},
	{"terminal/search", []string{"terminal/catalog", "terminal/hanzi"}},
	{"terminal/words", []string{"terminal/catalog", "terminal/hanzi"}},
	{"terminal/centre", []string{"terminal/catalog", "terminal/identity"}},
	{"terminal/flow", []string{"terminal/catalog", "terminal/centre", "terminal/identity", "terminal/health", "terminal/hanzi"}},
	{"terminal/flow/flowtest", []string{"terminal/flow", "terminal/catalog", "terminal/centre", "terminal/identity", "terminal/health"}},
	{"terminal/rehearsal", []string{"terminal/flow", "terminal/catalog", "terminal/centre", "terminal/identity"}},
	{"terminal", []string{"drivers", "terminal/…"}},
	{"terminal/checkpoint", []string{"terminal"}},
	{"ui/view", []string{"terminal", "terminal/…"}},
	{"ui/web", []string{"ui/view", "terminal", "terminal/flow", "drivers"}},
	{"sync/wire", nil},
	{"sync/seal", nil},
	{"sync/outbox", []string{"terminal", "sync/seal"}},
	{"sync/powercut", nil},
	{"sync/faultdisk", nil},
	{"sync/platformtest", []string{"sync/wire", "sync/seal"}},
	{"sync/uplink", append([]string{"sync/outbox", "sync/enrol"}, ofSync...)},
	{"sync/enrol", ofSync},
	{"sync/update", ofSync},
	{"platform/…", []string{"sync/wire", "sync/seal", "terminal/catalog", "terminal/centre", "terminal/identity", "platform/…"}},
	{"packaging/quirks", nil}, // data
	{"cmd/…", []string{"…"}},
}

var ofSync = []string{"terminal", "terminal/health", "terminal/catalog", "terminal/centre", "sync/wire", "sync/seal"}

const module = "yitiji/"

// The table holds for every file that is not a test, whatever its build tags:
// the files are read here, in this process, so that the test's cache sees them.
func TestLayers(t *testing.T) {
	for _, wrong := range breaches(t, os.DirFS("../..")) {
		t.Error(wrong)
	}
}

// Planted violations must be found, also behind a build tag, else the test
// above proves nothing.
func TestLayersFindsPlantedViolations(t *testing.T) {
	for _, c := range []struct{ why, file, source, want string }{
		{"an arrow that points up", "drivers/x/x.go", "package x\nimport _ \"yitiji/terminal\"", "terminal"},
		{"behind a build tag", "terminal/flow/x.go", "//go:build never\n\npackage flow\nimport _ \"yitiji/drivers\"", "drivers"},
		{"a package without a row", "helpers/x.go", "package helpers", "no row"},
		{"somebody imports a program", "ui/web/x.go", "package web\nimport _ \"yitiji/cmd/kiosk\"", "cmd/kiosk"},
	} {
		dir := t.TempDir()
		file := filepath.Join(dir, c.file)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(c.source), 0o644); err != nil {
			t.Fatal(err)
		}
		got := breaches(t, os.DirFS(dir))
		if len(got) != 1 || !strings.Contains(got[0], c.want) {
			t.Errorf("%s: found %q, want one breach that names %q", c.why, got, c.want)
		}
	}
}

func breaches(t *testing.T, tree fs.FS) []string {
	t.Helper()
	var out []string
	err := fs.WalkDir(tree, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (file == "node_modules" || file == "build" || strings.HasPrefix(file, ".git")) {
			return fs.SkipDir
		}
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		out = append(out, breachesOf(t, tree, file)...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func breachesOf(t *testing.T, tree fs.FS, file string) []string {
	t.Helper()
	source, err := fs.ReadFile(tree, file)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := parser.ParseFile(token.NewFileSet(), file, source, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	who := path.Dir(file)
	may, listed := row(who)
	if !listed {
		return []string{fmt.Sprintf("%s: package %s has no row in the import table", file, who)}
	}
	var out []string
	for _, imported := range parsed.Imports {
		name, _ := strconv.Unquote(imported.Path.Value)
		what, ours := strings.CutPrefix(name, module)
		if ours && !slices.ContainsFunc(may, func(pattern string) bool { return matches(pattern, what) }) {
			out = append(out, fmt.Sprintf("%s: %s may not import %s", file, who, what))
		}
	}
	return out
}

func row(who string) ([]string, bool) {
	for _, l := range layers {
		if matches(l.who, who) {
			return l.what, true
		}
	}
	return nil, false
}

func matches(pattern, name string) bool {
	if below, ok := strings.CutSuffix(pattern, "…"); ok {
		return strings.HasPrefix(name, below)
	}
	return pattern == name
}
