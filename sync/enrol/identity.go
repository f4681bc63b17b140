package enrol

import (
	"crypto/ecdsa"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"path/filepath"
	"sync/atomic"
	"time"

	"yitiji/sync/seal"
)

// Identity is who this terminal is, and how it knows its centre. Only its certificate changes,
// by [Identity.KeepFresh]; it is safe for concurrent use.
type Identity struct {
	Terminal string // the code of this terminal, as in YX07
	Site     string // the name of the place where it stands
	Centre   string // the centre's address, as in https://centre.example:8443

	SealTo *seal.PublicKey // the key to which entries are sealed
	Signs  *seal.VerifyKey // the key with which the centre signs acknowledgements

	// Where the centre stood at enrolment: a new store goes on from there, so
	// that no number is given twice.
	LastSequence uint64
	Head         seal.Hash

	certificate atomic.Pointer[tls.Certificate]
	authority   *x509.Certificate

	dir string // where it is stored
	key *ecdsa.PrivateKey
}

// Expires is when the certificate does: from then on the centre refuses this terminal.
func (id *Identity) Expires() time.Time { return id.certificate.Load().Leaf.NotAfter }

// ErrNotEnrolled tells that the folder holds no identity.
var ErrNotEnrolled = errors.New("enrol: this machine is not a terminal yet; ask the centre for an enrolment code")

// record is an identity as it lies in identity.json; certificates are DER.
type record struct {
	Terminal     string    `json:"terminal"`
	Site         string    `json:"site"`
	Centre       string    `json:"centre"`
	Certificate  []byte    `json:"certificate"`
	Authority    []byte    `json:"authority"`
	SealKey      []byte    `json:"seal_key"`
	SigningKey   []byte    `json:"signing_key"`
	LastSequence uint64    `json:"last_sequence"`
	Head         seal.Hash `json:"head"`
}

const (
	recordFile = "identity.json"
	keyFile    = "key.pem"
)

// Load reads the identity in dir. The error is ErrNotEnrolled when there is none.
func Load(dir string) (*Identity, error) {
	r, err := load(dir)
	if err != nil {
		return nil, err
	}
	key, err := readKey(filepath.Join(dir, keyFile))
	if err != nil {
		return nil, err
	}
	return r.identity(dir, key)
}

// TLS returns a configuration for calls to the centre: it shows this terminal's
// certificate and trusts the centre's own authority and no other.
func (id *Identity) TLS() (*tls.Config, error) {
	host, err := hostOf(id.Centre)
	if err != nil {
		return nil, err
	}
	config := trusting(host, func([]*x509.Certificate) *x509.Certificate { return id.authority })
	config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		return id.certificate.Load(), nil
	}
	return config, nil
}
