package console_test

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yitiji/platform/console"
	"yitiji/platform/store"
	"yitiji/terminal/catalog"
)

// desk is a console with a browser before it.
type desk struct {
	t        *testing.T
	url      string
	store    *store.Store
	browser  *http.Client
	password string
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	s, err := store.Open(context.Background(), filepath.Join(t.TempDir(), "platform.db"))
	if err != nil {
		t.Fatal(err)
	}
	password, err := console.FirstPassword(t.Context(), s)
	if err != nil || password == "" {
		t.Fatalf("FirstPassword = %q, %v", password, err)
	}
	items, err := catalog.Load(catalog.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	handler, err := console.New(s, console.Options{Catalog: items, Open: openAudit, ValidFor: 24 * time.Hour, Invite: func(ctx context.Context, code, site string) (string, error) {
		return "AAAAA-BBBBB", s.AddTerminal(ctx, code, site, []byte(code), time.Now().Add(time.Hour))
	}})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(func() { server.Close(); s.Close() })
	jar, _ := cookiejar.New(nil)
	return &desk{t, server.URL, s, &http.Client{Jar: jar}, password}
}

func (d *desk) read(answer *http.Response, err error) (status int, path, body string) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	return answer.StatusCode, answer.Request.URL.Path, string(b)
}

func (d *desk) get(path string) (int, string, string) {
	return d.read(d.browser.Get(d.url + path))
}

func (d *desk) post(path string, form ...string) (int, string, string) {
	values := url.Values{}
	for i := 0; i < len(form); i += 2 {
		values.Set(form[i], form[i+1])
	}
	return d.read(d.browser.PostForm(d.url+path, values))
}

func (d *desk) signIn() {
	d.t.Helper()
	if _, path, _ := d.post("/sign-in", "password", d.password); path != "/" {
		d.t.Fatalf("signing in led to %s", path)
	}
}

func TestStrangersSeeTheDoorOnly(t *testing.T) {
	d := newDesk(t)
	for _, path := range []string{"/", "/entries", "/entries/YX07/1", "/terminals/YX07", "/audits", "/applications", "/uses", "/alarms", "/add"} {
		if _, at, body := d.get(path); at != "/sign-in" || strings.Contains(body, "<table") {
			t.Errorf("GET %s led to %s", path, at)
		}
	}
	if _, at, _ := d.post("/add", "code", "YX07", "site", "x"); at != "/sign-in" {
		t.Errorf("POST /add led to %s", at)
	}
	if all, err := d.store.Terminals(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("a stranger added %d terminals (%v)", len(all), err)
	}
}

func TestSignInAndOut(t *testing.T) {
	d := newDesk(t)
	if status, _, body := d.post("/sign-in", "password", "wrong"); status != http.StatusForbidden || !strings.Contains(body, "密码不对") {
		t.Errorf("a wrong password: %d", status)
	}
	d.signIn()
	at, _ := url.Parse(d.url)
	if len(d.browser.Jar.Cookies(at)) != 1 {
		t.Error("no session cookie")
	}
	if _, at, _ := d.post("/sign-out"); at != "/sign-in" {
		t.Errorf("signing out led to %s", at)
	}
	if _, at, _ := d.get("/"); at != "/sign-in" {
		t.Errorf("after signing out / led to %s", at)
	}
	if again, err := console.FirstPassword(t.Context(), d.store); err != nil || again != "" {
		t.Errorf("a second start made another password: %q, %v", again, err)
	}
}

func TestCookieIsOutOfReach(t *testing.T) {
	d := newDesk(t)
	d.browser.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	answer, err := d.browser.PostForm(d.url+"/sign-in", url.Values{"password": {d.password}})
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	set := answer.Header.Get("Set-Cookie")
	if !strings.Contains(set, "HttpOnly") || !strings.Contains(set, "SameSite=Strict") {
		t.Errorf("Set-Cookie: %s", set)
	}
	if csp := answer.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") {
		t.Errorf("Content-Security-Policy: %s", csp)
	}
}

func TestFormsFromElsewhereAreRefused(t *testing.T) {
	d := newDesk(t)
	d.signIn()
	request, err := http.NewRequest("POST", d.url+"/add", strings.NewReader("code=YX07&site=x"))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Origin", "https://elsewhere.example")
	if status, _, _ := d.read(d.browser.Do(request)); status != http.StatusForbidden {
		t.Errorf("a form from elsewhere: %d, want 403", status)
	}
}

func TestGuessingIsSlowedDown(t *testing.T) {
	d := newDesk(t)
	for range 5 {
		d.post("/sign-in", "password", "wrong")
	}
	if status, _, _ := d.post("/sign-in", "password", d.password); status != http.StatusTooManyRequests {
		t.Errorf("the sixth attempt: %d, want 429", status)
	}
}

func TestAddATerminal(t *testing.T) {
	d := newDesk(t)
	d.signIn()
	if status, _, body := d.post("/add", "code", "Y", "site", "西湖"); status != http.StatusUnprocessableEntity || !strings.Contains(body, "2 到 12 位") || !strings.Contains(body, `value="西湖"`) {
		t.Errorf("a bad code: %d; what was typed must stay", status)
	}
	if _, _, body := d.post("/add", "code", " yx07 ", "site", "西湖<b>"); !strings.Contains(body, "AAAAA-BBBBB") || !strings.Contains(body, "24 小时内有效") || strings.Contains(body, "<b>") {
		t.Error("the enrolment code is not shown, or the site is not escaped")
	}
	if _, _, body := d.get("/"); !strings.Contains(body, "YX07") || !strings.Contains(body, "待登记") {
		t.Error("the overview lacks the new terminal")
	}
}

// see fills the store as the intake does.
func (d *desk) see() {
	d.t.Helper()
	ctx := d.t.Context()
	hash := func(b byte) []byte { return append(make([]byte, 31), b) }
	batch := []store.Arrival{
		{
			Entry:       store.Entry{Sequence: 1, Previous: hash(0), Hash: hash(1), Kind: "application", Slip: "YX07-261122-0001-D", At: 1, Sealed: []byte("\x03stdxx"), State: store.Received},
			Application: &store.Application{Item: "residence-permit", Applicant: "林**", Number: "9****************X", Document: "resident-card", Assurance: "card"},
		},
		{Entry: store.Entry{Sequence: 4, Previous: hash(3), Hash: hash(4), Kind: "application", Slip: "s", At: 1, Sealed: []byte("?"), State: store.Unopened}},
	}
	err := d.store.AddTerminal(ctx, "YX07", "西湖", []byte("h"), time.Now())
	if err == nil {
		err = d.store.Record(ctx, store.Use{Terminal: "YX07", At: 1, Kind: "lookup", Purpose: "show", Item: "CBZM-999999", Subject: "9****************7"})
	}
	if err == nil {
		_, err = d.store.Commit(ctx, "YX07", "999999", batch)
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

func TestPagesShowWhatIsThere(t *testing.T) {
	d := newDesk(t)
	d.signIn()
	d.see()
	for path, wants := range map[string][]string{
		"/":                         {"YX07", "西湖", "2–3"},
		"/entries":                  {"999999-", "林**", "9****************X", "已收件", "无法解封"},
		"/entries?kind=application": {"YX07-261122-0001-D"},
		"/entries?terminal=YX07":    {"终端 YX07"},
		"/entries/YX07/1":           {"居民身份证", "身份证芯片", "与上一条相接", "std"},
		"/entries/YX07/4":           {"未相接", "打不开"},
		"/alarms":                   {"无法解封", "核对终端登记时的中心公钥"},
		"/applications":             {"林**", "9****************X", "999999-"},
		"/uses":                     {"查询、出证明", "给本人看、打印", "社保参保证明打印", "9****************7"},
	} {
		status, _, body := d.get(path)
		for _, want := range wants {
			if status != http.StatusOK || !strings.Contains(body, want) {
				t.Errorf("GET %s: %d, without %q", path, status, want)
			}
		}
	}
	for _, path := range []string{"/entries/YX07/2", "/entries/YX07/x", "/terminals/YX09", "/nowhere"} {
		if status, _, _ := d.get(path); status != http.StatusNotFound {
			t.Errorf("GET %s: %d, want 404", path, status)
		}
	}
}
