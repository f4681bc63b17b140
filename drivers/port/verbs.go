package port

import (
	"context"
	"sync"
)

// Verbs are the verbs of a device that are under way. A device that is a program or a
// service elsewhere has no line whose Close would end them. Make it with NewVerbs.
type Verbs struct {
	life context.Context // ends with Close
	end  context.CancelCauseFunc
	mu   sync.Mutex // Enter and Close do not cross
	busy sync.WaitGroup
}

// NewVerbs returns the verbs of a device that is open.
func NewVerbs() *Verbs {
	v := &Verbs{}
	v.life, v.end = context.WithCancelCause(context.Background())
	return v
}

// Enter begins a verb, whose context ends with the caller's, and with the cause ErrClosed
// at Close. The verb calls leave at its end. After Close the error is ErrClosed.
func (v *Verbs) Enter(ctx context.Context) (inner context.Context, leave func(), err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.Closed() {
		return nil, nil, ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	v.busy.Add(1)
	inner, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(v.life, func() { cancel(ErrClosed) })
	return inner, func() { stop(); cancel(nil); v.busy.Done() }, nil
}

// Closed says whether Close was called.
func (v *Verbs) Closed() bool { return v.life.Err() != nil }

// Close ends the verbs under way, and returns when each has left. Closing twice is fine.
func (v *Verbs) Close() {
	v.mu.Lock()
	v.end(ErrClosed)
	v.mu.Unlock()
	v.busy.Wait()
}
