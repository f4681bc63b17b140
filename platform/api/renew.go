package api

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"time"

	"connectrpc.com/connect"

	"yitiji/platform/authority"
	"yitiji/sync/wire"
)

var errOtherKey = errors.New("a certificate is renewed for the key that it has; for another one the terminal must be enrolled again")

// Renew implements wire.IntakeHandler. The old certificate stays good until its end.
func (s *service) Renew(ctx context.Context, r *connect.Request[wire.RenewRequest]) (*connect.Response[wire.RenewResponse], error) {
	terminal, err := s.caller(ctx)
	if err != nil {
		return nil, err
	}
	request, err := requestOf(r.Msg.GetRequest())
	if err != nil {
		return nil, connect.NewError(connect.CodeInvalidArgument, errRequest)
	}
	public, ok := request.PublicKey.(*ecdsa.PublicKey)
	if !ok || string(keyHash(request.RawSubjectPublicKeyInfo)) != string(terminal.KeyHash) {
		return nil, connect.NewError(connect.CodePermissionDenied, errOtherKey)
	}
	certificate, err := s.authority.IssueTerminal(terminal.Code, public)
	if err != nil {
		return nil, s.internal(err)
	}
	if err := s.store.Renewed(ctx, terminal.Code, time.Now().Add(authority.TerminalLife)); err != nil {
		return nil, s.internal(err)
	}
	s.options.Log.Info("a certificate was renewed", "terminal", terminal.Code)
	return connect.NewResponse(&wire.RenewResponse{Certificate: certificate}), nil
}
