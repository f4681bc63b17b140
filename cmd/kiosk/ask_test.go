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
	go func() { ended <- askable(conf, places{}).answerTechnician(ctx) }()
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
	if err := askable(conf, places{}).answerTechnician(t.Context()); err != nil {
		t.Errorf("the terminal would stop: %v", err)
	}
}

// askable is a terminal that can be asked how its devices are.
func askable(conf config, devices places) *station {
	return &station{conf: conf, devices: devices, book: new(meter.Book), log: slog.New(slog.DiscardHandler)}
}
