package all

import (
	"fmt"
	"slices"
	"strings"

	"yitiji/drivers/port"
)

// open opens the serial line of an entry.
func open(path string, baud int, flow port.Flow) (port.Port, error) {
	return port.OpenSerial(path, port.SerialOptions{Baud: baud, Flow: flow})
}

// check refuses an entry of a kind that is not known, or without a port.
func check(place, kind, path string, known []string) error {
	switch {
	case !slices.Contains(known, kind):
		return fmt.Errorf("%s: unknown kind %q; known: %s", place, kind, strings.Join(known, ", "))
	case path == "":
		return fmt.Errorf("%s: no port", place)
	}
	return nil
}

// orClose closes line when the driver on it could not be made.
func orClose[D any](d D, err error, line port.Port) (D, error) {
	if err != nil {
		_ = line.Close()
	}
	return d, err
}
