package all_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"yitiji/drivers/all"
	"yitiji/packaging/quirks"
)

func TestPackagedQuirksAreRead(t *testing.T) {
	known, err := all.LoadQuirks(quirks.Files)
	if err != nil {
		t.Fatal(err)
	}
	if len(known) < 5 {
		t.Errorf("%d quirks", len(known))
	}
	if !known.Leave(all.Identity{USB: "2c7c:0125"}) || known.Leave(all.Identity{USB: "1a86:7523"}) {
		t.Error("a modem is asked, or a serial adapter is not")
	}
}

func TestBadQuirksAreRefused(t *testing.T) {
	for _, c := range []struct{ why, in, want string }{
		{"an unknown key in its line", "# ours\n- match: {model: X}\n  story: s\n  printer:\n    width: 58\n    widht: 58\n", "[6:5] unknown field"},
		{"no story in the second entry", "- match: {model: X}\n  story: s\n\n- match: {model: Y}\n  printer: {width: 58}\n", "[4:3] story"},
		{"nothing but a story", "# ours\n- story: s\n", "[2:3] match"},
		{"a port in its line", "- match: {model: X}\n  story: s\n  printer: {width: 58,\n    port: /dev/x}\n", "[4:5] a quirk is of a model: it cannot set port"},
		{"the only key is a model", "- match: {model: X}\n  story: s\n  ups: {model: Y}\n", "[3:9] a quirk is of a model: it cannot set model"},
		{"the only key of a block is a port", "- match: {model: X}\n  story: s\n  ups:\n    port: /dev/x\n", "[4:5] a quirk is of a model"},
		{"an entry of nothing", "- match: {model: X}\n  story: s\n- null\n", "match"},
		{"a bad pattern in its line", "- match: {usb: '['}\n  story: s\n", "[1:3] match: syntax error"},
		{"an unknown key", "- {match: {model: X}, story: s, printer: {widht: 58}}", "widht"},
		{"an unknown device", "- {match: {model: X}, story: s, toaster: {}}", "toaster"},
		{"no story", "- {match: {model: X}, printer: {width: 58}}", "story"},
		{"no match", "- {story: s, printer: {width: 58}}", "match"},
		{"a port", "- {match: {model: X}, story: s, printer: {port: /dev/x}}", "cannot set port"},
		{"a bad pattern", "- {match: {model: '['}, story: s}", "syntax error"},
		{"no list", "story: s", "1"},
	} {
		_, err := all.ParseQuirks([]byte(c.in))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.why, err, c.want)
		}
	}
}

func TestBadQuirksNameTheirFile(t *testing.T) {
	_, err := all.LoadQuirks(fstest.MapFS{"our.yaml": {Data: []byte("- match: {model: X}\n")}})
	if err == nil || !strings.Contains(err.Error(), "our.yaml:\n[1:3] story") {
		t.Errorf("error %v, want file and line", err)
	}
}

func TestSiteWins(t *testing.T) {
	site := fstest.MapFS{"our.yaml": {Data: []byte("- {match: {model: POS58}, story: ours prints codes, printer: {draw_codes: false}}")}}
	packaged := fstest.MapFS{"p.yaml": {Data: []byte("- {match: {model: '*58*'}, story: s, printer: {kind: escpos, width: 58, draw_codes: true}}")}}
	known, err := all.LoadQuirks(packaged, site)
	if err != nil {
		t.Fatal(err)
	}
	got, err := all.Printer{Line: all.Line{Model: "POS58", Baud: 9600}}.With(known)
	if err != nil {
		t.Fatal(err)
	}
	if got.Kind != "escpos" || got.Width != 58 || got.DrawCodes || got.Baud != 9600 {
		t.Errorf("entry = %+v, want the packaged width, the site's draw_codes, its own baud", got)
	}
	if got, _ := (all.Printer{Width: 80, Line: all.Line{Model: "POS58"}}).With(known); got.Width != 80 {
		t.Errorf("width = %d, want the configuration's own", got.Width)
	}
}

func FuzzParseQuirks(f *testing.F) {
	f.Add([]byte("- {match: {model: X}, story: s, printer: {width: 58}}"))
	f.Fuzz(func(_ *testing.T, raw []byte) { _, _ = all.ParseQuirks(raw) })
}
