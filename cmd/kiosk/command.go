package main

import (
	"context"
	"errors"
	"fmt"

	"yitiji/sync/outbox"
)

var (
	errNoVerb  = errors.New("this program knows no such command")
	errRestart = errors.New("an administrator at the centre wants the program started again")
)

// obey carries out what an administrator at the centre wants of this terminal. What it does not
// know it refuses, and says so.
func (s *station) obey(ctx context.Context, cmd outbox.Command) outbox.CommandReport {
	text, err := s.carryOut(ctx, cmd)
	report := outbox.CommandReport{Outcome: outbox.CommandDone, Text: text}
	if err != nil {
		report.Text = err.Error()
	}
	if errors.Is(err, errNoVerb) {
		report.Outcome = outbox.CommandRefused
	}
	return report
}

func (s *station) carryOut(ctx context.Context, cmd outbox.Command) (string, error) {
	switch cmd.Verb {
	case "retry":
		n, err := s.box.Retry(ctx)
		return fmt.Sprintf("%d entries are on their way again", n), err
	case "backup":
		return s.box.Backup(ctx)
	case "verify":
		return "the store is as it was written", s.box.Verify(ctx)
	case "restart":
		select {
		case s.restart <- struct{}{}:
		default: // it is wanted already
		}
		return "as soon as nobody is at the terminal", nil
	}
	return "", fmt.Errorf("%w: %q", errNoVerb, cmd.Verb)
}

// restartWhenIdle ends the program when the centre wants that and nobody is at the terminal; the
// service manager starts it again.
func (s *station) restartWhenIdle(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case <-s.restart:
	}
	if err := s.terminal.Idle(ctx); err != nil {
		return nil // the program ends anyway
	}
	return errRestart
}
