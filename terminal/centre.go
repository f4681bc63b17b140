package terminal

import (
	"context"
	"errors"

	"yitiji/terminal/centre"
)

// Centre answers questions while a person waits. sync/uplink implements it.
type Centre interface {
	// Ask returns the answer, of the type that belongs to the question. It is safe for
	// concurrent use. The error is ErrNoCentre or ErrElsewhere; asking again is safe.
	Ask(ctx context.Context, r centre.Request) (centre.Answer, error)
}

// Why a question has no answer.
var (
	// ErrNoCentre says that the centre was not reached, or could not be understood.
	ErrNoCentre = errors.New("the centre cannot be reached")

	// ErrElsewhere says that the centre was reached, and the system of whoever is
	// responsible was not.
	ErrElsewhere = errors.New("the department's system does not answer")
)
