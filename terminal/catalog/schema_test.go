package catalog_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"yitiji/terminal/catalog"
)

var update = flag.Bool("update", false, "publish the schema anew")

// published is where editors and other programs find the schema.
const published = "../../docs/item.schema.json"

func TestSchemaIsPublished(t *testing.T) {
	if *update {
		if err := os.WriteFile(published, catalog.Schema(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(published); err != nil || !bytes.Equal(got, catalog.Schema()) {
		t.Errorf("%s is not the schema of today (run with -update): %v", published, err)
	}
}

func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(catalog.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("item.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("item.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// value is a file as JSON has it.
func value(t *testing.T, raw []byte) any {
	t.Helper()
	text, err := yaml.YAMLToJSON(raw)
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestSchemaTakesWhatParses(t *testing.T) {
	s := schema(t)
	if err := s.Validate(value(t, []byte(whole))); err != nil {
		t.Errorf("the least whole item: %v", err)
	}
	files, err := fs.Glob(catalog.Builtin(), "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		raw, err := fs.ReadFile(catalog.Builtin(), f)
		if err != nil {
			t.Fatal(err)
		}
		if f == catalog.VocabularyFile {
			continue
		}
		if err := s.Validate(value(t, raw)); err != nil {
			t.Errorf("%s: %v", f, err)
		}
	}
}

func TestSchemaRefusesWrongShapes(t *testing.T) {
	s := schema(t)
	for _, c := range []struct{ why, from, to string }{
		{"a misspelt key", "icon: heart", "icno: heart"},
		{"a text where a number belongs", "version: 1", "version: one"},
		{"a language is missing", "summary: {zh-Hans: 名, en: n}", "summary: {zh-Hans: 名}"},
		{"a language that is none of ours", "summary: {zh-Hans: 名, en: n}", "summary: {zh-Hans: 名, en: n, tlh: q}"},
		{"an unknown audience", "audience: [person]", "audience: [dog]"},
		{"an unknown mode", "offline: queue", "offline: sometimes"},
		{"no work", "work: apply\n", ""},
		{"no ways to give a material", "from: [certificate, scan]", "from: certificate"},
		{"a day that is none", "to: 2026-12-31", "to: tomorrow"},
		{"a misspelt key deep down", "min: 1, max: 3", "min: 1, mox: 3"},
	} {
		if err := s.Validate(value(t, []byte(strings.Replace(whole, c.from, c.to, 1)))); err == nil {
			t.Errorf("%s passes", c.why)
		}
	}
}

// Every key of the schema is one that a file may have: what the schema takes with every
// key set, the program can read.
func TestSchemaKnowsNoKeyTooMany(t *testing.T) {
	var top struct {
		Properties map[string]json.RawMessage `json:"properties"`
	}
	if err := json.Unmarshal(catalog.Schema(), &top); err != nil {
		t.Fatal(err)
	}
	for key := range top.Properties {
		_, err := catalog.ParseItem([]byte(key+": null\n"), vocabulary(t))
		if err == nil || strings.Contains(err.Error(), "unknown field") {
			t.Errorf("%s: %v", key, err)
		}
	}
}
