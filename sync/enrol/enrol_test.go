package enrol_test

import (
	"crypto/tls"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yitiji/sync/enrol"
	"yitiji/sync/platformtest"
)

func TestEnrolOnceThenLoad(t *testing.T) {
	centre, dir := platformtest.Start(t), filepath.Join(t.TempDir(), "identity")
	if _, err := enrol.Load(dir); !errors.Is(err, enrol.ErrNotEnrolled) {
		t.Errorf("Load before = %v, want ErrNotEnrolled", err)
	}
	if _, err := enrol.Enrol(t.Context(), dir, centre.URL+"/", strings.ToLower(centre.Code("YX07"))); err != nil {
		t.Fatal(err)
	}
	id, err := enrol.Load(dir)
	if err != nil || id.Terminal != "YX07" || id.Site != "platformtest" || id.Centre != centre.URL || id.Expires().IsZero() {
		t.Fatalf("Load = %+v, %v", id, err)
	}
	for _, name := range []string{"key.pem", "identity.json"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v, want mode 0600", name, info.Mode(), err)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 2 {
		t.Errorf("%d files in the folder, want 2 (%v)", len(left), err)
	}
}

func TestEnrolRefuses(t *testing.T) {
	centre, other := platformtest.Start(t), platformtest.Start(t)
	used := centre.Code("YX07")
	if _, err := enrol.Enrol(t.Context(), t.TempDir(), centre.URL, used); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ why, url, code, want string }{
		{"another centre answers", other.URL, centre.Code("YX08"), "not the centre that the code came from"},
		{"a mistyped code", centre.URL, "XXXXX" + centre.Code("YX08")[5:], "a character is wrong"},
		{"half a code", centre.URL, "ABCDE-ABCDE", "eight groups"},
		{"a used code", centre.URL, used, "the centre says"},
		{"no address", "centre.example", centre.Code("YX08"), "want a form such as https://"},
		{"nobody there", "https://127.0.0.1:1", centre.Code("YX08"), "check the address and the network"},
	} {
		dir := t.TempDir()
		if _, err := enrol.Enrol(t.Context(), dir, c.url, c.code); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: Enrol = %v, want %q", c.why, err, c.want)
		}
		if _, err := enrol.Load(dir); !errors.Is(err, enrol.ErrNotEnrolled) {
			t.Errorf("%s: Load afterwards = %v, want ErrNotEnrolled", c.why, err)
		}
	}
}

// The secret of a code must not leave the machine before the centre is known.
func TestSecretStaysWhenAnotherCentreAnswers(t *testing.T) {
	centre, other := platformtest.Start(t), platformtest.Start(t)
	if _, err := enrol.Enrol(t.Context(), t.TempDir(), other.URL, centre.Code("YX07")); err == nil {
		t.Fatal("enrolled at another centre")
	}
	if n := other.Calls(); n != 0 {
		t.Errorf("%d calls reached the other centre, want none", n)
	}
}

func TestIdentityTrustsItsCentreAlone(t *testing.T) {
	centre, other := platformtest.Start(t), platformtest.Start(t)
	id, err := enrol.Enrol(t.Context(), t.TempDir(), centre.URL, centre.Code("YX07"))
	if err != nil {
		t.Fatal(err)
	}
	config, err := id.TLS()
	if err != nil {
		t.Fatal(err)
	}
	for url, want := range map[string]bool{centre.URL: true, other.URL: false} {
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: config.Clone()}}
		answer, err := client.Get(url)
		if (err == nil) != want {
			t.Errorf("GET %s = %v, want success: %v", url, err, want)
		}
		if err == nil {
			answer.Body.Close()
		}
		client.CloseIdleConnections()
	}
	if _, err := tls.Dial("tcp", strings.TrimPrefix(centre.URL, "https://"), &tls.Config{ServerName: "127.0.0.1"}); err == nil {
		t.Error("the system trusts the centre; then this test proves nothing")
	}
}

func TestLoadRefusesWhatDoesNotFit(t *testing.T) {
	centre := platformtest.Start(t)
	mine, theirs := t.TempDir(), t.TempDir()
	for dir, code := range map[string]string{mine: "YX07", theirs: "YX08"} {
		if _, err := enrol.Enrol(t.Context(), dir, centre.URL, centre.Code(code)); err != nil {
			t.Fatal(err)
		}
	}
	whole, err := os.ReadFile(filepath.Join(mine, "identity.json"))
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := os.ReadFile(filepath.Join(theirs, "identity.json"))
	if err != nil {
		t.Fatal(err)
	}
	for why, content := range map[string][]byte{
		"another terminal's": foreign, "cut": whole[:len(whole)/2], "empty": {}, "another name": []byte(strings.Replace(string(whole), "YX07", "YX09", 1)),
	} {
		if err := os.WriteFile(filepath.Join(mine, "identity.json"), content, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := enrol.Load(mine); err == nil {
			t.Errorf("%s: Load took it", why)
		}
	}
}
