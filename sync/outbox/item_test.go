package outbox

import (
	"testing"

	"yitiji/terminal"
)

func TestItemOf(t *testing.T) {
	for body, want := range map[string]string{
		`{"item":"a","x":1}`: "a",
		`{"x":{"item":"inner"},"y":["item","b"],"item":"a"}`: "a",
		`{"kind":"item","other":"b","item":"a"}`:             "a",
		`{"item":""}`:                                        "",
		`{"item":7}`:                                         "",
		`{"x":{"item":"inner"}}`:                             "",
		`["item","a"]`:                                       "",
		`{"item`:                                             "",
		``:                                                   "",
	} {
		got, err := itemOf(terminal.Entry{Kind: terminal.Application, Body: []byte(body)})
		if got != want || (err == nil) != (want != "") {
			t.Errorf("itemOf(%s) = %q, %v, want %q", body, got, err, want)
		}
	}
}
