package drivers

import (
	"context"
	"time"
)

// PowerSupply is an uninterruptible power supply (UPS).
type PowerSupply interface {
	// Power asks how the terminal is fed.
	Power(ctx context.Context) (Power, error)

	// ShutDown lets the supply cut its output after the given time, and restore
	// it when mains power is back. Times are rounded as the device's protocol
	// demands; see its package.
	ShutDown(ctx context.Context, after time.Duration) error

	// Status asks the supply how it is. It never fails: see NoDevice.
	Status(ctx context.Context) Status

	// Close releases the supply; see CardReader.Close.
	Close() error
}

// Canceller is a power supply that can take back what ShutDown has ordered.
type Canceller interface {
	// Cancel takes the order back. Where none was given it does nothing.
	Cancel(ctx context.Context) error
}

// Power is how the terminal is fed at one moment.
type Power struct {
	Mains       bool    // fed by the mains; false: by the battery
	BatteryLow  bool    // the battery ends soon: shut down now
	Failed      bool    // the supply itself is broken
	Input       float64 // volts
	Output      float64 // volts
	Load        int     // per cent of what the supply can carry
	Frequency   float64 // hertz
	Battery     float64 // volts, as the model counts: of the battery, or of one cell
	Temperature float64 // degrees Celsius
}

// Watchdog resets the machine when nobody feeds it.
type Watchdog interface {
	// Feed says that the program is alive.
	Feed(ctx context.Context) error

	// Timeout is the time that the device really keeps, which may not be the one
	// that was asked for.
	Timeout() time.Duration

	// Status asks the watchdog how it is. It never fails: see NoDevice.
	Status(ctx context.Context) Status

	// Close disarms the watchdog and releases it. A device that cannot be
	// disarmed resets the machine: Close then says so.
	Close() error
}
