package sandbox_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"yitiji/platform/sandbox"
	"yitiji/platform/sandbox/city"
)

// FuzzPaperNumber asks that a number which fits is one that can be asked for, and no slip
// of the hand away from another.
func FuzzPaperNumber(f *testing.F) {
	f.Add("7K3M-Q9XW-PA2F-D")
	f.Add("")
	f.Fuzz(func(t *testing.T, s string) {
		if sandbox.PaperNumberFits(s) && len(s) != len("7K3M-Q9XW-PA2F-D") {
			t.Errorf("%q fits", s)
		}
		city.IdentifierFits(s)
	})
}

// FuzzControl asks that no form makes the control page fall over.
func FuzzControl(f *testing.F) {
	s := open(f, "")
	control := s.Control()
	f.Add("/systems/department", "slow", "5", "x")
	f.Add("/orders/1", "pay", "", "")
	f.Add("/matters/1", "grant", "-1", "理由")
	f.Fuzz(func(t *testing.T, path, kind, seconds, why string) {
		at := &url.URL{Scheme: "http", Host: "127.0.0.1", Path: path}
		r := httptest.NewRequest(http.MethodPost, "/", nil)
		r.URL, r.Host = at, "127.0.0.1"
		r.PostForm = url.Values{"kind": {kind}, "do": {kind}, "seconds": {seconds}, "why": {why}}
		r.Form = r.PostForm
		w := httptest.NewRecorder()
		control.ServeHTTP(w, r)
		if w.Code == http.StatusInternalServerError {
			t.Errorf("%s: %d", path, w.Code)
		}
	})
}
