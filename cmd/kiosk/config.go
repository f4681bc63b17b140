package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/goccy/go-yaml"

	"yitiji/drivers/all"
	"yitiji/drivers/port"
	"yitiji/packaging/quirks"
	"yitiji/terminal"
	"yitiji/terminal/catalog"
	"yitiji/terminal/checkpoint"
)

// config is kiosk.yaml. packaging/kiosk.yaml explains every key; a key that is
// left out has the value given there.
type config struct {
	Data    string `yaml:"data"`    // folder of everything that is kept
	RAM     string `yaml:"ram"`     // folder on a tmpfs, of what a power cut shall take
	Screen  string `yaml:"screen"`  // loopback address of the page
	Hotline string `yaml:"hotline"` // the number that a citizen may call
	Region  string `yaml:"region"`  // code of the place in which the terminal stands; empty: services are not chosen by place
	Network string `yaml:"network"` // on which network it is, government or internet; empty: services are not chosen by network
	Catalog string `yaml:"catalog"` // folder of service items, or a packed catalogue; empty: those that the program carries
	Quirks  string `yaml:"quirks"`  // folder of the site's own quirks; need not be there

	// StaleAfter is how long what was kept may wait for the centre before no new work is taken.
	StaleAfter time.Duration `yaml:"stale_after"`

	// Phones says that the centre has a system by which people's phones prove who they are.
	Phones bool `yaml:"phones"`

	// PowerOff is the command that switches the machine off when the battery ends.
	PowerOff []string `yaml:"power_off"`

	Devices devices `yaml:"devices"`

	file string // where it was read
	text []byte // what was read there, to show a line of it
}

// devices says what stands in which place.
type devices struct {
	IDCard  all.CardReader `yaml:"idcard"`
	Receipt all.Printer    `yaml:"receipt"`
	Code    all.Scanner    `yaml:"code"`

	// These need not be there: an empty kind leaves the place out.
	Document  all.DocumentPrinter  `yaml:"document"`
	Paper     all.PageScanner      `yaml:"paper"`
	Social    all.SocialCardReader `yaml:"socialcard"`
	Travel    all.TravelReader     `yaml:"travel"`
	Dispenser all.CardDispenser    `yaml:"dispenser"`
	UPS       all.PowerSupply      `yaml:"ups"`
	Signals   all.SignalBoard      `yaml:"signals"`
	Watchdog  all.Watchdog         `yaml:"watchdog"`
	Photo     all.PhotoDecoder     `yaml:"photo"`
	Speech    all.Speech           `yaml:"speech"`
}

func defaults() config {
	return config{
		Data: "/var/lib/yitiji", RAM: "/run/yitiji", Screen: "127.0.0.1:8301", Hotline: "12345", Quirks: "/etc/yitiji/quirks",
		StaleAfter: 30 * 24 * time.Hour, Phones: true,
		Devices: devices{
			IDCard:  all.CardReader{Kind: "sdt", Line: all.Line{Port: "/dev/kiosk/idcard"}},
			Receipt: all.Printer{Kind: "escpos", Line: all.Line{Port: "/dev/kiosk/receipt"}},
			Code:    all.Scanner{Kind: "serial", Line: all.Line{Port: "/dev/kiosk/code"}},
		},
	}
}

// loadConfig reads file over the defaults. A key that it does not know is an
// error that shows the line.
func loadConfig(file string) (config, error) {
	c := defaults()
	raw, err := os.ReadFile(file)
	if err != nil {
		return c, fmt.Errorf("configuration: %w", err)
	}
	c.file, c.text = file, raw
	if err := parseConfig(raw, &c); err != nil {
		return c, fmt.Errorf("configuration %s:\n%w", file, err)
	}
	return c, nil
}

func parseConfig(raw []byte, c *config) error {
	err := yaml.NewDecoder(bytes.NewReader(raw), yaml.Strict()).Decode(c)
	if err != nil && len(bytes.TrimSpace(raw)) > 0 {
		return errors.New(yaml.FormatError(err, false, true))
	}
	if c.Data == "" {
		return errors.New("data: name the folder in which entries are kept")
	}
	if c.StaleAfter < time.Hour {
		return errors.New("stale_after: at least one hour, as in 720h")
	}
	return c.stand().Check()
}

// stand is where the terminal stands.
func (c config) stand() catalog.Stand {
	return catalog.Stand{Region: catalog.Region(c.Region), Network: catalog.Network(c.Network)}
}

// items is the catalogue that the configuration names.
func (c config) items() (*catalog.Catalog, error) {
	items, err := loadItems(c.Catalog)
	if err != nil {
		return nil, fmt.Errorf("catalogue:\n%w", err)
	}
	here := items.At(c.stand())
	if len(here.Items()) == 0 {
		return nil, fmt.Errorf("catalogue: none of its %d services is offered in region %q on the network %q; see region and network in the configuration",
			len(items.Items()), c.Region, c.Network)
	}
	return here, nil
}

// loadItems reads a folder of items or a packed catalogue; without a path, the samples that
// the program carries.
func loadItems(path string) (*catalog.Catalog, error) {
	if path == "" {
		return catalog.Load(catalog.Builtin())
	}
	if info, err := os.Stat(path); err != nil || info.IsDir() {
		return catalog.Load(os.DirFS(path))
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return catalog.Unpack(raw)
}

// site is what the devices share: the machine's lines, and what is known of models.
func (c config) site() (*all.Site, error) {
	folders := []fs.FS{quirks.Files}
	if c.Quirks != "" {
		folders = append(folders, os.DirFS(c.Quirks))
	}
	known, err := all.LoadQuirks(folders...)
	if err != nil {
		return nil, err
	}
	return all.NewSite(port.System(), known), nil
}

// notebook is where a visit is written down; nil, with a warning, where it would outlive the power.
func (c config) notebook(log *slog.Logger) terminal.Notebook {
	book, err := checkpoint.Open(filepath.Join(c.Data, "visit"), c.RAM)
	if err != nil {
		log.Warn("a visit will not outlive the program; see ram in the configuration", "error", err)
		return nil
	}
	return book
}

func (c config) identityDir() string { return filepath.Join(c.Data, "identity") }
func (c config) outboxFile() string  { return filepath.Join(c.Data, "outbox.db") }
