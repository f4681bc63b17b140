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

// verify returns what the centre said of batch, when it signed it for this terminal.
func (u *Uplink) verify(answer *wire.DeliverResponse, batch []outbox.Sealed) (outbox.Acknowledgement, error) {
	var said wire.Acknowledgement
	if err := u.signed(seal.ForAcknowledgement, answer.GetAcknowledgement(), answer.GetSignature(), &said); err != nil {
		return outbox.Acknowledgement{}, err
	}
	if said.GetTerminal() != u.identity.Terminal {
		return outbox.Acknowledgement{}, errOther
	}
	u.clock.heard(said.GetAt())
	return match(&said, batch)
}

// signed reads a message that the centre signed.
func (u *Uplink) signed(use seal.Use, message, signature []byte, into proto.Message) error {
	if err := u.identity.Signs.Check(use, message, signature); err != nil {
		return fmt.Errorf("%w: %w", errUnsigned, err)
	}
	if err := proto.Unmarshal(message, into); err != nil {
		return fmt.Errorf("%w: %w", errContent, err)
	}
	return nil
}

// match finds in batch what said speaks of, and compares the hashes.
func match(said *wire.Acknowledgement, batch []outbox.Sealed) (outbox.Acknowledgement, error) {
	var out outbox.Acknowledgement
	for _, r := range said.GetKept() {
		found := within(batch, r)
		if len(found) == 0 {
			return outbox.Acknowledgement{}, errContent
		}
		out.Kept = append(out.Kept, found...)
	}
	for _, r := range said.GetRefused() {
		found := within(batch, &wire.Range{First: r.GetSequence(), Last: r.GetSequence()})
		if len(found) != 1 || string(found[0].Head[:]) != string(r.GetHash()) {
			return outbox.Acknowledgement{}, errContent
		}
		out.Refused = append(out.Refused, outbox.Refusal{Position: found[0], Reason: reasonOf(r.GetReason())})
	}
	if digest := digestOf(out.Kept); string(digest[:]) != string(said.GetDigest()) {
		return outbox.Acknowledgement{}, errContent
	}
	if len(out.Kept)+len(out.Refused) == 0 {
		return outbox.Acknowledgement{}, errNothing
	}
	out.Answers, out.Audits, out.AuditHead = answersOf(said), said.GetAudits(), said.GetAuditHead()
	return out, nil
}

// within are the entries of batch that r speaks of; none when it begins or ends with one that
// was not sent.
func within(batch []outbox.Sealed, r *wire.Range) (out []outbox.Position) {
	for _, e := range batch {
		if e.Sequence >= r.GetFirst() && e.Sequence <= r.GetLast() {
			out = append(out, outbox.Position{Sequence: e.Sequence, Head: e.Hash})
		}
	}
	if len(out) == 0 || out[0].Sequence != r.GetFirst() || out[len(out)-1].Sequence != r.GetLast() {
		return nil
	}
	return out
}

func digestOf(kept []outbox.Position) seal.Hash {
	var sequences []uint64
	var hashes []seal.Hash
	for _, p := range kept {
		sequences, hashes = append(sequences, p.Sequence), append(hashes, p.Head)
	}
	return seal.Digest(sequences, hashes)
}

func reasonOf(r wire.Refusal_Reason) outbox.Reason {
	switch r {
	case wire.Refusal_REASON_CONFLICT:
		return outbox.Conflict
	case wire.Refusal_REASON_DAMAGED:
		return outbox.Damaged
	}
	return outbox.Failing
}

func answersOf(said *wire.Acknowledgement) (out []terminal.Answer) {
	for _, a := range said.GetAnswers() {
		out = append(out, terminal.Answer{Slip: terminal.SlipNumber(a.GetSlip()), Official: a.GetOfficial()})
	}
	return out
}
