package platformtest

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"net/http"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/proto"

	"yitiji/sync/seal"
	"yitiji/sync/wire"
)

var (
	errNoCertificate = errors.New("no client certificate")
	errCode          = errors.New("the enrolment code is unknown")
	errDoubled       = errors.New("another entry has this number")
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
		Certificate: c.authority.issue(c.t, terminal, asked.PublicKey), Authority: c.authority.certificate.Raw,
		SealKey: c.opens.Public().Bytes(), SigningKey: c.signs.Verify().Bytes(),
	}), nil
}

// Hello implements wire.IntakeHandler.
func (c *Centre) Hello(ctx context.Context, _ *connect.Request[wire.HelloRequest]) (*connect.Response[wire.HelloResponse], error) {
	terminal, ok := ctx.Value(peerKey{}).(string)
	if !ok {
		return nil, connect.NewError(connect.CodeUnauthenticated, errNoCertificate)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return connect.NewResponse(&wire.HelloResponse{LastSequence: uint64(len(c.entries[terminal]))}), nil
}

// Deliver implements wire.IntakeHandler.
func (c *Centre) Deliver(ctx context.Context, r *connect.Request[wire.DeliverRequest]) (*connect.Response[wire.DeliverResponse], error) {
	terminal, ok := ctx.Value(peerKey{}).(string)
	if !ok {
		return nil, connect.NewError(connect.CodeUnauthenticated, errNoCertificate)
	}
	fault, batch := c.current(), r.Msg.GetEntries()
	if fault == Half {
		batch = batch[:(len(batch)+1)/2]
	}
	if err := c.take(terminal, batch); err != nil {
		return nil, connect.NewError(connect.CodeAlreadyExists, err)
	}
	return c.acknowledge(fault, truth(terminal, batch))
}

// take stores a batch, each entry once.
func (c *Centre) take(terminal string, batch []*wire.Entry) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.entries[terminal] == nil {
		c.entries[terminal] = map[uint64]*wire.Entry{}
	}
	for _, e := range batch {
		if held := c.entries[terminal][e.GetSequence()]; held != nil && !bytes.Equal(held.GetHash(), e.GetHash()) {
			c.doubled++
			return errDoubled
		}
		c.entries[terminal][e.GetSequence()] = e
	}
	return nil
}

func truth(terminal string, batch []*wire.Entry) *wire.Acknowledgement {
	last := batch[len(batch)-1]
	ack := &wire.Acknowledgement{Terminal: terminal, Through: last.GetSequence(), Head: last.GetHash()}
	for _, e := range batch {
		if e.GetKind() == "application" {
			ack.Answers = append(ack.Answers, &wire.Answer{Sequence: e.GetSequence(), Slip: e.GetSlip(), Official: Official(e)})
		}
	}
	return ack
}

// acknowledge signs ack, or what the fault makes of it.
func (c *Centre) acknowledge(fault Fault, ack *wire.Acknowledgement) (*connect.Response[wire.DeliverResponse], error) {
	key := c.signs
	switch fault {
	case BadSignature:
		key = c.lies
	case Beyond:
		ack.Through++
	case WrongHead:
		ack.Head = make([]byte, len(ack.Head))
	case OtherTerminal:
		ack.Terminal += "X"
	case AckNothing:
		return connect.NewResponse(&wire.DeliverResponse{}), nil
	}
	return sign(key, ack)
}

func sign(key *seal.SigningKey, ack *wire.Acknowledgement) (*connect.Response[wire.DeliverResponse], error) {
	message, err := proto.Marshal(ack)
	if err != nil {
		return nil, err
	}
	signature, err := key.Sign(seal.ForAcknowledgement, message)
	return connect.NewResponse(&wire.DeliverResponse{Acknowledgement: message, Signature: signature}), err
}
