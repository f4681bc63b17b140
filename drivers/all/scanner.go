package all

import (
	"context"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/port"
	"yitiji/drivers/scanner"
)

// Scanner is the entry of a code scanner. Engines often want 9,600 baud.
type Scanner struct {
	Kind    string `yaml:"kind"` // serial, hid-pos or keyboard
	Line    `yaml:",inline"`
	Framing scanner.Framing `yaml:"framing"` // lines (the default) or gap
	Gap     time.Duration   `yaml:"gap"`     // for gap: 30ms to 100ms; 0 means 50ms
	AIM     bool            `yaml:"aim"`     // the scanner sends AIM identifiers
	Trigger string          `yaml:"trigger"` // bytes in hexadecimal that start a scan, such as "16 54 0D"
	Release string          `yaml:"release"` // and that end it, such as "16 55 0D"

	// Acknowledge is what the engine answers to these, ahead of the code, in hexadecimal.
	Acknowledge string `yaml:"acknowledge"`
}

// ScannerKinds are the kinds of scanner that can be opened.
func ScannerKinds() []string { return []string{"serial", "hid-pos", "keyboard"} }

func (c Scanner) at() (string, Line) { return c.Kind, c.Line }

func (c Scanner) check(place string) error {
	options, err := c.options(place)
	if err != nil {
		return fmt.Errorf("%s: %w", place, err)
	}
	return check(place, c.Kind, c.Line, ScannerKinds(), options)
}

// Opener returns the function that opens the scanner for the slot called place. An
// unknown kind is an error that lists the known ones.
func (c Scanner) Opener(s *Site, place string) (func(context.Context) (drivers.Scanner, error), error) {
	of := func(q Quirk) settings[Scanner] { return q.Scanner }
	return opener(s, place, c, of, func(c Scanner, line port.Port) (drivers.Scanner, error) {
		options, err := c.options(place)
		if err != nil {
			return nil, err
		}
		switch c.Kind {
		case "hid-pos":
			return scanner.NewHIDPOS(line, options)
		case "keyboard":
			return scanner.NewKeyboard(line, options)
		}
		return scanner.New(line, options)
	})
}

func (c Scanner) options(place string) (o scanner.Options, err error) {
	o = scanner.Options{Place: place, Framing: c.Framing, Gap: c.Gap, AIM: c.AIM}
	if o.Trigger, err = unhex(c.Trigger); err != nil {
		return o, fmt.Errorf("trigger: %w", err)
	}
	if o.Release, err = unhex(c.Release); err != nil {
		return o, fmt.Errorf("release: %w", err)
	}
	if o.Acknowledge, err = unhex(c.Acknowledge); err != nil {
		return o, fmt.Errorf("acknowledge: %w", err)
	}
	return o, nil
}

func unhex(s string) ([]byte, error) {
	return hex.DecodeString(strings.ReplaceAll(s, " ", ""))
}
