package authority_test

import (
	"bytes"
	"crypto/x509"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"yitiji/platform/authority"
)

func open(t *testing.T, dir string) *authority.Authority {
	t.Helper()
	a, err := authority.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestKeysAreMadeOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	var running sync.WaitGroup
	found := make([][]byte, 4)
	for i := range found {
		running.Go(func() { found[i] = open(t, dir).Certificate() })
	}
	running.Wait()
	for _, f := range found {
		if !bytes.Equal(f, found[0]) {
			t.Error("two first starts at once made different keys")
		}
	}
	if left, _ := os.ReadDir(filepath.Dir(dir)); len(left) != 1 {
		t.Errorf("%d folders are left, want the keys alone", len(left))
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 4 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, f := range files {
		if info, err := f.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", f.Name(), info.Mode())
		}
	}
}

func TestDamagedKeysAreAnErrorAndStay(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	open(t, dir)
	if err := os.WriteFile(filepath.Join(dir, "seal.key"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := authority.Open(dir); err == nil {
		t.Error("Open took a damaged key, or made a new one in its place")
	}
}

func TestServerCertificateNamesItselfAndRenews(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := open(t, filepath.Join(t.TempDir(), "keys"))
		config, err := a.ServerTLS([]string{"localhost", "127.0.0.1", "centre.example"})
		if err != nil {
			t.Fatal(err)
		}
		serials := map[string]bool{}
		for range 12 {
			c, err := config.GetCertificate(nil)
			if err != nil {
				t.Fatal(err)
			}
			root, _ := x509.ParseCertificate(c.Certificate[1])
			pool := x509.NewCertPool()
			pool.AddCert(root)
			for _, name := range []string{"localhost", "127.0.0.1", "centre.example"} {
				if _, err := c.Leaf.Verify(x509.VerifyOptions{Roots: pool, DNSName: name, CurrentTime: time.Now()}); err != nil {
					t.Errorf("after %v: %s: %v", time.Now(), name, err)
				}
			}
			serials[c.Leaf.SerialNumber.String()] = true
			time.Sleep(30 * 24 * time.Hour)
		}
		if len(serials) < 4 {
			t.Errorf("%d certificates in a year, want some renewals", len(serials))
		}
	})
}
