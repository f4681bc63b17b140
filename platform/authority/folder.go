package authority

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"yitiji/sync/seal"
)

// The files of the folder.
const (
	certificateFile = "authority.crt"
	keyFile         = "authority.key"
	sealFile        = "seal.key"
	signingFile     = "signing.key"
)

// The types of their PEM blocks.
const (
	certificateBlock = "CERTIFICATE"
	keyBlock         = "PRIVATE KEY"
	sealBlock        = "YITIJI SEAL KEY"
	signingBlock     = "YITIJI SIGNING KEY"
)

// Open reads the keys in dir, and makes them when dir does not exist. Two
// programs may do so at once: both then have the same keys. The folder above dir
// must exist.
func Open(dir string) (*Authority, error) {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		if err := create(dir); err != nil {
			return nil, err
		}
	}
	return load(dir)
}

// create makes the keys beside dir and then renames them into their place, so
// that dir is whole, and is that of whoever was first.
func create(dir string) error {
	fresh, err := os.MkdirTemp(filepath.Dir(dir), "."+filepath.Base(dir)+"-*")
	if err != nil {
		return fmt.Errorf("authority: %w", err)
	}
	defer os.RemoveAll(fresh)
	if err := fill(fresh); err != nil {
		return err
	}
	if err := os.Rename(fresh, dir); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("authority: %w", err)
	}
	return syncFolder(filepath.Dir(dir))
}

func fill(dir string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return fmt.Errorf("authority: make a key: %w", err)
	}
	certificate, certErr := selfSigned(key)
	keyDER, keyErr := x509.MarshalPKCS8PrivateKey(key)
	sealKey, sealErr := newSealKey()
	signing, signErr := seal.GenerateSigningKey()
	if err := errors.Join(certErr, keyErr, sealErr, signErr); err != nil {
		return fmt.Errorf("authority: make keys: %w", err)
	}
	return errors.Join(
		write(dir, certificateFile, certificateBlock, certificate),
		write(dir, keyFile, keyBlock, keyDER),
		write(dir, sealFile, sealBlock, sealKey),
		write(dir, signingFile, signingBlock, signing.Bytes()),
		syncFolder(dir),
	)
}

func selfSigned(key *ecdsa.PrivateKey) ([]byte, error) {
	template, err := template("yitiji authority", authorityLife)
	if err != nil {
		return nil, err
	}
	template.IsCA, template.MaxPathLenZero = true, true
	template.KeyUsage = x509.KeyUsageCertSign
	return x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
}

func newSealKey() ([]byte, error) {
	key, err := seal.GenerateKey()
	if err != nil {
		return nil, err
	}
	return key.Bytes()
}

func load(dir string) (*Authority, error) {
	certificate, certErr := read(dir, certificateFile, certificateBlock, x509.ParseCertificate)
	key, keyErr := read(dir, keyFile, keyBlock, x509.ParsePKCS8PrivateKey)
	opens, openErr := read(dir, sealFile, sealBlock, seal.ParsePrivateKey)
	signs, signErr := read(dir, signingFile, signingBlock, seal.ParseSigningKey)
	if err := errors.Join(certErr, keyErr, openErr, signErr); err != nil {
		return nil, err
	}
	private, ok := key.(*ecdsa.PrivateKey)
	if !ok || !private.PublicKey.Equal(certificate.PublicKey) {
		return nil, fmt.Errorf("authority: %s and %s in %s do not belong together; restore the folder from its copy", keyFile, certificateFile, dir)
	}
	return &Authority{Opens: opens, Signs: signs, certificate: certificate, key: private}, nil
}

// read reads one PEM file and parses what is in it.
func read[T any](dir, name, block string, parse func([]byte) (T, error)) (T, error) {
	var zero T
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return zero, fmt.Errorf("authority: restore the folder of keys from its copy: %w", err)
	}
	found, _ := pem.Decode(b)
	if found == nil || found.Type != block {
		return zero, fmt.Errorf("authority: %s in %s is damaged; restore the folder from its copy", name, dir)
	}
	v, err := parse(found.Bytes)
	if err != nil {
		return zero, fmt.Errorf("authority: %s: %w", name, err)
	}
	return v, nil
}

func write(dir, name, block string, der []byte) error {
	file, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("authority: %w", err)
	}
	err = pem.Encode(file, &pem.Block{Type: block, Bytes: der})
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("authority: %w", err)
	}
	return nil
}

func syncFolder(dir string) error {
	folder, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("authority: %w", err)
	}
	if err := errors.Join(folder.Sync(), folder.Close()); err != nil {
		return fmt.Errorf("authority: %w", err)
	}
	return nil
}
