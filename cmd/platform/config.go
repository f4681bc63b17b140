package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"time"

	"github.com/goccy/go-yaml"
)

// config is what platform.yaml says; packaging/platform.yaml explains every key.
type config struct {
	Region    string          `yaml:"region"`
	Terminals terminalsConfig `yaml:"terminals"`
	Console   consoleConfig   `yaml:"console"`
	Enrolment enrolmentConfig `yaml:"enrolment"`
}

type terminalsConfig struct {
	Listen string   `yaml:"listen"`
	Names  []string `yaml:"names"`
}

type consoleConfig struct {
	Listen    string `yaml:"listen"`
	BehindTLS bool   `yaml:"behind_tls"`
}

type enrolmentConfig struct {
	ValidFor time.Duration `yaml:"valid_for"`
}

func defaults() config {
	return config{
		Region:    "999999",
		Terminals: terminalsConfig{Listen: "127.0.0.1:8443"},
		Console:   consoleConfig{Listen: "127.0.0.1:8300"},
		Enrolment: enrolmentConfig{ValidFor: 24 * time.Hour},
	}
}

// readConfig reads the file at path; without one the defaults hold.
func readConfig(path string) (config, error) {
	if path == "" {
		return defaults(), nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return config{}, fmt.Errorf("config: %w", err)
	}
	c, err := parseConfig(b)
	if err != nil {
		return config{}, fmt.Errorf("config: %s: %w", path, err)
	}
	return c, nil
}

// parseConfig reads YAML over the defaults. An unknown key is an error that says
// its line.
func parseConfig(b []byte) (config, error) {
	c := defaults()
	err := yaml.NewDecoder(bytes.NewReader(b), yaml.Strict()).Decode(&c)
	if err != nil && !errors.Is(err, io.EOF) {
		return config{}, err
	}
	return c, c.check()
}

func (c config) check() error {
	switch {
	case !regexp.MustCompile(`^\d{6}$`).MatchString(c.Region):
		return fmt.Errorf("region is %q; want the six digits of GB/T 2260", c.Region)
	case c.Enrolment.ValidFor < time.Minute || c.Enrolment.ValidFor > 30*24*time.Hour:
		return fmt.Errorf("enrolment.valid_for is %v; want one minute to 30 days", c.Enrolment.ValidFor)
	}
	return nil
}

// names are what the server's certificate stands for.
func (c config) names() []string {
	return append([]string{"localhost", "127.0.0.1", "::1"}, c.Terminals.Names...)
}
