package drivers

import "context"

// SocialCardReader reads the open files of a social-security card (社会保障卡) in a
// smart card slot: what LD/T 32 lets everyone read, without a PIN and without keys.
type SocialCardReader interface {
	// Read waits until a card is in the slot and reads it. A card that has been
	// read is not returned again until it was taken out. A card of another kind is
	// WrongDocument; one that does not answer is Misread.
	Read(ctx context.Context) (SocialCard, error)

	// Status asks the reader how it is. It never fails: see NoDevice. While a card
	// that Read is done with is still in the slot, it is UserError with
	// CardLeftBehind.
	Status(ctx context.Context) Status

	// Close releases the reader; see CardReader.Close.
	Close() error
}

// SocialCard is what EF05 and EF06 of a social-security card tell. Everything in
// it is personal.
type SocialCard struct {
	CardID     string // 卡识别码, 32 hexadecimal digits
	CardNumber string // 卡号
	Issued     Date   // 发卡日期
	Expires    Date   // 卡有效期
	Number     string // 社会保障号码, the number of the identity card
	Name       string
	Sex        string // GB/T 2261.1, as in Card
	Nation     string // GB/T 3304 code, two digits
	Birthplace string // GB/T 2260 code, six digits
	Birth      Date
}

// ChipSlot is a slot or a field in which a smart card is reached.
type ChipSlot interface {
	// Present says which card is there now: NoInsertion for none, and another number
	// for each time that one was pushed in, so that a card is not taken for the one
	// that was there before it.
	Present(ctx context.Context) (Insertion, error)

	// Connect powers the card that is there, and holds it for this program alone. No
	// card is a Fault of Kind Misread.
	Connect(ctx context.Context) (Chip, error)

	// Status asks the slot how it is. It never fails: see NoDevice.
	Status(ctx context.Context) Status

	// Close releases the slot; see CardReader.Close.
	Close() error
}

// Insertion is one time that a card was pushed in, for as long as the slot is open.
type Insertion uint32

// NoInsertion says that no card is there.
const NoInsertion Insertion = 0

// Chip is a smart card that is connected.
type Chip interface {
	// Transmit sends a command (C-APDU) and returns the answer (R-APDU) with its two
	// status bytes. Answers that must be fetched (61) or asked for again (6C) come as
	// they are.
	Transmit(ctx context.Context, command []byte) ([]byte, error)

	// Close lets the card go.
	Close() error
}
