package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"yitiji/platform/api"
)

// config is what platform.yaml says; packaging/platform.yaml explains every key.
type config struct {
	Region    string          `yaml:"region"`
	Database  string          `yaml:"database"` // a PostgreSQL URL; empty: SQLite in the folder of data
	Terminals terminalsConfig `yaml:"terminals"`
	Console   consoleConfig   `yaml:"console"`
	Public    publicConfig    `yaml:"public"`
	Sandbox   sandboxConfig   `yaml:"sandbox"`
	Enrolment enrolmentConfig `yaml:"enrolment"`
}

type terminalsConfig struct {
	Listen   string   `yaml:"listen"`
	Names    []string `yaml:"names"`
	Capacity int      `yaml:"capacity"` // entries a second
}

type consoleConfig struct {
	Listen    string `yaml:"listen"`
	BehindTLS bool   `yaml:"behind_tls"`
}

type publicConfig struct {
	Listen string `yaml:"listen"`
	URL    string `yaml:"url"`
}

type sandboxConfig struct {
	Listen string `yaml:"listen"`
}

type enrolmentConfig struct {
	ValidFor time.Duration `yaml:"valid_for"`
}

func defaults() config {
	return config{
		Region:    "999999",
		Terminals: terminalsConfig{Listen: "127.0.0.1:8443", Capacity: api.DefaultCapacity},
		Console:   consoleConfig{Listen: "127.0.0.1:8300"},
		Public:    publicConfig{Listen: "127.0.0.1:8307"},
		Sandbox:   sandboxConfig{Listen: "127.0.0.1:8308"},
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

// leastCapacity is the largest delivery of a terminal: one of a second.
const leastCapacity = 512

func (c config) check() error {
	url, err := url.Parse(c.Public.URL)
	switch {
	case c.Public.Listen == "":
		return errors.New("public.listen is empty; want an address, as in 127.0.0.1:8307")
	case c.Public.URL != "" && (err != nil || url.Host == "" || (url.Scheme != "http" && url.Scheme != "https") || strings.Trim(url.Path, "/") != ""):
		return fmt.Errorf("public.url is %q; want what phones open, as in https://phone.example", c.Public.URL)
	case c.Database != "" && !strings.HasPrefix(c.Database, "postgres://") && !strings.HasPrefix(c.Database, "postgresql://"):
		return errors.New("database is no URL of a PostgreSQL; want one such as postgres://user@host/name, or nothing for SQLite")
	case c.Terminals.Capacity < leastCapacity || c.Terminals.Capacity > 1_000_000:
		return fmt.Errorf("terminals.capacity is %d; want %d to 1,000,000 entries a second", c.Terminals.Capacity, leastCapacity)
	case !regexp.MustCompile(`^\d{6}$`).MatchString(c.Region):
		return fmt.Errorf("region is %q; want the six digits of GB/T 2260", c.Region)
	case c.Enrolment.ValidFor < time.Minute || c.Enrolment.ValidFor > 30*24*time.Hour:
		return fmt.Errorf("enrolment.valid_for is %v; want one minute to 30 days", c.Enrolment.ValidFor)
	}
	return nil
}

// publicURL is where phones reach the public pages: what the configuration says, or where
// they listen.
func (c config) publicURL(listens fmt.Stringer) string {
	if c.Public.URL != "" {
		return strings.TrimRight(c.Public.URL, "/")
	}
	return "http://" + listens.String()
}

// names are what the server's certificate stands for.
func (c config) names() []string {
	return append([]string{"localhost", "127.0.0.1", "::1"}, c.Terminals.Names...)
}
