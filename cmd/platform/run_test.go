package main

import (
	"bufio"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// said is what a run of the program printed for people and scripts.
type said struct{ terminals, console, password string }

// run starts the program and reads its greeting.
func (c *centre) run(lines int, args ...string) (*exec.Cmd, said) {
	c.t.Helper()
	cmd := command(append([]string{"run", "--data", c.data, "--terminals", "127.0.0.1:0", "--console", "127.0.0.1:0", "--public", "127.0.0.1:0", "--sandbox", "127.0.0.1:0"}, args...)...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { cmd.Process.Kill() })
	words, scanner := map[string]string{}, bufio.NewScanner(out)
	for range lines {
		if scanner.Scan() {
			key, value, _ := strings.Cut(scanner.Text(), " ")
			words[key] = value
		}
	}
	return cmd, said{words["terminals"], words["console"], words["password"]}
}

func TestRunGreetsServesAndStops(t *testing.T) {
	c := newCentre(t)
	file := filepath.Join(t.TempDir(), "password")
	cmd, first := c.run(5, "--password-file", file)
	kept, err := os.ReadFile(file)
	if err != nil || first.password == "" || strings.TrimSpace(string(kept)) != first.password {
		t.Errorf("password %q, in the file %q, %v", first.password, kept, err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the password's file: %v, %v, want mode 0600", info.Mode(), err)
	}
	answer, err := http.Get(first.console + "/healthz")
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("GET /healthz = %v, %v", answer, err)
	}
	answer.Body.Close()
	if code := c.ask("terminal", "add", "yx07", "--site", "西湖"); !regexp.MustCompile(`^([0-9A-Z]{5}-){7}[0-9A-Z]{5}$`).MatchString(code) {
		t.Errorf("terminal add printed %q, want the code alone", code)
	}
	cmd.Process.Signal(syscall.SIGTERM)
	if err := cmd.Wait(); err != nil {
		t.Errorf("after SIGTERM: %v, want exit status 0", err)
	}
	if _, second := c.run(4); second.password != "" {
		t.Error("a second start printed a password")
	}
}

func TestErrorsSayWhatToDo(t *testing.T) {
	c := newCentre(t)
	_, busy := c.run(4)
	config := filepath.Join(t.TempDir(), "platform.yaml")
	if err := os.WriteFile(config, []byte("regoin: \"330106\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		why, want string
		args      []string
	}{
		{"an address that is taken", "choose another address", []string{"run", "--terminals", strings.TrimPrefix(busy.terminals, "https://")}},
		{"an unknown key", "[1:1]", []string{"run", "--config", config}},
		{"a bad code", "as in YX07", []string{"terminal", "add", "Y", "--site", "x"}},
	} {
		out, err := command(append(x.args, "--data", c.data)...).CombinedOutput()
		if err == nil || !strings.Contains(string(out), x.want) {
			t.Errorf("%s: %v: %s, want %q", x.why, err, out, x.want)
		}
	}
}
