package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"yitiji/sync/enrol"
	"yitiji/terminal"
)

// enrolCommand is `kiosk enrol`.
type enrolCommand struct {
	Centre string `help:"Address of the centre, as in https://centre.example:8443." required:""`
	Code   string `arg:"" help:"The one-time code that the centre gave."`
}

// Run makes this machine a terminal of the centre.
func (e enrolCommand) Run(ctx context.Context, conf config) error {
	if known, err := enrol.Load(conf.identityDir()); err == nil {
		return fmt.Errorf("this machine is terminal %s of %s already; to make it another one, remove %s first",
			known.Terminal, known.Centre, conf.identityDir())
	} else if !errors.Is(err, enrol.ErrNotEnrolled) {
		return err
	}
	if err := os.MkdirAll(conf.Data, 0o700); err != nil {
		return err
	}
	identity, err := enrol.Enrol(ctx, conf.identityDir(), e.Centre, e.Code)
	if err != nil {
		return err
	}
	recordTechnician(ctx, conf, terminal.TerminalEnrolled, "centre", identity.Centre)
	fmt.Printf("This machine is terminal %s, %s. Next: kiosk run\n", identity.Terminal, identity.Site)
	return nil
}
