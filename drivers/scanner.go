package drivers

import "context"

// Scanner reads bar codes and QR codes.
type Scanner interface {
	// Scan waits for a code and returns it. What was scanned before the call is
	// stale and dropped.
	Scan(ctx context.Context, req ScanRequest) (Scan, error)

	// Status asks the scanner how it is. It never fails: see NoDevice.
	Status(ctx context.Context) Status

	// Close releases the scanner; see CardReader.Close.
	Close() error
}

// ScanRequest says what is wanted of a code.
type ScanRequest struct{}

// Scan is the content of one code. Control characters never reach it.
type Scan struct {
	Text string
	AIM  string // the AIM symbology identifier such as "]Q1"; empty when the scanner sends none
}
