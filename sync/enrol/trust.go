package enrol

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
	"time"
)

var errWrongCentre = errors.New("enrol: this is not the centre that the code came from; check the address, and ask who else answers on this network")

// trusting returns a configuration that speaks to host when its certificate comes
// from the authority that find picks, whatever the system trusts. find may look
// at the chain that host showed; nil is a refusal.
func trusting(host string, find func(chain []*x509.Certificate) *x509.Certificate) *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS13,
		ServerName: host,
		// VerifyConnection does all of it, for the system's authorities must not
		// count, and a clock that fell back must not cut a terminal off.
		InsecureSkipVerify: true,
		VerifyConnection: func(state tls.ConnectionState) error {
			authority := find(state.PeerCertificates)
			if authority == nil {
				return errWrongCentre
			}
			return verify(host, state.PeerCertificates[0], authority)
		},
	}
}

func verify(host string, leaf, authority *x509.Certificate) error {
	roots := x509.NewCertPool()
	roots.AddCert(authority)
	_, err := leaf.Verify(x509.VerifyOptions{
		DNSName: host, Roots: roots, CurrentTime: notBefore(leaf.NotBefore),
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	})
	if err != nil {
		return fmt.Errorf("the centre's certificate: %w", err)
	}
	return nil
}

// notBefore is now, or at when the clock is behind it: a terminal whose clock
// battery is flat wakes in 1970, and must reach the centre to learn better.
func notBefore(at time.Time) time.Time {
	if now := time.Now(); now.After(at) {
		return now
	}
	return at
}

func hostOf(centreURL string) (string, error) {
	u, err := url.Parse(centreURL)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" {
		return "", fmt.Errorf("enrol: the centre's address is %q; want a form such as https://centre.example:8443", centreURL)
	}
	return u.Hostname(), nil
}
