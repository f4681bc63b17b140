package enrol

import (
	"context"
	"crypto/ecdsa"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"connectrpc.com/connect"

	"yitiji/sync/wire"
)

// patience is how long a technician is kept waiting for the centre.
const patience = 20 * time.Second

// answerBytes bounds what a terminal reads of an answer.
const answerBytes = 64 << 10

// Enrol makes this machine a terminal of the centre at centreURL, as in
// https://centre.example:8443, with the code that the centre gave, and stores the
// identity in dir. It makes dir when there is none, and keeps the key that is in
// it; so a call that failed half way may be made again with the same code.
func Enrol(ctx context.Context, dir, centreURL, code string) (*Identity, error) {
	parsed, err := wire.ParseEnrolmentCode(code)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("enrol: %w", err)
	}
	key, err := ownKey(dir)
	if err != nil {
		return nil, err
	}
	centreURL = strings.TrimRight(centreURL, "/")
	answer, err := ask(ctx, centreURL, parsed, key)
	if err != nil {
		return nil, err
	}
	return accept(dir, recordOf(centreURL, answer), parsed, key)
}

// ask trades the code for a certificate.
func ask(ctx context.Context, centreURL string, code wire.EnrolmentCode, key *ecdsa.PrivateKey) (*wire.EnrolResponse, error) {
	der, err := request(key)
	if err != nil {
		return nil, err
	}
	client, err := firstContact(centreURL, code)
	if err != nil {
		return nil, err
	}
	defer client.CloseIdleConnections()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	service := wire.NewEnrolmentClient(client, centreURL, connect.WithReadMaxBytes(answerBytes))
	answer, err := service.Enrol(ctx, connect.NewRequest(&wire.EnrolRequest{Secret: code.Secret[:], Request: der}))
	if err != nil {
		return nil, refusal(err)
	}
	return answer.Msg, nil
}

// firstContact returns a client that speaks to the centre that made code and to
// no other.
func firstContact(centreURL string, code wire.EnrolmentCode) (*http.Client, error) {
	host, err := hostOf(centreURL)
	if err != nil {
		return nil, err
	}
	config := trusting(host, func(chain []*x509.Certificate) *x509.Certificate {
		for _, c := range chain {
			if code.Names(c.Raw) {
				return c
			}
		}
		return nil
	})
	return &http.Client{Transport: &http.Transport{TLSClientConfig: config}}, nil
}

// refusal says what the centre said, without the protocol's words around it.
func refusal(err error) error {
	var said *connect.Error
	if errors.As(err, &said) && connect.IsWireError(err) {
		return fmt.Errorf("enrol: the centre says: %s", said.Message())
	}
	if errors.Is(err, errWrongCentre) {
		return errWrongCentre
	}
	return fmt.Errorf("enrol: the centre was not reached; check the address and the network: %w", err)
}

// accept checks the centre's answer and stores it.
func accept(dir string, r record, code wire.EnrolmentCode, key *ecdsa.PrivateKey) (*Identity, error) {
	if !code.Names(r.Authority) {
		return nil, errWrongCentre
	}
	id, err := r.identity(dir, key)
	if err != nil {
		return nil, err
	}
	return id, r.save(dir)
}
