package port

import "context"

// Turn is the right to talk to a device, which one goroutine has at a time: answers carry
// no name, so questions must not cross. It is a mutex whose wait ends with a context. Make
// it with NewTurn.
type Turn chan struct{}

// NewTurn returns a turn that nobody has.
func NewTurn() Turn { return make(Turn, 1) }

// Take waits for the turn, or returns the context's error.
func (t Turn) Take(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case t <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Try takes the turn if nobody has it.
func (t Turn) Try() bool {
	select {
	case t <- struct{}{}:
		return true
	default:
		return false
	}
}

// Give hands the turn on. Only who has it may give it.
func (t Turn) Give() { <-t }
