// Command wltsim stands in for a maker's photo decoder, for the photos of simulated
// cards: see yitiji/drivers/wlt for what such a program reads, writes and exits with.
package main

import (
	"fmt"
	"io"
	"os"

	"yitiji/drivers/sim"
)

func main() { os.Exit(decode(os.Stdin, os.Stdout)) }

// decode returns the exit status.
func decode(in io.Reader, out io.Writer) int {
	photo, err := io.ReadAll(io.LimitReader(in, 4096))
	if err != nil {
		return 2
	}
	picture, err := sim.Portrait(photo)
	if err != nil {
		fmt.Fprintln(os.Stderr, "wltsim:", err)
		return 1
	}
	if _, err := out.Write(picture); err != nil {
		return 2
	}
	return 0
}
