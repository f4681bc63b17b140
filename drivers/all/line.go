package all

import (
	"fmt"
	"slices"
	"strings"

	"yitiji/drivers/port"
)

// checked is anything that can say what is wrong with it.
type checked interface{ Check() error }

// check refuses an entry of a kind that is not known, without a port, or with
// options that make no sense.
func check(place, kind, path string, known []string, options ...checked) error {
	switch {
	case !slices.Contains(known, kind):
		return fmt.Errorf("%s: unknown kind %q; known: %s", place, kind, strings.Join(known, ", "))
	case path == "":
		return fmt.Errorf("%s: no port", place)
	}
	for _, o := range options {
		if err := o.Check(); err != nil {
			return fmt.Errorf("%s: %w", place, err)
		}
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
