// Command platform is the centre: it takes what terminals keep, gives official
// numbers, and shows both on a console.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var line commandLine
	command := kong.Parse(&line,
		kong.Name("platform"),
		kong.Description("The centre of Yitiji (一体机): it takes in what terminals keep, and watches over them."),
		kong.UsageOnError(),
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
	if err := command.Run(&line.Site); err != nil {
		fmt.Fprintln(os.Stderr, "platform:", err)
		stop()
		os.Exit(1)
	}
}
