package all

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/crt591"
	"yitiji/drivers/espeak"
	"yitiji/drivers/megatec"
	"yitiji/drivers/modbus"
	"yitiji/drivers/mrz"
	"yitiji/drivers/pcsc"
	"yitiji/drivers/port"
	"yitiji/drivers/socialcard"
	"yitiji/drivers/watchdog"
	"yitiji/drivers/wlt"
)

// usually is a line whose speed is the protocol's usual one where none is given. A line
// that is to be found keeps the speed at which the device was found.
func (l Line) usually(baud int) Line {
	if _, auto := l.pattern(); !auto {
		l.Baud = cmp.Or(l.Baud, baud)
	}
	return l
}

// CardDispenser is the entry of a card dispenser. An empty Kind means that there is none.
type CardDispenser struct {
	Kind    string `yaml:"kind"` // crt591
	Line    `yaml:",inline"`
	Address int  `yaml:"address"` // on its line, 0 to 15
	Radio   bool `yaml:"radio"`   // cards are read through the air, not through contacts
}

// CardDispenserKinds are the kinds of card dispenser that can be opened.
func CardDispenserKinds() []string { return []string{"crt591"} }

func (c CardDispenser) at() (string, Line) { return c.Kind, c.usually(9600) }

func (c CardDispenser) options(place string) crt591.Options {
	return crt591.Options{Place: place, Address: byte(c.Address), Radio: c.Radio}
}

func (c CardDispenser) check(place string) error {
	if c.Address < 0 || c.Address > 15 {
		return fmt.Errorf("%s: address %d: want 0 to 15", place, c.Address)
	}
	return check(place, c.Kind, c.Line, CardDispenserKinds(), c.options(place))
}

// Opener returns the function that opens the dispenser for the slot called place.
func (c CardDispenser) Opener(s *Site, place string) (func(context.Context) (drivers.CardDispenser, error), error) {
	of := func(q Quirk) settings[CardDispenser] { return q.CardDispenser }
	return opener(s, place, c, of, func(c CardDispenser, line port.Port) (drivers.CardDispenser, error) {
		return crt591.New(line, c.options(place))
	})
}

// SocialCardReader is the entry of a slot for social-security cards. An empty Kind means
// that there is none.
type SocialCardReader struct {
	Kind   string `yaml:"kind"`   // pcsc
	Socket string `yaml:"socket"` // of pcscd; empty means Debian's
	Reader string `yaml:"reader"` // a part of the reader's name; empty takes the first
}

// SocialCardReaderKinds are the kinds of social-security card reader that can be opened.
func SocialCardReaderKinds() []string { return []string{"pcsc"} }

// Opener returns the function that opens the reader for the slot called place.
func (c SocialCardReader) Opener(_ *Site, place string) (func(context.Context) (drivers.SocialCardReader, error), error) {
	if !slices.Contains(SocialCardReaderKinds(), c.Kind) {
		return nil, fmt.Errorf("%s: unknown kind %q; known: %s", place, c.Kind, strings.Join(SocialCardReaderKinds(), ", "))
	}
	return func(ctx context.Context) (drivers.SocialCardReader, error) {
		slot, err := pcsc.Open(ctx, pcsc.Options{Place: place, Socket: c.Socket, Reader: c.Reader})
		if err != nil {
			return nil, err
		}
		return socialcard.New(slot, socialcard.Options{Place: place}), nil
	}, nil
}

// TravelReader is the entry of a reader of travel documents. An empty Kind means that
// there is none.
type TravelReader struct {
	Kind string `yaml:"kind"` // mrz
	Line `yaml:",inline"`
}

// TravelReaderKinds are the kinds of travel reader that can be opened.
func TravelReaderKinds() []string { return []string{"mrz"} }

func (c TravelReader) at() (string, Line) { return c.Kind, c.Line }

func (c TravelReader) check(place string) error {
	return check(place, c.Kind, c.Line, TravelReaderKinds())
}

// Opener returns the function that opens the reader for the slot called place.
func (c TravelReader) Opener(s *Site, place string) (func(context.Context) (drivers.TravelReader, error), error) {
	of := func(q Quirk) settings[TravelReader] { return q.TravelReader }
	return opener(s, place, c, of, func(_ TravelReader, line port.Port) (drivers.TravelReader, error) {
		return mrz.New(line, mrz.Options{Place: place})
	})
}

// PowerSupply is the entry of a UPS. An empty Kind means that there is none.
type PowerSupply struct {
	Kind string `yaml:"kind"` // megatec
	Line `yaml:",inline"`
}

// PowerSupplyKinds are the kinds of power supply that can be opened.
func PowerSupplyKinds() []string { return []string{"megatec"} }

func (c PowerSupply) at() (string, Line) { return c.Kind, c.usually(megatec.Baud) }

func (c PowerSupply) check(place string) error {
	return check(place, c.Kind, c.Line, PowerSupplyKinds())
}

// Opener returns the function that opens the supply for the slot called place.
func (c PowerSupply) Opener(s *Site, place string) (func(context.Context) (drivers.PowerSupply, error), error) {
	of := func(q Quirk) settings[PowerSupply] { return q.PowerSupply }
	return opener(s, place, c, of, func(_ PowerSupply, line port.Port) (drivers.PowerSupply, error) {
		return megatec.New(line, megatec.Options{Place: place})
	})
}

// SignalBoard is the entry of a board of lamps, locks and sensors. An empty Kind means
// that there is none.
type SignalBoard struct {
	Kind           string `yaml:"kind"` // modbus
	Line           `yaml:",inline"`
	Unit           int            `yaml:"unit"`             // the board's number; 0 means 1
	Outputs        map[string]int `yaml:"outputs"`          // the coil of each output, from 0
	Inputs         map[string]int `yaml:"inputs"`           // the input of each sensor, from 0
	Inverted       []string       `yaml:"inverted"`         // names whose off is the board's on
	InputsAreCoils bool           `yaml:"inputs_are_coils"` // the board shows its inputs as coils
	Echo           bool           `yaml:"echo"`             // the adapter hears itself
}

// SignalBoardKinds are the kinds of signal board that can be opened.
func SignalBoardKinds() []string { return []string{"modbus"} }

func (c SignalBoard) at() (string, Line) { return c.Kind, c.usually(modbus.Baud) }

func (c SignalBoard) options(place string) modbus.Options {
	return modbus.Options{
		Place: place, Unit: c.Unit, Outputs: c.Outputs, Inputs: c.Inputs, Inverted: c.Inverted,
		InputsAreCoils: c.InputsAreCoils, Echo: c.Echo,
	}
}

func (c SignalBoard) check(place string) error {
	return check(place, c.Kind, c.Line, SignalBoardKinds(), c.options(place))
}

// Opener returns the function that opens the board for the slot called place.
func (c SignalBoard) Opener(s *Site, place string) (func(context.Context) (drivers.SignalBoard, error), error) {
	of := func(q Quirk) settings[SignalBoard] { return q.SignalBoard }
	return opener(s, place, c, of, func(c SignalBoard, line port.Port) (drivers.SignalBoard, error) {
		return modbus.New(line, c.options(place))
	})
}

// Watchdog is the entry of the machine's watchdog. An empty Kind means that the terminal
// leaves it alone, as it must where systemd feeds it.
type Watchdog struct {
	Kind    string        `yaml:"kind"`    // linux
	Path    string        `yaml:"path"`    // empty means /dev/watchdog
	Timeout time.Duration `yaml:"timeout"` // until the reset; 0 means 60s
}

// WatchdogKinds are the kinds of watchdog that can be opened.
func WatchdogKinds() []string { return []string{"linux"} }

// Check says what is wrong with the entry.
func (c Watchdog) Check() error {
	if !slices.Contains(WatchdogKinds(), c.Kind) {
		return fmt.Errorf("watchdog: unknown kind %q; known: %s", c.Kind, strings.Join(WatchdogKinds(), ", "))
	}
	if c.Timeout < 0 {
		return fmt.Errorf("watchdog: timeout of %s", c.Timeout)
	}
	return nil
}

// Open arms the watchdog. The error wraps port.ErrBusy when systemd has it.
func (c Watchdog) Open() (*watchdog.Watchdog, error) {
	device, err := watchdog.Open(cmp.Or(c.Path, "/dev/watchdog"))
	if err != nil {
		return nil, err
	}
	return watchdog.New(device, watchdog.Options{Timeout: c.Timeout})
}

// PhotoDecoder is the entry of a maker's program that decodes the photos of identity
// cards. An empty Kind means that there is none: cards are read without their photos.
type PhotoDecoder struct {
	Kind    string        `yaml:"kind"`    // program
	Program string        `yaml:"program"` // its path
	Args    []string      `yaml:"args"`
	Limit   time.Duration `yaml:"limit"` // for one photo
}

// PhotoDecoderKinds are the kinds of photo decoder that can be opened.
func PhotoDecoderKinds() []string { return []string{"program"} }

// Open returns the decoder for a place; it starts nothing.
func (c PhotoDecoder) Open(place string) (drivers.PhotoDecoder, error) {
	o := wlt.Options{Place: place, Program: c.Program, Args: c.Args, Limit: c.Limit}
	if err := known(place, c.Kind, PhotoDecoderKinds(), o); err != nil {
		return nil, err
	}
	return wlt.New(o)
}

// Speech is the entry of the voice. An empty Kind means that the terminal does not speak.
type Speech struct {
	Kind    string            `yaml:"kind"`    // espeak
	Command string            `yaml:"command"` // path of espeak-ng; empty finds it
	Voices  map[string]string `yaml:"voices"`  // by language, beside the usual ones
}

// SpeechKinds are the kinds of voice that can be opened.
func SpeechKinds() []string { return []string{"espeak"} }

// Open returns the voice for a place; it starts nothing.
func (c Speech) Open(place string) (drivers.Speech, error) {
	if !slices.Contains(SpeechKinds(), c.Kind) {
		return nil, fmt.Errorf("%s: unknown kind %q; known: %s", place, c.Kind, strings.Join(SpeechKinds(), ", "))
	}
	return espeak.New(espeak.Options{Place: place, Command: c.Command, Voices: c.Voices}), nil
}
