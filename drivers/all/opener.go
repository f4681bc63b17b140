package all

import (
	"context"

	"yitiji/drivers/port"
)

// entry is one device's part of a configuration.
type entry interface {
	at() (kind string, l Line)
	check(place string) error
}

// opener returns the function that opens the device of an entry for the slot called
// place. The entry is checked at once, with what quirks know of its model; once the
// device is there, quirks may know more. of picks a quirk's settings for such an
// entry, and over makes the device over its line.
func opener[E entry, D any](
	s *Site, place string, e E, of func(Quirk) settings[E], over func(E, port.Port) (D, error),
) (func(context.Context) (D, error), error) {
	kind, line := e.at()
	named, err := apply(s.Quirks, Identity{Models: []string{line.Model}}, e, of)
	if err != nil {
		return nil, err
	}
	if err := named.check(place); err != nil {
		return nil, err
	}
	return func(ctx context.Context) (D, error) {
		var full E
		var none D
		p, err := s.open(ctx, kind, line, func(id Identity) (port.SerialOptions, error) {
			var err error
			if full, err = apply(s.Quirks, id, e, of); err != nil {
				return port.SerialOptions{}, err
			}
			_, l := full.at()
			return l.serial(), full.check(place)
		})
		if err == nil {
			p, err = s.tapped(place, kind, p)
		}
		if err != nil {
			return none, err
		}
		d, err := over(full, p)
		return orClose(d, err, p)
	}, nil
}
