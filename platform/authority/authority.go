package authority

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net"
	"sync"
	"time"

	"yitiji/sync/seal"
)

// TerminalLife is how long a terminal's certificate is good. It renews itself when a third is left.
const TerminalLife = 365 * 24 * time.Hour

const (
	authorityLife = 30 * 365 * 24 * time.Hour // longer than any terminal stands
	serverLife    = 90 * 24 * time.Hour       // renewed by the running program
	// backdate lets a clock that is a little slow accept a new certificate.
	backdate = time.Hour
)

// Authority is the centre's keys. It is safe for concurrent use.
type Authority struct {
	Opens *seal.PrivateKey // opens entries
	Signs *seal.SigningKey // signs acknowledgements

	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// Certificate returns the authority's certificate in DER: what an enrolment code
// has the fingerprint of.
func (a *Authority) Certificate() []byte {
	return a.certificate.Raw
}

// IssueTerminal returns a client certificate in DER for terminal with this
// public key. It is good for TerminalLife.
func (a *Authority) IssueTerminal(terminal string, public crypto.PublicKey) ([]byte, error) {
	template, err := template(terminal, TerminalLife)
	if err != nil {
		return nil, err
	}
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	return a.sign(template, public)
}

// ServerTLS returns the configuration of the server that terminals reach under
// names, host names and addresses. It asks for the certificates of terminals and
// lets strangers in, who may only enrol. Its own certificate renews itself.
func (a *Authority) ServerTLS(names []string) (*tls.Config, error) {
	server := &server{authority: a, names: names}
	if _, err := server.current(nil); err != nil {
		return nil, err
	}
	terminals := x509.NewCertPool()
	terminals.AddCert(a.certificate)
	return &tls.Config{
		MinVersion: tls.VersionTLS13, GetCertificate: server.current,
		ClientAuth: tls.VerifyClientCertIfGiven, ClientCAs: terminals,
		NextProtos: []string{"h2", "http/1.1"},
	}, nil
}

// server holds the server's certificate of today.
type server struct {
	authority *Authority
	names     []string

	mu    sync.Mutex
	holds *tls.Certificate
}

// current returns a certificate that is good for another third of its life.
func (s *server) current(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.holds != nil && time.Until(s.holds.Leaf.NotAfter) > serverLife/3 {
		return s.holds, nil
	}
	fresh, err := s.authority.issueServer(s.names)
	if err == nil {
		s.holds = fresh
	}
	return s.holds, err
}

func (a *Authority) issueServer(names []string) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("authority: make the server's key: %w", err)
	}
	template, err := template("yitiji platform", serverLife)
	if err != nil {
		return nil, err
	}
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	der, err := a.sign(template, &key.PublicKey)
	if err != nil {
		return nil, err
	}
	// The authority goes along: at first contact a terminal knows only its fingerprint.
	chain := [][]byte{der, a.certificate.Raw}
	leaf, err := x509.ParseCertificate(der)
	return &tls.Certificate{Certificate: chain, PrivateKey: key, Leaf: leaf}, err
}

func (a *Authority) sign(template *x509.Certificate, public crypto.PublicKey) ([]byte, error) {
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, public, a.key)
	if err != nil {
		return nil, fmt.Errorf("authority: sign a certificate: %w", err)
	}
	return der, nil
}

// template is what all our certificates have. The serial number is of 127 random
// bits (RFC 5280 wants it positive and of at most 20 bytes).
func template(name string, life time.Duration) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, fmt.Errorf("authority: %w", err)
	}
	now := time.Now()
	return &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: name},
		NotBefore: now.Add(-backdate), NotAfter: now.Add(life),
		KeyUsage: x509.KeyUsageDigitalSignature, BasicConstraintsValid: true,
	}, nil
}
