package sandbox_test

import (
	"encoding/base64"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"yitiji/platform/sandbox"
	"yitiji/terminal/centre"
)

// phone is the phone of somebody that opens an address, and answers by its page.
func phone(t *testing.T, s *sandbox.Sandbox, whose centre.Subject, what string) func(address string) {
	return func(address string) {
		t.Helper()
		here, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		pages := s.Phones()
		page := httptest.NewRecorder()
		pages.ServeHTTP(page, httptest.NewRequest(http.MethodGet, here.Path, nil))
		if page.Code != http.StatusOK || !strings.Contains(page.Body.String(), whose.Number) {
			t.Fatalf("%s is answered by %d", here.Path, page.Code)
		}
		form := httptest.NewRequest(http.MethodPost, here.Path, strings.NewReader(url.Values{"who": {whose.Number}, "what": {what}}.Encode()))
		form.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		said := httptest.NewRecorder()
		pages.ServeHTTP(said, form)
		if strings.Contains(said.Body.String(), `role="alert"`) {
			t.Errorf("the page says that it went wrong: %s", said.Body)
		}
	}
}

// The page shows what the terminal shows, and says what is given to it; a second answer is none, and
// who has no account is nobody.
func TestThePageOfASignIn(t *testing.T) {
	s := open(t, "")
	invitation, err := s.Systems().Identities.Invite(t.Context(), use("GLJT-999999"), &centre.SignIn{})
	if err != nil {
		t.Fatal(err)
	}
	secret := invitation.Address[strings.LastIndex(invitation.Address, "/")+1:]
	pages := s.Phones()
	show := func(path string) (int, string) {
		w := httptest.NewRecorder()
		pages.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		return w.Code, w.Body.String()
	}
	if _, body := show("/id/" + secret); !strings.Contains(body, ">"+invitation.Match+"<") || !strings.Contains(body, "YX07") {
		t.Errorf("the page lacks what to compare: %s", body)
	}
	if code, _ := show("/id/NOSUCHSECRET"); code != http.StatusNotFound {
		t.Errorf("a secret of nobody is answered by %d", code)
	}
	if s.Answer(secret, "999999000000000000", true) == nil {
		t.Error("who has no account has signed in")
	}
	if err := s.Answer(secret, wang.Number, true); err != nil {
		t.Fatal(err)
	}
	if s.Answer(secret, li.Number, true) == nil || s.Answer(secret, li.Number, false) == nil {
		t.Error("a sign-in was answered twice")
	}
	if _, body := show("/id/" + secret); strings.Contains(body, "<form") {
		t.Error("there is still something to answer")
	}
}

// The code on a phone is drawn as it is said.
func TestThePageOfACode(t *testing.T) {
	s := open(t, "")
	get := func(accept string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1/people/"+wang.Number+"/code", nil)
		r.Header.Set("Accept", accept)
		w := httptest.NewRecorder()
		s.Control().ServeHTTP(w, r)
		return w
	}
	text := get("*/*").Body.String()
	page := get("text/html").Body.String()
	shown := regexp.MustCompile(`id="code">([^<]+)<`).FindStringSubmatch(page)
	picture := regexp.MustCompile(`data:image/png;base64,([^"]+)"`).FindStringSubmatch(page)
	if shown == nil || picture == nil || shown[1] == text {
		t.Fatalf("the page is %s", page)
	}
	if _, err := base64.StdEncoding.DecodeString(html.UnescapeString(picture[1])); err != nil {
		t.Errorf("its picture: %v", err)
	}
	for _, code := range []string{text, shown[1]} {
		if p, err := s.Systems().Identities.Present(t.Context(), use("GLJT-999999"), code); err != nil || p.State != centre.Confirmed {
			t.Errorf("%s is %+v, %v", code, p, err)
		}
	}
}
