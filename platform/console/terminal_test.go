package console_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"yitiji/platform/store"
)

// enrolled has the terminal YX07 enrolled, and lets it say how it fares.
func (d *desk) enrolled(now store.Fares) {
	d.t.Helper()
	ctx := d.t.Context()
	t, err := d.store.Redeem(ctx, []byte("h"), []byte("key"), time.Now().Add(200*24*time.Hour))
	if err == nil {
		err = d.store.Note(ctx, t, now)
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

// invited is a console with the terminal YX07, of which some entries have come.
func invited(t *testing.T) *desk {
	t.Helper()
	d := newDesk(t)
	d.signIn()
	if err := d.store.AddTerminal(t.Context(), "YX07", "西湖", []byte("h"), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *desk) has(path string, wants ...string) {
	d.t.Helper()
	status, _, body := d.get(path)
	for _, want := range wants {
		if status != http.StatusOK || !strings.Contains(body, want) {
			d.t.Errorf("GET %s: %d, without %q", path, status, want)
		}
	}
}

func (d *desk) commands() []store.Command {
	d.t.Helper()
	all, err := d.store.Commands(d.t.Context(), "YX07", 10)
	if err != nil {
		d.t.Fatal(err)
	}
	return all
}

func TestATerminalsPage(t *testing.T) {
	d := newDesk(t)
	d.signIn()
	d.see() // entries 1 and 4, the last with an alarm
	if err := d.store.AddTerminal(t.Context(), "YX07", "西湖", []byte("h"), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	d.enrolled(store.Fares{Waiting: 731, Aside: 13, Oldest: store.MillisOf(time.Now()), Skew: -372_000, Program: "1.4.2"})
	if err := d.store.Raise(t.Context(), store.Alarm{Terminal: "YX08", Kind: store.AlarmFork, FirstAt: 1}); err != nil {
		t.Fatal(err)
	}
	d.has("/", `href="/terminals/YX07"`)
	d.has("/terminals/YX07", "西湖", "1.4.2", "731", "13", "第 </small>1<small> 号", "2–3", "比中心慢 6 分 12 秒",
		time.Now().Add(200*24*time.Hour).Format(time.DateOnly), "无法解封", "还没有下达过指令", `href="/entries/YX07/4"`)
	if _, _, body := d.get("/terminals/YX07"); strings.Contains(body, "终端被复制") {
		t.Error("the page shows an alarm of another terminal")
	}
}

func TestGivingACommand(t *testing.T) {
	d := invited(t)
	if status, _, body := d.post("/terminals/YX07/commands", "verb", "backup", "lasts", "1h"); status != http.StatusUnprocessableEntity || !strings.Contains(body, "还没有登记") {
		t.Errorf("a command to a terminal that has not enrolled: %d", status)
	}
	d.enrolled(store.Fares{Program: "1"})
	for why, form := range map[string][]string{
		"no verb":        {"lasts", "1h"},
		"no such verb":   {"verb", "dance", "lasts", "1h"},
		"no time":        {"verb", "backup"},
		"another time":   {"verb", "backup", "lasts", "9999h"},
		"a time in past": {"verb", "backup", "lasts", "-1h"},
	} {
		if status, _, body := d.post("/terminals/YX07/commands", form...); status != http.StatusUnprocessableEntity || !strings.Contains(body, `role="alert"`) {
			t.Errorf("%s: %d, want 422 and why", why, status)
		}
	}
	if all := d.commands(); len(all) != 0 {
		t.Fatalf("refused, and given all the same: %+v", all)
	}
	if status, path, _ := d.post("/terminals/YX07/commands", "verb", "backup", "lasts", "8h"); status != http.StatusOK || path != "/terminals/YX07" {
		t.Errorf("giving a command: %d at %s", status, path)
	}
	all := d.commands()
	if len(all) != 1 || all[0].Verb != "backup" || all[0].GivenBy != "admin" || time.Until(all[0].ValidUntil.Time()).Round(time.Minute) != 8*time.Hour {
		t.Fatalf("commands %+v", all)
	}
	d.has("/terminals/YX07", "备份存储", "等待终端", "admin")
	if status, _, body := d.post("/terminals/YX07/commands", "verb", "backup", "lasts", "1h"); status != http.StatusUnprocessableEntity || !strings.Contains(body, "不必再下一次") || len(d.commands()) != 1 {
		t.Errorf("the same command again: %d", status)
	}
	if status, _, _ := d.post("/terminals/YX09/commands", "verb", "backup", "lasts", "1h"); status != http.StatusNotFound {
		t.Errorf("a command to nobody: %d", status)
	}
}

func TestStrangersGiveNoCommands(t *testing.T) {
	d := invited(t)
	d.enrolled(store.Fares{})
	d.post("/sign-out")
	if _, at, _ := d.post("/terminals/YX07/commands", "verb", "restart", "lasts", "1h"); at != "/sign-in" || len(d.commands()) != 0 {
		t.Errorf("POST led to %s; commands %+v", at, d.commands())
	}
}

// Each state of a command is told apart.
func TestWhatCameOfCommands(t *testing.T) {
	d := invited(t)
	d.enrolled(store.Fares{})
	for i, c := range []struct {
		outcome, report string
		lasts           time.Duration
		want            []string
	}{
		{"", "", time.Hour, []string{"等待终端", "下次联系时取走"}},
		{"", "", -time.Hour, []string{"已过期", "没有收到终端的报告"}},
		{"done", "/var/backups/outbox.db", time.Hour, []string{"已执行", "/var/backups/outbox.db"}},
		{"refused", "this program knows no such command", time.Hour, []string{"终端拒绝", "knows no such command"}},
		{"expired", "", time.Hour, []string{"到达时已过期"}},
		{"unknown", "", time.Hour, []string{"结果不明", "不知道做完没有"}},
	} {
		given, err := d.store.Give(t.Context(), "admin", "YX07", "verify", "", time.Now().Add(c.lasts))
		if err != nil {
			t.Fatal(err)
		}
		if c.outcome != "" {
			d.report(uint64(i)+1, store.Report{ID: given.ID, Outcome: c.outcome, Text: c.report})
		}
		d.has("/terminals/YX07", c.want...)
	}
}

// report has the terminal report on a command.
func (d *desk) report(sequence uint64, r store.Report) {
	d.t.Helper()
	hash := func(n uint64) []byte { return append(make([]byte, 31), byte(n)) }
	_, err := d.store.Commit(d.t.Context(), "YX07", "999999", []store.Arrival{{
		Entry:  store.Entry{Sequence: sequence, Previous: hash(sequence - 1), Hash: hash(sequence), Kind: "command", At: 1, Sealed: []byte("?"), State: store.Recorded},
		Report: &r,
	}})
	if err != nil {
		d.t.Fatal(err)
	}
}
