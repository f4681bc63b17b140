// Kiosk is the program of the terminal.
//
//	kiosk run     serves citizens
//	kiosk enrol   makes this machine a terminal of a centre
//	kiosk check   reads configuration and catalogue, and says what is wrong
//	kiosk catalog checks service items before they are published
//	kiosk doctor  examines the devices, and says what to do
//	kiosk tape    records what passes between the terminal and a device, and plays it back
//	kiosk outbox  says what waits for the centre, and why; sends again what stands aside
//	kiosk audit   proves that no recorded decision is missing
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"
)

type commands struct {
	Config string `help:"The configuration file; packaging/kiosk.yaml explains it." default:"/etc/yitiji/kiosk.yaml" type:"path"`

	Run   runCommand   `cmd:"" help:"Serve citizens."`
	Enrol enrolCommand `cmd:"" help:"Make this machine a terminal of a centre, with a one-time code."`
	Check checkCommand `cmd:"" help:"Read configuration and catalogue, and say what is wrong."`

	Catalog catalogCommand `cmd:"" help:"Check service items before they are published."`

	Doctor doctorCommand `cmd:"" help:"Examine the devices, and say what to do."`
	Outbox outboxCommand `cmd:"" help:"What waits for the centre, and the store it waits in."`
	Audit  auditCommand  `cmd:"" help:"The decisions that were recorded at this terminal."`
	Tape   tapeCommand   `cmd:"" help:"Record what passes between the terminal and a device, without anything personal, and play it back."`
}

func main() {
	var c commands
	k := kong.Parse(&c, kong.Bind(new(speaker)), kong.Name("kiosk"), kong.Description("The program of the all-in-one government self-service terminal."))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	k.BindTo(ctx, (*context.Context)(nil))
	err := k.BindToProvider(func() (config, error) { return loadConfig(c.Config) }) // not every command needs it
	if err == nil {
		err = k.Run(log)
	}
	os.Exit(end(k.Command(), err))
}

// end says why a command failed, and returns the exit status.
func end(command string, err error) int {
	var status exitStatus
	switch {
	case err == nil:
		return 0
	case errors.As(err, &status):
		return int(status)
	}
	fmt.Fprintln(os.Stderr, "kiosk:", err)
	if strings.HasPrefix(command, "doctor") { // whose other statuses speak of devices
		return notExamined
	}
	return 1
}
