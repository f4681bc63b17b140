package calendar_test

import (
	"testing"
	"time"

	"yitiji/platform/calendar"
	"yitiji/terminal/catalog"
)

func at(day string) time.Time {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return t
}

func TestAdd(t *testing.T) {
	c := calendar.Builtin()
	for _, x := range []struct {
		why, from string
		term      catalog.Term
		want      string
	}{
		{"over a weekend", "2026-11-26", catalog.Term{Days: 3}, "2026-12-01"},
		{"no days", "2026-11-26", catalog.Term{}, "2026-11-26"},
		{"every day counts", "2026-11-26", catalog.Term{Days: 3, Calendar: true}, "2026-11-29"},
		{"over the national holiday", "2026-09-30", catalog.Term{Days: 1}, "2026-10-08"},
		{"a Saturday that is worked", "2026-10-09", catalog.Term{Days: 1}, "2026-10-10"},
	} {
		if got := c.Add(at(x.from), x.term).Format(time.DateOnly); got != x.want {
			t.Errorf("%s: %s, want %s", x.why, got, x.want)
		}
	}
}

func TestBetweenIsWhatAddAdds(t *testing.T) {
	c := calendar.Builtin()
	for days := range 40 {
		from := at("2026-09-18")
		if got := c.Between(from, c.Add(from, catalog.Term{Days: days})); got != days {
			t.Errorf("%d days are %d", days, got)
		}
	}
	if next := c.Next(at("2026-09-30"), 2); next[0].Day() != 8 || next[1].Day() != 9 {
		t.Errorf("Next = %v", next)
	}
}

func TestParseRefuses(t *testing.T) {
	for why, raw := range map[string]string{
		"no day": "off: [2026-02-30]", "a Sunday that is off": "off: [2026-11-29]",
		"a Monday that is worked": "work: [2026-11-30]", "an unknown key": "of: []",
	} {
		if _, err := calendar.Parse([]byte(raw)); err == nil {
			t.Errorf("%s was taken", why)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("off: [2026-01-01]\nwork: [2026-01-04]\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if c, err := calendar.Parse(raw); err == nil {
			c.Working(at("2026-01-01"))
		}
	})
}
