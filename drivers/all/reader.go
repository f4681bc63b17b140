package all

import (
	"context"

	"yitiji/drivers"
	"yitiji/drivers/port"
	"yitiji/drivers/sdt"
)

// CardReader is the entry of an identity card reader.
type CardReader struct {
	Kind string `yaml:"kind"` // sdt
	Line `yaml:",inline"`
}

// CardReaderKinds are the kinds of card reader that can be opened.
func CardReaderKinds() []string { return []string{"sdt"} }

func (c CardReader) at() (string, Line) { return c.Kind, c.Line }

func (c CardReader) check(place string) error {
	return check(place, c.Kind, c.Line, CardReaderKinds())
}

// Opener returns the function that opens the reader for the slot called place. An
// unknown kind is an error that lists the known ones.
func (c CardReader) Opener(s *Site, place string) (func(context.Context) (drivers.CardReader, error), error) {
	of := func(q Quirk) settings[CardReader] { return q.CardReader }
	return opener(s, place, c, of, func(c CardReader, line port.Port) (drivers.CardReader, error) {
		return sdt.New(line, sdt.Options{Place: place})
	})
}
