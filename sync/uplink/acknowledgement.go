package uplink

import (
	"errors"
	"fmt"

	"google.golang.org/protobuf/proto"

	"yitiji/sync/outbox"
	"yitiji/sync/seal"
	"yitiji/sync/wire"
	"yitiji/terminal"
)

// What is not an acknowledgement.
var (
	errUnsigned = errors.New("uplink: the acknowledgement lacks the centre's signature; someone else answers in its place, or its keys were changed")
	errOther    = errors.New("uplink: the acknowledgement is for another terminal")
	errNothing  = errors.New("uplink: the centre acknowledged nothing")
	errContent  = errors.New("uplink: the acknowledgement is of other entries than were sent")
)

// acknowledgement is the centre's word, verified.
type acknowledgement struct {
	through uint64
	head    seal.Hash
	answers []*wire.Answer
}

// verify returns the acknowledgement in answer when the centre signed it, for
// this terminal, over entries of batch.
func (u *Uplink) verify(answer *wire.DeliverResponse, batch []outbox.Sealed) (acknowledgement, error) {
	if err := u.identity.Signs.Check(seal.ForAcknowledgement, answer.GetAcknowledgement(), answer.GetSignature()); err != nil {
		return acknowledgement{}, fmt.Errorf("%w: %w", errUnsigned, err)
	}
	var said wire.Acknowledgement
	if err := proto.Unmarshal(answer.GetAcknowledgement(), &said); err != nil {
		return acknowledgement{}, fmt.Errorf("%w: %w", errContent, err)
	}
	if said.GetTerminal() != u.identity.Terminal {
		return acknowledgement{}, errOther
	}
	return match(&said, batch)
}

// match finds in batch the entry that said covers last, and compares the hash.
func match(said *wire.Acknowledgement, batch []outbox.Sealed) (acknowledgement, error) {
	first := batch[0].Sequence
	if said.GetThrough() < first {
		return acknowledgement{}, errNothing
	}
	i := said.GetThrough() - first
	if i >= uint64(len(batch)) || string(said.GetHead()) != string(batch[i].Hash[:]) {
		return acknowledgement{}, errContent
	}
	return acknowledgement{said.GetThrough(), batch[i].Hash, said.GetAnswers()}, nil
}

func (a acknowledgement) terminalAnswers() []terminal.Answer {
	var out []terminal.Answer
	for _, said := range a.answers {
		out = append(out, terminal.Answer{Slip: terminal.SlipNumber(said.GetSlip()), Official: said.GetOfficial()})
	}
	return out
}
