package sandbox_test

import (
	"context"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"yitiji/platform/sandbox"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

func order(t *testing.T, s *sandbox.Sandbox) *centre.Order {
	t.Helper()
	o, err := s.Systems().Payments.Open(t.Context(), use("JSZH-999999"), &centre.Bill{Subject: zhou})
	if err != nil || o.Number == "" {
		t.Fatalf("%+v, %v", o, err)
	}
	return o
}

func state(t *testing.T, s *sandbox.Sandbox, number string) *centre.Paid {
	t.Helper()
	paid, err := s.Systems().Payments.State(t.Context(), number)
	if err != nil {
		t.Fatal(err)
	}
	return paid
}

func TestOrdersEndWhereTheyShould(t *testing.T) {
	for _, c := range []struct {
		why  string
		do   func(*sandbox.Sandbox, string)
		want centre.PaymentState
	}{
		{"paid", func(s *sandbox.Sandbox, n string) { s.Pay(n, sandbox.PayNow) }, centre.PaidUp},
		{"paid twice", func(s *sandbox.Sandbox, n string) { s.Pay(n, sandbox.PayNow); s.Pay(n, sandbox.PayNow) }, centre.PaidUp},
		{"refused by the bank", func(s *sandbox.Sandbox, n string) { s.Pay(n, sandbox.PayFail) }, centre.Refused},
		{"paid too late", func(s *sandbox.Sandbox, n string) { s.Pay(n, sandbox.PayLate) }, centre.Refunded},
		{"its time ran out", func(*sandbox.Sandbox, string) { time.Sleep(6 * time.Minute) }, centre.Lapsed},
		{"paid when its time had run out", func(s *sandbox.Sandbox, n string) { time.Sleep(6 * time.Minute); s.Pay(n, sandbox.PayNow) }, centre.Lapsed},
		{"given up, and paid then", func(s *sandbox.Sandbox, n string) {
			s.Systems().Payments.GiveUp(t.Context(), n)
			s.Pay(n, sandbox.PayLate)
		}, centre.Refunded},
		{"paid, and given up then", func(s *sandbox.Sandbox, n string) {
			s.Pay(n, sandbox.PayNow)
			s.Systems().Payments.GiveUp(t.Context(), n)
		}, centre.Refunded},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := open(t, "")
			o := order(t, s)
			c.do(s, o.Number)
			got := state(t, s, o.Number)
			if got.State != c.want || centre.Check(&centre.Payment{Order: o.Number}, got) != nil {
				t.Errorf("%s: %+v", c.why, got)
			}
		})
	}
}

func TestReceiptsAreNumberedAsTheyShould(t *testing.T) {
	s := open(t, "")
	o := order(t, s)
	if again := order(t, s); again.Number != o.Number {
		t.Error("the same thing has two orders at once")
	}
	s.Pay(o.Number, sandbox.PayNow)
	if got := state(t, s, o.Number); !regexp.MustCompile(`^\d{8}-\d{10}-[0-9A-Z]{6}$`).MatchString(got.Receipt) {
		t.Errorf("receipt %q", got.Receipt)
	}
}

// What was paid and for which nothing came is paid back; what an application stands on is
// not.
func TestMoneyForNothingIsPaidBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, "")
		lost, used := order(t, s), (*centre.Order)(nil)
		s.Pay(lost.Number, sandbox.PayNow)
		used = order(t, s)
		s.Pay(used.Number, sandbox.PayNow)
		a := application("JSZH-999999", 5)
		a.Order = used.Number
		submit(t, s, "1", a)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- s.Run(ctx) }()
		time.Sleep(23 * time.Hour)
		if got := state(t, s, lost.Number); got.State != centre.PaidUp {
			t.Errorf("after 23 hours it is %s", got.State)
		}
		time.Sleep(2 * time.Hour)
		if got := state(t, s, lost.Number); got.State != centre.Refunded || got.Receipt == "" {
			t.Errorf("after 25 hours it is %+v", got)
		}
		if got := state(t, s, used.Number); got.State != centre.PaidUp {
			t.Errorf("what was used is %s", got.State)
		}
		stop()
		<-done
	})
}

// An application whose fee was paid back, or is another person's, is asked for again.
func TestAnApplicationNeedsItsOwnFee(t *testing.T) {
	s := open(t, "")
	o := order(t, s)
	a := application("JSZH-999999", 0)
	a.Order = o.Number
	s.Pay(o.Number, sandbox.PayNow)
	if got := submit(t, s, "1", a); got.Stage != centre.Correcting {
		t.Errorf("with another person's fee: %s", got.Stage)
	}
	b := application("JSZH-999999", 5)
	b.Order = o.Number
	if got := submit(t, s, "2", b); got.Stage != centre.Received {
		t.Errorf("with its own fee: %s", got.Stage)
	}
}

// A fine is that of the violation which an answer names; one that is paid is gone.
func TestFines(t *testing.T) {
	const fines = `code: FK-1
scheme: sample
version: 1
work: apply
name: {zh-Hans: 交通违法罚款, en: Fines}
summary: {zh-Hans: 罚款, en: fines}
icon: car
minutes: 1
domain: traffic
audience: [person]
identity: {level: card}
guide:
  who: {zh-Hans: 谁, en: w}
  bring: {zh-Hans: 带, en: b}
  process: [{zh-Hans: 办, en: p}]
consent: {zh-Hans: 同意, en: yes I do}
form:
  - {key: decision, kind: digits, ask: {zh-Hans: 编号, en: n}, label: {zh-Hans: 编号, en: n}, min: 1, max: 30, example: "7"}
needs: [idcard]
offline: none
fee: {kind: bill, basis: {zh-Hans: 据, en: b}}
result: {kind: shown, name: {zh-Hans: 结果, en: r}}
delivery: [message]
`
	vocabulary, err := fs.ReadFile(catalog.Builtin(), catalog.VocabularyFile)
	if err != nil {
		t.Fatal(err)
	}
	c, err := catalog.Load(fstest.MapFS{catalog.VocabularyFile: {Data: vocabulary}, "fines.yaml": {Data: []byte(fines)}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := sandbox.Open(sandbox.Options{Catalog: c, Public: "http://phone.example"})
	if err != nil {
		t.Fatal(err)
	}
	p := people[5]
	if len(p.Violations) < 2 {
		t.Fatalf("%d violations", len(p.Violations))
	}
	v := p.Violations[1]
	bill := &centre.Bill{Subject: zhou, Answers: []catalog.Answer{{Field: "decision", Value: v.Number}}}
	o, err := s.Systems().Payments.Open(t.Context(), use("FK-1"), bill)
	if err != nil || o.Amount != v.Fine || len(o.Rows) != 3 {
		t.Fatalf("%+v, %v, want %d fen", o, err, v.Fine)
	}
	server := httptest.NewServer(s.Phones())
	defer server.Close()
	address := server.URL + strings.TrimPrefix(o.Code, "http://phone.example")
	body := read(t)(http.PostForm(address, url.Values{"what": {"pay"}}))
	for _, row := range o.Rows {
		if !strings.Contains(body, row.Label.In(catalog.Chinese)) || !strings.Contains(body, row.Value) {
			t.Errorf("the payer's page lacks %+v", row)
		}
	}
	rest, err := s.Systems().Payments.Open(t.Context(), use("FK-1"), &centre.Bill{Subject: zhou})
	want := catalog.Fen(0)
	for _, other := range p.Violations {
		if other.Number != v.Number && !other.Settled {
			want += other.Fine
		}
	}
	if err != nil || rest.Amount != want {
		t.Errorf("the rest is %d, %v, want %d", rest.Amount, err, want)
	}
}

// Time takes a matter its way, within the promise; a clerk's question stops the clock.
func TestMattersGoOnWithTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, "")
		submit(t, s, "1", application("WFZJ-999999", 0)) // 3 working days
		at := func() *centre.Standing {
			standing, err := s.Systems().Department.Standing(t.Context(), "1")
			if err != nil {
				t.Fatal(err)
			}
			return standing
		}
		time.Sleep(time.Minute)
		if got := at(); got.Stage != centre.Accepted {
			t.Errorf("after a minute: %s", got.Stage)
		}
		time.Sleep(10 * time.Minute)
		handled := at()
		if handled.Stage != centre.Handling || handled.Due == "" {
			t.Errorf("after ten: %+v", handled)
		}
		s.Do("1", sandbox.Correct, "看不清")
		time.Sleep(20 * 24 * time.Hour)
		if got := at(); got.Stage != centre.Correcting || got.Due != "" || got.Note.In("en") != "看不清" {
			t.Errorf("while it is corrected: %+v", got)
		}
		s.Do("1", sandbox.Resume, "")
		if got := at(); got.Due <= handled.Due {
			t.Errorf("due %s, and before the correction %s", got.Due, handled.Due)
		}
		time.Sleep(10 * 24 * time.Hour)
		if got := at(); got.Stage != centre.Ready || got.Paper == nil {
			t.Errorf("at last: %+v", got)
		}
	})
}

// The page of the payer works without scripts, and knows no strangers' orders.
func TestPayersPage(t *testing.T) {
	s := open(t, "")
	server := httptest.NewServer(s.Phones())
	defer server.Close()
	o := order(t, s)
	address := server.URL + strings.TrimPrefix(o.Code, "http://phone.example")
	if body := read(t)(http.Get(address)); !strings.Contains(body, "10.00") || strings.Contains(body, "周敏") {
		t.Error("the page does not say what is paid, or says by whom")
	}
	if body := read(t)(http.PostForm(address, url.Values{"what": {"pay"}})); !strings.Contains(body, "已付款") {
		t.Error("it was not paid")
	}
	if body := read(t)(http.PostForm(address, url.Values{"what": {"pay"}})); !strings.Contains(body, "不能付款了") {
		t.Error("it was paid twice")
	}
	if body := read(t)(http.Get(server.URL + "/pay/" + o.Number)); !strings.Contains(body, "没有这笔订单") {
		t.Error("the number of an order opens it")
	}
}

func read(t *testing.T) func(*http.Response, error) string {
	return func(answer *http.Response, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		b, _ := io.ReadAll(answer.Body)
		return string(b)
	}
}

func TestControl(t *testing.T) {
	s := open(t, "")
	submit(t, s, "999999-1", application("GLJT-999999", 0))
	server := httptest.NewServer(s.Control())
	defer server.Close()
	if body := read(t)(http.Get(server.URL)); !strings.Contains(body, "王秀英") || !strings.Contains(body, "高龄津贴申领") || !strings.Contains(body, "答成别人的") {
		t.Error("the page lacks people, matters or moods")
	}
	if body := read(t)(http.Get(server.URL + "/people/" + wang.Number)); !strings.Contains(body, "1.2.156.3005.2") {
		t.Error("a person's page lacks certificates")
	}
	read(t)(http.PostForm(server.URL+"/systems/department", url.Values{"kind": {"down"}}))
	if _, err := s.Systems().Department.Standing(t.Context(), "999999-1"); err == nil {
		t.Error("the department is not down")
	}
	for why, form := range map[string]url.Values{
		"/systems/department": {"kind": {"asleep"}}, "/systems/weather": {"kind": {"ok"}}, "/matters/none": {"do": {"grant"}},
		"/matters/999999-1": {"do": {"hand"}}, "/orders/none": {"do": {"pay"}},
	} {
		answer, err := http.PostForm(server.URL+why, form)
		if err != nil || answer.StatusCode != http.StatusConflict {
			t.Errorf("%s %v: %v, %v", why, form, answer.StatusCode, err)
		}
		answer.Body.Close()
	}
	request, _ := http.NewRequest("GET", server.URL, nil)
	request.Host = "rebound.example"
	answer, err := http.DefaultClient.Do(request)
	if err != nil || answer.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("under another name: %v, %v", answer.StatusCode, err)
	}
	answer.Body.Close()
}

// A slow system answers late, and not at all to who does not wait.
func TestSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, "")
		s.Befall(sandbox.Papers, sandbox.Mood{Kind: sandbox.Slow, Seconds: 5})
		began := time.Now()
		if _, _, err := s.Systems().Papers.Verify(t.Context(), "x"); err != nil || time.Since(began) != 5*time.Second {
			t.Errorf("after %v: %v", time.Since(began), err)
		}
	})
}
