package drivers

import "context"

// CardDispenser moves cards from a stacker to a person, and captures those that
// nobody takes.
type CardDispenser interface {
	// Move brings the card to a position: a new one from the stacker when none is
	// in the transport and to is Inside. Moving to where the card is does nothing.
	// A motion is never repeated by the driver: after a Fault the caller asks
	// Position, because the card may have moved.
	Move(ctx context.Context, to CardPosition) error

	// Position says where the card in the transport is.
	Position(ctx context.Context) (CardPosition, error)

	// Status asks the dispenser how it is. It never fails: see NoDevice. An empty
	// stacker and a full bin are NeedsTechnician, by their causes. While a card is at
	// the gate it is UserError with CardLeftBehind.
	Status(ctx context.Context) Status

	// Close releases the dispenser; see CardReader.Close. It moves nothing.
	Close() error
}

// CardPosition is a place on a card's way.
type CardPosition string

// The positions of a card.
const (
	NoCard CardPosition = "none"   // the transport is empty: the card was taken, or none was fed
	Inside CardPosition = "inside" // at the read and write position
	AtGate CardPosition = "gate"   // held at the gate, for a person to take
	Bin    CardPosition = "bin"    // captured; only a target of Move
)
