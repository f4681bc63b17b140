package main

import (
	"os"
	"reflect"
	"strings"
	"testing"
	"time"
)

// The reference file must be the defaults, or it misleads.
func TestTheReferenceIsTheDefaults(t *testing.T) {
	b, err := os.ReadFile("../../packaging/platform.yaml")
	if err != nil {
		t.Fatal(err)
	}
	got, err := parseConfig(b)
	want := defaults()
	want.Terminals.Names = []string{}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("packaging/platform.yaml is %+v, %v, want %+v", got, err, want)
	}
}

func TestConfig(t *testing.T) {
	for _, c := range []struct{ why, yaml, want string }{
		{"empty", "", ""},
		{"one key", "region: \"999998\"\nenrolment:\n  valid_for: 30m\n", ""},
		{"an unknown key", "region: \"999999\"\nconsole:\n  lisen: x\n", "3:"},
		{"a region that is none", "region: zhejiang\n", "six digits"},
		{"an endless code", "enrolment:\n  valid_for: 9000h\n", "30 days"},
		{"a centre that takes nothing", "terminals:\n  capacity: 0\n", "entries a second"},
		{"no YAML", "{", ""},
	} {
		got, err := parseConfig([]byte(c.yaml))
		switch {
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: error %v, want %q in it", c.why, err, c.want)
		case c.why == "one key" && (err != nil || got.Region != "999998" || got.Enrolment.ValidFor != 30*time.Minute || got.Console.Listen != defaults().Console.Listen):
			t.Errorf("%s: %+v, %v", c.why, got, err)
		}
	}
}

func FuzzParseConfig(f *testing.F) {
	f.Add([]byte("region: \"999999\"\nterminals:\n  names: [a]\n"))
	f.Add([]byte("enrolment:\n  valid_for: 1h\n"))
	f.Add([]byte("&a [*a]"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if c, err := parseConfig(b); err == nil && c.check() != nil {
			t.Errorf("took %+v", c)
		}
	})
}
