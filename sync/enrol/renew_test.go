package enrol_test

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"yitiji/sync/enrol"
	"yitiji/sync/platformtest"
	"yitiji/terminal/health"
)

// fresh enrols a terminal whose certificate lives that long, and lets it keep itself fresh until
// it has reported once.
func fresh(t *testing.T, centre *platformtest.Centre, dir string, first, next time.Duration) (id *enrol.Identity, ends bool, renewed time.Time) {
	t.Helper()
	centre.SetLife(first)
	if _, err := enrol.Enrol(t.Context(), dir, centre.URL, centre.Code("YX07")); err != nil {
		t.Fatal(err)
	}
	id, err := enrol.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	centre.SetLife(next)
	ctx, stop := context.WithCancel(t.Context())
	var once sync.Once
	err = id.KeepFresh(ctx, func(code health.Code, holds bool) {
		once.Do(func() { ends = holds && code == health.CertificateEnds; stop() })
	}, func(until time.Time) { renewed = until }, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return id, ends, renewed
}

func TestCertificateRenewsItself(t *testing.T) {
	const day = 24 * time.Hour
	for _, c := range []struct {
		why         string
		first, next time.Duration
		want        time.Duration // how long it lives then
		ends        bool
	}{
		{"young", 90 * day, 365 * day, 90 * day, false},
		{"a minute is left", 20 * time.Second, 365 * day, 365 * day, false},
		{"the centre gives one that ends before", 20 * time.Second, 10 * time.Second, 20 * time.Second, true},
	} {
		dir := filepath.Join(t.TempDir(), "identity")
		centre := platformtest.Start(t)
		id, ends, renewed := fresh(t, centre, dir, c.first, c.next)
		if left := time.Until(id.Expires()); left > c.want || left < c.want-10*time.Second || ends != c.ends {
			t.Errorf("%s: %v left, ends soon: %v; want %v, %v", c.why, left, ends, c.want, c.ends)
		}
		if anew := c.want > c.first; renewed.IsZero() == anew || anew && !renewed.Equal(id.Expires()) {
			t.Errorf("%s: renewed until %v, said to be renewed until %v", c.why, id.Expires(), renewed)
		}
		again, err := enrol.Load(dir)
		if err != nil || !again.Expires().Equal(id.Expires()) {
			t.Errorf("%s: stored is one until %v, %v; in use one until %v", c.why, again.Expires(), err, id.Expires())
		}
		shows(t, c.why, centre, id)
	}
}

// shows proves that the centre takes what id shows, over a configuration of before too.
func shows(t *testing.T, why string, centre *platformtest.Centre, id *enrol.Identity) {
	t.Helper()
	config, err := id.TLS()
	if err != nil {
		t.Fatal(err)
	}
	conn, err := tls.Dial("tcp", strings.TrimPrefix(centre.URL, "https://"), config)
	if err != nil {
		t.Fatalf("%s: %v", why, err)
	}
	defer conn.Close()
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: config}}
	answer, err := client.Get(centre.URL)
	if err != nil {
		t.Fatalf("%s: %v", why, err)
	}
	answer.Body.Close()
	client.CloseIdleConnections()
}

// A centre that cannot be reached costs nothing but time; a certificate of somebody else is not
// taken.
func TestRenewRefuses(t *testing.T) {
	centre, dir := platformtest.Start(t), t.TempDir()
	if _, err := enrol.Enrol(t.Context(), dir, centre.URL, centre.Code("YX07")); err != nil {
		t.Fatal(err)
	}
	id, err := enrol.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	before := id.Expires()
	for _, fault := range []platformtest.Fault{platformtest.Down, platformtest.Status500} {
		centre.Set(fault)
		if err := id.Renew(t.Context()); err == nil || !id.Expires().Equal(before) {
			t.Errorf("fault %d: Renew = %v, until %v, want an error and %v", fault, err, id.Expires(), before)
		}
	}
}
