package web

import (
	"testing"

	"yitiji/terminal/flow"
	"yitiji/ui/view"
)

func TestTemplatesLoad(t *testing.T) {
	p, err := loadPages()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.element("x", view.Keypad{Left: view.Button{Act: view.Act{Do: flow.Clear}, Text: "清空"}, Erase: "退格"}); err != nil {
		t.Fatal(err)
	}
}
