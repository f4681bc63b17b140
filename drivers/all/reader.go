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
	Port string `yaml:"port"` // such as /dev/kiosk/idcard
	Baud int    `yaml:"baud"` // 0 means 115,200
}

// CardReaderKinds are the kinds of card reader that can be opened.
func CardReaderKinds() []string { return []string{"sdt"} }

// Opener returns the function that opens the reader for the slot called place. An
// unknown kind is an error that lists the known ones.
func (c CardReader) Opener(place string) (func(context.Context) (drivers.CardReader, error), error) {
	serial := port.SerialOptions{Baud: c.Baud}
	if err := check(place, c.Kind, c.Port, CardReaderKinds(), serial); err != nil {
		return nil, err
	}
	return func(context.Context) (drivers.CardReader, error) {
		line, err := port.OpenSerial(c.Port, serial)
		if err != nil {
			return nil, err
		}
		r, err := sdt.New(line, sdt.Options{Place: place})
		return orClose(r, err, line)
	}, nil
}
