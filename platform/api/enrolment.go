package api

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"errors"
	"time"

	"connectrpc.com/connect"

	"yitiji/platform/authority"
	"yitiji/platform/store"
	"yitiji/sync/wire"
)

var errRequest = errors.New("the certificate request does not hold an ECDSA P-256 key that its sender has")

// Enrol implements wire.EnrolmentHandler.
func (s *service) Enrol(ctx context.Context, r *connect.Request[wire.EnrolRequest]) (*connect.Response[wire.EnrolResponse], error) {
	request, err := requestOf(r.Msg.GetRequest())
	if err != nil {
		return nil, connect.NewError(connect.CodeInvalidArgument, errRequest)
	}
	public, ok := request.PublicKey.(*ecdsa.PublicKey)
	if !ok || public.Curve != elliptic.P256() {
		return nil, connect.NewError(connect.CodeInvalidArgument, errRequest)
	}
	terminal, err := s.redeem(ctx, r.Msg.GetSecret(), keyHash(request.RawSubjectPublicKeyInfo))
	if err != nil {
		return nil, err
	}
	certificate, err := s.authority.IssueTerminal(terminal.Code, public)
	if err != nil {
		return nil, s.internal(err)
	}
	s.options.Log.Info("a terminal enrolled", "terminal", terminal.Code, "site", terminal.Site)
	return connect.NewResponse(s.welcome(terminal, certificate)), nil
}

// redeem uses up the code, and words why it cannot.
func (s *service) redeem(ctx context.Context, secret, key []byte) (store.Terminal, error) {
	hash := sha256.Sum256(secret)
	terminal, err := s.store.Redeem(ctx, hash[:], key, time.Now().Add(authority.TerminalLife))
	switch {
	case errors.Is(err, store.ErrUnknownCode), errors.Is(err, store.ErrUsedCode), errors.Is(err, store.ErrExpiredCode):
		return store.Terminal{}, connect.NewError(connect.CodePermissionDenied, err)
	case err != nil:
		return store.Terminal{}, s.internal(err)
	}
	return terminal, nil
}

func (s *service) welcome(terminal store.Terminal, certificate []byte) *wire.EnrolResponse {
	return &wire.EnrolResponse{
		Terminal: terminal.Code, Site: terminal.Site,
		Certificate: certificate, Authority: s.authority.Certificate(),
		SealKey: s.authority.Opens.Public().Bytes(), SigningKey: s.authority.Signs.Verify().Bytes(),
		LastSequence: terminal.LastSequence, Head: terminal.Head,
	}
}

// Invite adds a terminal with this code at site, or takes the one there is, and
// returns a one-time enrolment code for it, which is shown here and never again.
// The errors of [store.Store.AddTerminal] say what is wrong with code or site.
func Invite(ctx context.Context, s *store.Store, a *authority.Authority, code, site string, valid time.Duration) (string, error) {
	invitation := wire.NewEnrolmentCode(a.Certificate())
	hash := sha256.Sum256(invitation.Secret[:])
	if err := s.AddTerminal(ctx, code, site, hash[:], time.Now().Add(valid)); err != nil {
		return "", err
	}
	return invitation.String(), nil
}
