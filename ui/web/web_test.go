package web

import (
	"testing"

	"yitiji/ui/view"
)

func TestTemplatesLoad(t *testing.T) {
	p, err := loadPages()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.element("x", view.Keypad{Clear: "清空", Erase: "退格"}); err != nil {
		t.Fatal(err)
	}
}
