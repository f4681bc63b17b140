package enrol

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"yitiji/sync/seal"
)

// Identity is who this terminal is, and how it knows its centre.
type Identity struct {
	Terminal string // the code of this terminal, as in YX07
	Site     string // the name of the place where it stands
	Centre   string // the centre's address, as in https://centre.example:8443

	SealTo  *seal.PublicKey // the key to which entries are sealed
	Signs   *seal.VerifyKey // the key with which the centre signs acknowledgements
	Expires time.Time       // of the certificate; from then on the centre refuses this terminal

	// Where the centre stood at enrolment: a new store goes on from there, so
	// that no number is given twice.
	LastSequence uint64
	Head         seal.Hash

	certificate tls.Certificate
	authority   *x509.Certificate
}

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
	b, err := os.ReadFile(filepath.Join(dir, recordFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotEnrolled
	}
	if err != nil {
		return nil, fmt.Errorf("enrol: %w", err)
	}
	var r record
	if err := json.Unmarshal(b, &r); err != nil {
		return nil, fmt.Errorf("enrol: %s is damaged; enrol the terminal again: %w", recordFile, err)
	}
	key, err := readKey(filepath.Join(dir, keyFile))
	if err != nil {
		return nil, err
	}
	return r.identity(key)
}

// TLS returns a configuration for calls to the centre: it shows this terminal's
// certificate and trusts the centre's own authority and no other.
func (id *Identity) TLS() (*tls.Config, error) {
	host, err := hostOf(id.Centre)
	if err != nil {
		return nil, err
	}
	config := trusting(host, func([]*x509.Certificate) *x509.Certificate { return id.authority })
	config.Certificates = []tls.Certificate{id.certificate}
	return config, nil
}
