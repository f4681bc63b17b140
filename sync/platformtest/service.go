package platformtest

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"net/http"
	"slices"
	"time"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/proto"

	"yitiji/sync/seal"
	"yitiji/sync/wire"
)

var (
	errNoCertificate = errors.New("no client certificate")
	errCode          = errors.New("the enrolment code is unknown")
	errDoubled       = errors.New("another entry has this number")
	errPoison        = errors.New("internal error")
	errUnnamed       = errors.New("no entry names this blob")
)

type peerKey struct{}

// handler serves both services; the terminal's name comes from its certificate.
func (c *Centre) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle(wire.NewEnrolmentHandler(c))
	mux.Handle(wire.NewIntakeHandler(c))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.TLS.VerifiedChains) > 0 {
			name := r.TLS.VerifiedChains[0][0].Subject.CommonName
			r = r.WithContext(context.WithValue(r.Context(), peerKey{}, name))
		}
		mux.ServeHTTP(w, r)
	})
}

// Enrol implements wire.EnrolmentHandler.
func (c *Centre) Enrol(_ context.Context, r *connect.Request[wire.EnrolRequest]) (*connect.Response[wire.EnrolResponse], error) {
	c.mu.Lock()
	terminal, ok := c.secrets[string(r.Msg.GetSecret())]
	delete(c.secrets, string(r.Msg.GetSecret()))
	c.mu.Unlock()
	asked, err := x509.ParseCertificateRequest(r.Msg.GetRequest())
	if !ok || err != nil {
		return nil, connect.NewError(connect.CodePermissionDenied, errors.Join(errCode, err))
	}
	return connect.NewResponse(&wire.EnrolResponse{
		Terminal: terminal, Site: "platformtest",
		Certificate: c.authority.issue(c.t, terminal, asked.PublicKey, c.lifetime()), Authority: c.authority.certificate.Raw,
		SealKey: c.opens.Public().Bytes(), SigningKey: c.signs.Verify().Bytes(),
	}), nil
}

// Renew implements wire.IntakeHandler.
func (c *Centre) Renew(ctx context.Context, r *connect.Request[wire.RenewRequest]) (*connect.Response[wire.RenewResponse], error) {
	terminal, err := caller(ctx)
	if err != nil {
		return nil, err
	}
	asked, err := x509.ParseCertificateRequest(r.Msg.GetRequest())
	if err != nil {
		return nil, connect.NewError(connect.CodeInvalidArgument, err)
	}
	return connect.NewResponse(&wire.RenewResponse{Certificate: c.authority.issue(c.t, terminal, asked.PublicKey, c.lifetime())}), nil
}

// Hello implements wire.IntakeHandler.
func (c *Centre) Hello(ctx context.Context, r *connect.Request[wire.HelloRequest]) (*connect.Response[wire.HelloResponse], error) {
	terminal, err := caller(ctx)
	if err != nil {
		return nil, err
	}
	answer := &wire.HelloResponse{At: c.now().UnixMilli()}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hellos[terminal] = r.Msg
	for n := range c.entries[terminal] {
		answer.LastSequence = max(answer.LastSequence, n)
	}
	if down := c.down[terminal]; down != nil {
		answer.Downlink, answer.Signature, err = signed(c.signs, seal.ForDownlink, down)
	}
	return connect.NewResponse(answer), err
}

func caller(ctx context.Context) (string, error) {
	terminal, ok := ctx.Value(peerKey{}).(string)
	if !ok {
		return "", connect.NewError(connect.CodeUnauthenticated, errNoCertificate)
	}
	return terminal, nil
}

// Deliver implements wire.IntakeHandler.
func (c *Centre) Deliver(ctx context.Context, r *connect.Request[wire.DeliverRequest]) (*connect.Response[wire.DeliverResponse], error) {
	terminal, err := caller(ctx)
	if err != nil {
		return nil, err
	}
	fault, batch := c.current(), r.Msg.GetEntries()
	if fault == Half {
		batch = batch[:(len(batch)+1)/2]
	}
	kept, refused, err := c.take(terminal, batch)
	if err != nil {
		return nil, err
	}
	return c.acknowledge(fault, truth(terminal, kept, refused))
}

// take stores a batch, each entry once.
func (c *Centre) take(terminal string, batch []*wire.Entry) (kept, refused []*wire.Entry, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.entries[terminal] == nil {
		c.entries[terminal] = map[uint64]*wire.Entry{}
	}
	if slices.ContainsFunc(batch, func(e *wire.Entry) bool { return c.spoilt[e.GetSequence()] == Poisoned }) {
		return nil, nil, connect.NewError(connect.CodeInternal, errPoison)
	}
	for _, e := range batch {
		held := c.entries[terminal][e.GetSequence()]
		if held != nil && !bytes.Equal(held.GetHash(), e.GetHash()) {
			c.doubled++
			return nil, nil, connect.NewError(connect.CodeAlreadyExists, errDoubled)
		}
		if c.spoilt[e.GetSequence()] == Refused {
			refused = append(refused, e)
			continue
		}
		c.entries[terminal][e.GetSequence()] = e
		kept = append(kept, e)
	}
	return kept, refused, nil
}

func truth(terminal string, kept, refused []*wire.Entry) *wire.Acknowledgement {
	ack := &wire.Acknowledgement{Terminal: terminal, At: time.Now().UnixMilli()}
	var sequences []uint64
	var hashes []seal.Hash
	for _, e := range kept {
		ack.Kept = append(ack.Kept, &wire.Range{First: e.GetSequence(), Last: e.GetSequence()})
		sequences, hashes = append(sequences, e.GetSequence()), append(hashes, seal.Hash(e.GetHash()))
		if e.GetKind() == "application" {
			ack.Answers = append(ack.Answers, &wire.Answer{Sequence: e.GetSequence(), Slip: e.GetSlip(), Official: Official(e)})
		}
	}
	for _, e := range refused {
		ack.Refused = append(ack.Refused, &wire.Refusal{Sequence: e.GetSequence(), Hash: e.GetHash(), Reason: wire.Refusal_REASON_CONFLICT})
	}
	digest := seal.Digest(sequences, hashes)
	ack.Digest = digest[:]
	return ack
}

// acknowledge signs ack, or what the fault makes of it.
func (c *Centre) acknowledge(fault Fault, ack *wire.Acknowledgement) (*connect.Response[wire.DeliverResponse], error) {
	key := c.signs
	switch fault {
	case BadSignature:
		key = c.lies
	case Beyond:
		ack.Kept[len(ack.Kept)-1].Last++
	case WrongHead:
		ack.Digest = make([]byte, len(ack.Digest))
	case OtherTerminal:
		ack.Terminal += "X"
	case AckNothing:
		return connect.NewResponse(&wire.DeliverResponse{}), nil
	}
	message, signature, err := signed(key, seal.ForAcknowledgement, ack)
	return connect.NewResponse(&wire.DeliverResponse{Acknowledgement: message, Signature: signature}), err
}

func signed(key *seal.SigningKey, use seal.Use, m proto.Message) (message, signature []byte, err error) {
	if message, err = proto.Marshal(m); err != nil {
		return nil, nil, err
	}
	signature, err = key.Sign(use, message)
	return message, signature, err
}

// Offer implements wire.IntakeHandler.
func (c *Centre) Offer(ctx context.Context, r *connect.Request[wire.OfferRequest]) (*connect.Response[wire.OfferResponse], error) {
	terminal, err := caller(ctx)
	if err != nil {
		return nil, err
	}
	return c.place(terminal, r.Msg.GetAddress())
}

// Put implements wire.IntakeHandler.
func (c *Centre) Put(ctx context.Context, r *connect.Request[wire.PutRequest]) (*connect.Response[wire.OfferResponse], error) {
	terminal, err := caller(ctx)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	if have := c.blobs[string(r.Msg.GetAddress())]; uint64(len(have)) == r.Msg.GetOffset() {
		c.blobs[string(r.Msg.GetAddress())] = append(have, r.Msg.GetData()...)
	}
	c.mu.Unlock()
	return c.place(terminal, r.Msg.GetAddress())
}

// place says how much of a blob has come, and signs for a whole one.
func (c *Centre) place(terminal string, address []byte) (*connect.Response[wire.OfferResponse], error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.named(terminal, address) {
		return nil, connect.NewError(connect.CodeFailedPrecondition, errUnnamed)
	}
	have := c.blobs[string(address)]
	answer := &wire.OfferResponse{Have: uint64(len(have))}
	if sum := seal.AddressOf(have); !bytes.Equal(sum[:], address) {
		return connect.NewResponse(answer), nil
	}
	var err error
	ack := &wire.BlobAcknowledgement{Terminal: terminal, Address: address, At: time.Now().UnixMilli()}
	answer.Acknowledgement, answer.Signature, err = signed(c.signs, seal.ForBlob, ack)
	return connect.NewResponse(answer), err
}

// named reports whether an entry of terminal names a blob.
func (c *Centre) named(terminal string, address []byte) bool {
	for _, e := range c.entries[terminal] {
		if a, _, ok := seal.ParseReference(e.GetSealed()); ok && bytes.Equal(a[:], address) {
			return true
		}
	}
	return false
}
