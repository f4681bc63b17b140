package enrol

import (
	"crypto/ecdsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"yitiji/sync/seal"
	"yitiji/sync/wire"
)

// recordOf turns the centre's answer into what is stored.
func recordOf(centre string, answer *wire.EnrolResponse) record {
	r := record{
		Terminal: answer.GetTerminal(), Site: answer.GetSite(), Centre: centre,
		Certificate: answer.GetCertificate(), Authority: answer.GetAuthority(),
		SealKey: answer.GetSealKey(), SigningKey: answer.GetSigningKey(),
		LastSequence: answer.GetLastSequence(),
	}
	copy(r.Head[:], answer.GetHead())
	return r
}

// identity proves that r is whole and fits key.
func (r record) identity(dir string, key *ecdsa.PrivateKey) (*Identity, error) {
	authority, err := x509.ParseCertificate(r.Authority)
	if err != nil {
		return nil, fmt.Errorf("enrol: the centre's authority: %w", err)
	}
	leaf, err := r.leaf(key, authority)
	if err != nil {
		return nil, err
	}
	sealTo, sealErr := seal.ParsePublicKey(r.SealKey)
	signs, signErr := seal.ParseVerifyKey(r.SigningKey)
	if err := errors.Join(sealErr, signErr); err != nil {
		return nil, fmt.Errorf("enrol: the centre's keys: %w", err)
	}
	id := &Identity{
		Terminal: r.Terminal, Site: r.Site, Centre: r.Centre, SealTo: sealTo, Signs: signs,
		LastSequence: r.LastSequence, Head: r.Head, authority: authority, dir: dir, key: key,
	}
	id.certificate.Store(r.pair(leaf, key))
	return id, nil
}

func (r record) pair(leaf *x509.Certificate, key *ecdsa.PrivateKey) *tls.Certificate {
	return &tls.Certificate{Certificate: [][]byte{r.Certificate}, PrivateKey: key, Leaf: leaf}
}

// load reads the record in dir.
func load(dir string) (r record, err error) {
	b, err := os.ReadFile(filepath.Join(dir, recordFile))
	if errors.Is(err, fs.ErrNotExist) {
		return r, ErrNotEnrolled
	}
	if err != nil {
		return r, fmt.Errorf("enrol: %w", err)
	}
	if err := json.Unmarshal(b, &r); err != nil {
		return r, fmt.Errorf("enrol: %s is damaged; enrol the terminal again: %w", recordFile, err)
	}
	return r, nil
}

var errForeign = errors.New("enrol: the certificate is not for this terminal; enrol it again with a new code")

// leaf returns the terminal's certificate when it is for key, from authority, and
// names the terminal. Its age does not matter: the centre judges that.
func (r record) leaf(key *ecdsa.PrivateKey, authority *x509.Certificate) (*x509.Certificate, error) {
	leaf, err := x509.ParseCertificate(r.Certificate)
	if err != nil {
		return nil, fmt.Errorf("enrol: the terminal's certificate: %w", err)
	}
	if !key.PublicKey.Equal(leaf.PublicKey) || leaf.Subject.CommonName != r.Terminal || r.Terminal == "" {
		return nil, errForeign
	}
	if err := leaf.CheckSignatureFrom(authority); err != nil {
		return nil, fmt.Errorf("%w: %w", errForeign, err)
	}
	return leaf, nil
}

// save makes r the identity in dir: whole, or not at all.
func (r record) save(dir string) error {
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return fmt.Errorf("enrol: %w", err)
	}
	return writeWhole(dir, recordFile, b)
}

// writeWhole puts b into dir/name so that, whenever the power goes, the old file
// or the new one is there.
func writeWhole(dir, name string, b []byte) error {
	file, err := os.CreateTemp(dir, "."+name+"-*") // of mode 0600
	if err != nil {
		return fmt.Errorf("enrol: %w", err)
	}
	defer os.Remove(file.Name()) // fails, as it should, once it has been renamed
	_, err = file.Write(b)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("enrol: %w", err)
	}
	if err := os.Rename(file.Name(), filepath.Join(dir, name)); err != nil {
		return fmt.Errorf("enrol: %w", err)
	}
	return syncFolder(dir)
}

func syncFolder(dir string) error {
	folder, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("enrol: %w", err)
	}
	if err := errors.Join(folder.Sync(), folder.Close()); err != nil {
		return fmt.Errorf("enrol: %w", err)
	}
	return nil
}
