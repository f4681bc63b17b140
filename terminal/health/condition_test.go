package health_test

import (
	"slices"
	"testing"
	"time"

	"yitiji/terminal/health"
)

var start = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

func TestBlipIsNotShown(t *testing.T) {
	var b health.Board
	b.Set(health.ReceiptAbsent, true, start)
	if got := b.Visible(start.Add(time.Second)); len(got) != 0 {
		t.Errorf("after 1 s Visible = %v, want nothing", got)
	}
	if got := b.Visible(start.Add(3 * time.Second)); !slices.Equal(got, []health.Code{health.ReceiptAbsent}) {
		t.Errorf("after 3 s Visible = %v, want the absent printer", got)
	}
}

func TestRepeatedReportKeepsItsBeginning(t *testing.T) {
	var b health.Board
	b.Set(health.ReceiptAbsent, true, start)
	if news := b.Set(health.ReceiptAbsent, true, start.Add(time.Second)); news {
		t.Error("the same condition was news twice")
	}
	if got := b.Visible(start.Add(2 * time.Second)); len(got) != 1 {
		t.Errorf("Visible = %v: the second report restarted the delay", got)
	}
}

func TestExplainedConditionIsHidden(t *testing.T) {
	var b health.Board
	b.Set(health.ReceiptAbsent, true, start)
	b.Set(health.ReceiptNoPaper, true, start)
	if got := b.Visible(start.Add(time.Minute)); !slices.Equal(got, []health.Code{health.ReceiptAbsent}) {
		t.Errorf("Visible = %v: no paper is explained by the missing printer", got)
	}
}

func TestWorstFirst(t *testing.T) {
	var b health.Board
	b.Set(health.ReceiptLow, true, start)
	b.Set(health.CentreUnreachable, true, start)
	b.Set(health.StoreFull, true, start)
	want := []health.Code{health.StoreFull, health.CentreUnreachable, health.ReceiptLow}
	if got := b.Visible(start.Add(time.Minute)); !slices.Equal(got, want) {
		t.Errorf("Visible = %v, want %v", got, want)
	}
}

func TestEveryDependencyIsACode(t *testing.T) {
	for _, c := range health.Codes() {
		k, ok := health.Describe(c)
		if !ok {
			t.Fatalf("Describe(%q) does not know its own code", c)
		}
		if k.DependsOn == "" {
			continue
		}
		if _, ok := health.Describe(k.DependsOn); !ok {
			t.Errorf("%s depends on %q, which is no code", c, k.DependsOn)
		}
	}
}
