package porttest_test

import (
	"context"
	"strings"
	"testing"

	"yitiji/drivers/port/porttest"
)

const story = `# status, then init
> 10 04 01
< 12
> 1B 40
`

func TestRecordAndPlayback(t *testing.T) {
	traffic, err := porttest.Parse(strings.NewReader(story))
	if err != nil {
		t.Fatal(err)
	}
	r := porttest.Record(porttest.NewPlayback(traffic))
	ctx := t.Context()
	p := make([]byte, 8)
	_, _ = r.Write(ctx, []byte{0x10, 0x04})
	_, _ = r.Write(ctx, []byte{0x01})
	if n, err := r.Read(ctx, p); err != nil || n != 1 || p[0] != 0x12 {
		t.Fatalf("Read = % X, %v", p[:n], err)
	}
	_, _ = r.Write(ctx, []byte{0x1B, 0x40})
	if err := r.Close(); err != nil {
		t.Errorf("Close after all traffic: %v", err)
	}
	var text strings.Builder
	_ = porttest.Format(&text, r.Traffic())
	if want := strings.SplitN(story, "\n", 2)[1]; text.String() != want {
		t.Errorf("recorded\n%swant\n%s", text.String(), want)
	}
}

func TestPlaybackComplains(t *testing.T) {
	traffic, _ := porttest.Parse(strings.NewReader(story))
	if err := porttest.NewPlayback(traffic).Close(); err == nil {
		t.Error("Close took left-over traffic")
	}
	p := porttest.NewPlayback(traffic)
	if _, err := p.Write(context.Background(), []byte{0x1B}); err == nil {
		t.Error("Write took unexpected bytes")
	}
	if _, err := porttest.Parse(strings.NewReader("? 00")); err == nil {
		t.Error("Parse took an unknown mark")
	}
}
