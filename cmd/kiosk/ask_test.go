package main

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yitiji/drivers/meter"
)

func TestTheTerminalAnswersTheDoctor(t *testing.T) {
	conf := config{Data: t.TempDir()}
	if _, err := askTerminal(t.Context(), conf); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("asking nobody = %v, want ErrNotExist", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- answerDoctor(ctx, conf, places{}, new(meter.Book), slog.New(slog.DiscardHandler)) }()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		reports, err := askTerminal(t.Context(), conf)
		if err == nil && len(reports) == 0 {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("asking a terminal without devices = %v, %v", reports, err)
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("answering ended with %v", err)
	}
}

// A socket that cannot be made is no reason to serve nobody.
func TestATerminalThatCannotBeAskedServes(t *testing.T) {
	conf := config{Data: filepath.Join(t.TempDir(), strings.Repeat("a long name/", 12))}
	if err := answerDoctor(t.Context(), conf, places{}, new(meter.Book), slog.New(slog.DiscardHandler)); err != nil {
		t.Errorf("the terminal would stop: %v", err)
	}
}
