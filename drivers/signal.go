package drivers

import "context"

// SignalBoard switches lamps and locks, and senses doors, tampering and people who
// come near. Outputs and inputs have names, which the configuration gives to the
// numbers of the board.
type SignalBoard interface {
	// Set switches an output. An unknown name is an error without a Fault.
	Set(ctx context.Context, output string, on bool) error

	// Sense reads every input.
	Sense(ctx context.Context) (map[string]bool, error)

	// Status asks the board how it is. It never fails: see NoDevice.
	Status(ctx context.Context) Status

	// Close releases the board; see CardReader.Close. Outputs stay as they are.
	Close() error
}
