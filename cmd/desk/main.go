// Command desk is the device desk (设备台): it stands in for the hands and the
// hardware around a terminal. It runs the devices of drivers/sim, a line to the
// centre that can be cut, and the page on which one plays with both.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

func main() {
	var o options
	kong.Parse(&o, kong.Name("desk"), kong.Description("Stands in for the hands and the hardware around a terminal."))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := serve(ctx, o); err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, "desk:", err)
		os.Exit(1)
	}
}

// serve runs the desk until ctx ends.
func serve(ctx context.Context, o options) error {
	d, err := newDesk(o)
	if err != nil {
		return err
	}
	defer d.close()
	fmt.Printf("device desk  http://%s\ndevices      %s\n", o.Listen, o.Devices)
	return d.run(ctx, o.Listen)
}
