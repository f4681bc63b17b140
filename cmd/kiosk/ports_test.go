package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestALineHasOnePlace(t *testing.T) {
	folder := t.TempDir()
	node, link := filepath.Join(folder, "ttyUSB0"), filepath.Join(folder, "idcard")
	if err := os.WriteFile(node, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(node, link); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ why, devices, want string }{
		{"lines of their own", "idcard: {port: /dev/a}\n  receipt: {port: /dev/b}", ""},
		{"the same text", "idcard: {port: /dev/a}\n  receipt: {port: /dev/a}", "[3:19] idcard and receipt have the same line, /dev/a"},
		{"the default of another place", "receipt: {port: /dev/kiosk/idcard}", "[2:19] idcard and receipt have the same line"},
		{"a link and its node", "receipt: {port: " + link + "}\n  code: {port: " + node + "}", "[3:16] receipt and code have the same line: " + link},
		{"two that are to be found", "idcard: {port: auto}\n  receipt: {port: auto}\n  code: {port: auto}", ""},
		{"two that are to be found among the same", "idcard: {port: 'auto:/dev/x*'}\n  receipt: {port: 'auto:/dev/x*'}", ""},
		{"one socket", "receipt: {port: '@usb-1'}\n  code: {port: '@usb-1'}", "[3:16] receipt and code have the same line, @usb-1"},
		{"a place that is left out", "ups: {kind: '', port: /dev/kiosk/idcard}", ""},
		{"a place of the cabinet", "ups: {kind: megatec, port: /dev/a}\n  signals: {kind: modbus, port: /dev/a}", "[3:33] ups and signals"},
		{"the default of a later place", "idcard: {port: /dev/kiosk/code}", "[2:18] idcard and code"},
	} {
		file := filepath.Join(folder, "kiosk.yaml")
		if err := os.WriteFile(file, []byte("devices:\n  "+c.devices+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		conf, err := loadConfig(file)
		if err != nil {
			t.Fatal(err)
		}
		err = conf.checkLines()
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), file)) {
			t.Errorf("%s: %v, want %q", c.why, err, c.want)
		}
		if err := (checkCommand{}).Run(conf); (err == nil) != (c.want == "") {
			t.Errorf("%s: kiosk check says %v", c.why, err)
		}
	}
}
