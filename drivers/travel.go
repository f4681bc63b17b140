package drivers

import "context"

// TravelReader reads the machine-readable zone of travel documents (ICAO 9303):
// passports, and permits in card form.
type TravelReader interface {
	// Read waits for a document and returns it. A zone whose check digits do not
	// hold is Misread; what is no machine-readable zone is WrongDocument.
	Read(ctx context.Context) (TravelDocument, error)

	// Status asks the reader how it is. It never fails: see NoDevice.
	Status(ctx context.Context) Status

	// Close releases the reader; see CardReader.Close.
	Close() error
}

// TravelDocument is what a machine-readable zone tells. Everything in it is
// personal. Names carry no check digit where the document is a TD2 or TD3.
type TravelDocument struct {
	Code        string // document code without fillers: "P", "PD", "C"
	State       string // issuing state or organisation, three letters without fillers
	Number      string // document number, of any length
	Surname     string // primary identifier, as the zone spells it
	GivenNames  string // secondary identifier; empty when the holder has none
	Nationality string // three letters without fillers
	Birth       Date   // Month or Day is 0 where the document does not know it
	Sex         string // GB/T 2261.1, as in Card: the zone's "<" and "X" are "9"
	Expiry      Date   // zero when the document does not expire
	Optional    string // what the issuing state put into the optional fields
}
