package main

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"yitiji/drivers/all"
	"yitiji/drivers/meter"
	"yitiji/drivers/port"
)

// The commented reference says what the program does without it.
func TestReferenceHasTheDefaults(t *testing.T) {
	raw, err := os.ReadFile("../../packaging/kiosk.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var c config
	if err := parseConfig(raw, &c); err != nil {
		t.Fatal(err)
	}
	want := defaults()
	// As the reference spells "none".
	want.PowerOff, want.Devices.Receipt.Fonts = []string{}, []string{}
	want.Devices.Paper.Extra, want.Devices.Speech.Voices = map[string]string{}, map[string]string{}
	want.Devices.Photo.Args = []string{}
	want.Devices.Signals.Outputs, want.Devices.Signals.Inputs, want.Devices.Signals.Inverted = map[string]int{}, map[string]int{}, []string{}
	if !reflect.DeepEqual(c, want) {
		t.Errorf("packaging/kiosk.yaml says\n%+v, the program\n%+v", c, want)
	}
	if _, err := c.Devices.open(all.NewSite(port.Tree{}, nil), new(meter.Book)); err != nil {
		t.Errorf("the reference opens nothing: %v", err)
	}
}

// The reference has every key that the program knows.
func TestReferenceHasEveryKey(t *testing.T) {
	raw, err := os.ReadFile("../../packaging/kiosk.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var keys map[string]any
	if err := yaml.Unmarshal(raw, &keys); err != nil {
		t.Fatal(err)
	}
	for _, missing := range lacking(reflect.TypeFor[config](), keys, "") {
		t.Errorf("packaging/kiosk.yaml does not have %s", missing)
	}
}

// lacking are the keys of a struct that a map does not have.
func lacking(of reflect.Type, in map[string]any, at string) (missing []string) {
	for i := range of.NumField() {
		field := of.Field(i)
		name, option, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		value, there := in[name]
		inner, _ := value.(map[string]any)
		switch {
		case option == "inline":
			missing = append(missing, lacking(field.Type, in, at)...)
		case name == "" || !field.IsExported():
		case !there:
			missing = append(missing, at+name)
		case field.Type.Kind() == reflect.Struct:
			missing = append(missing, lacking(field.Type, inner, at+name+".")...)
		}
	}
	return missing
}

func TestWrongConfigurations(t *testing.T) {
	for _, c := range []struct{ why, text, want string }{
		{"an unknown key has its line", "screen: 127.0.0.1:1\ndevices:\n  idcrad: {}\n", "idcrad"},
		{"a wrong type", "data: [1, 2]\n", "data"},
		{"no folder", "data: ''\n", "name the folder"},
		{"no YAML", "\t{", ""},
		{"a place that is none", "region: 云溪\n", "no region"},
		{"a network that is none", "network: wifi\n", "government"},
	} {
		conf := defaults()
		if err := parseConfig([]byte(c.text), &conf); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want it to say %q", c.why, err, c.want)
		}
	}
	conf := defaults()
	conf.Devices.IDCard.Kind = "abacus"
	if _, err := conf.Devices.open(all.NewSite(port.Tree{}, nil), new(meter.Book)); err == nil || !strings.Contains(err.Error(), "sdt") {
		t.Errorf("an unknown kind: error %v, want it to list the known ones", err)
	}
}

func FuzzParseConfig(f *testing.F) {
	f.Add([]byte("screen: 127.0.0.1:8301\ndevices: {idcard: {kind: sdt}}\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		c := defaults()
		if parseConfig(raw, &c) == nil && c.Data == "" {
			t.Error("a configuration without a folder passed")
		}
	})
}
