// Package guard stands before the centre's pages, whoever serves them: it tells browsers to
// load nothing from elsewhere, to let nobody frame a page and to keep nothing, refuses what
// another site's page sends, and bounds what a form may send.
package guard

import "net/http"

// Policy is what differs between pages.
type Policy struct {
	// Loads is what a page may load besides its own styles, as in "script-src 'self'".
	Loads string
	// Bytes is how much one request may bring.
	Bytes int64
}

// content is what every page may do.
const content = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// Pages is pages behind a guard.
func Pages(p Policy, pages http.Handler) http.Handler {
	may := content
	if p.Loads != "" {
		may += "; " + p.Loads
	}
	ours := http.NewCrossOriginProtection().Handler(pages)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", may)
		h.Set("X-Content-Type-Options", "nosniff")
		// An address may open a door: it is told to nobody else. Were it told to nobody at all,
		// browsers would also withhold the origin of a form, by which it is known for ours
		// where there is no TLS.
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Robots-Tag", "noindex, nofollow")
		h.Set("Cache-Control", "no-store")
		r.Body = http.MaxBytesReader(w, r.Body, p.Bytes)
		ours.ServeHTTP(w, r)
	})
}
