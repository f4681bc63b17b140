package enrol

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"connectrpc.com/connect"

	"yitiji/sync/wire"
	"yitiji/terminal/health"
)

// Times of renewal.
const (
	// A certificate is renewed when a third of its life is left: months, in which the centre is
	// reached on some day.
	renewAt = 3
	// lookEvery is how often its age is looked at, and renewal is tried.
	lookEvery = time.Hour
	// EndsSoon is how long before its end no new work is taken: what would be kept then might
	// never be delivered.
	EndsSoon = 7 * 24 * time.Hour
)

// KeepFresh renews the certificate in time, again and again until ctx ends, and then returns nil.
// The key stays. report hears whether health.CertificateEnds holds, and renewed until when a new
// certificate lasts.
func (id *Identity) KeepFresh(ctx context.Context, report func(health.Code, bool), renewed func(until time.Time), log *slog.Logger) error {
	for ctx.Err() == nil {
		if id.due(time.Now()) {
			if err := id.Renew(ctx); err == nil {
				renewed(id.Expires())
			} else if ctx.Err() == nil {
				log.Warn("the certificate was not renewed; trying again in an hour", "until", id.Expires(), "reason", err)
			}
		}
		report(health.CertificateEnds, time.Until(id.Expires()) < EndsSoon)
		select {
		case <-ctx.Done():
		case <-time.After(lookEvery):
		}
	}
	return nil
}

// due reports whether a third of the certificate's life, or less, is left at now.
func (id *Identity) due(now time.Time) bool {
	leaf := id.certificate.Load().Leaf
	return leaf.NotAfter.Sub(now) < leaf.NotAfter.Sub(leaf.NotBefore)/renewAt
}

// Renew asks the centre for a new certificate, stores it and shows it from the next connection
// on. After an error the old one is as good as before.
func (id *Identity) Renew(ctx context.Context) error {
	der, err := request(id.key)
	if err != nil {
		return err
	}
	config, err := id.TLS()
	if err != nil {
		return err
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: config}}
	defer client.CloseIdleConnections()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	service := wire.NewIntakeClient(client, id.Centre, connect.WithReadMaxBytes(answerBytes))
	answer, err := service.Renew(ctx, connect.NewRequest(&wire.RenewRequest{Request: der}))
	if err != nil {
		return refusal(err)
	}
	return id.adopt(answer.Msg.GetCertificate())
}

var errNoLonger = errors.New("enrol: the new certificate ends no later than the old one")

// adopt stores a new certificate, and uses it.
func (id *Identity) adopt(certificate []byte) error {
	r, err := load(id.dir)
	if err != nil {
		return err
	}
	r.Certificate = certificate
	leaf, err := r.leaf(id.key, id.authority)
	if err != nil {
		return err
	}
	if !leaf.NotAfter.After(id.Expires()) {
		return fmt.Errorf("%w: %s", errNoLonger, leaf.NotAfter.Format(time.RFC3339))
	}
	if err := r.save(id.dir); err != nil {
		return err
	}
	id.certificate.Store(r.pair(leaf, id.key))
	return nil
}
