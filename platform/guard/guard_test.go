package guard_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"yitiji/platform/guard"
)

// reads takes what it is sent.
var reads = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	if _, err := io.ReadAll(r.Body); err != nil {
		http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
	}
})

func TestWhatIsRefused(t *testing.T) {
	pages := guard.Pages(guard.Policy{Bytes: 10}, reads)
	for _, c := range []struct {
		why, origin, site string
		body              string
		want              int
	}{
		{"our own form", "http://centre.test", "same-origin", "short", 200},
		{"our own form without TLS: browsers say the origin alone", "http://centre.test", "", "short", 200},
		{"a program", "", "", "short", 200},
		{"another site's form", "http://evil.test", "cross-site", "short", 403},
		{"another site's form without TLS", "http://evil.test", "", "short", 403},
		{"a form that hides where it is from", "null", "", "short", 403},
		{"more than a form may send", "", "", "longer than ten", 413},
	} {
		r := httptest.NewRequest(http.MethodPost, "http://centre.test/", strings.NewReader(c.body))
		for name, value := range map[string]string{"Origin": c.origin, "Sec-Fetch-Site": c.site} {
			if value != "" {
				r.Header.Set(name, value)
			}
		}
		w := httptest.NewRecorder()
		pages.ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("%s: %d, want %d", c.why, w.Code, c.want)
		}
	}
}

func TestWhatBrowsersAreTold(t *testing.T) {
	for loads, want := range map[string]string{
		"":                  "frame-ancestors 'none'",
		"script-src 'self'": "frame-ancestors 'none'; script-src 'self'",
	} {
		w := httptest.NewRecorder()
		guard.Pages(guard.Policy{Loads: loads, Bytes: 10}, reads).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
		for name, value := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; " + want,
			"X-Content-Type-Options":  "nosniff",
			"Referrer-Policy":         "same-origin", // with no-referrer, forms without TLS would be refused
			"X-Robots-Tag":            "noindex, nofollow",
			"Cache-Control":           "no-store",
		} {
			if got := w.Header().Get(name); got != value {
				t.Errorf("%q: %s is %q, want %q", loads, name, got, value)
			}
		}
	}
}
