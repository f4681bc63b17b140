package ipp

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"
	"time"
)

// The waits, where Options do not say otherwise.
const (
	// DefaultTimeout is above what printers take to wake up and answer.
	DefaultTimeout = 10 * time.Second
	// DefaultPatience is above the time from the moment that the last sheet leaves
	// its tray, which then is empty, until it lies in the bin.
	DefaultPatience = 10 * time.Second
	// DefaultPoll is how often a job is looked at.
	DefaultPoll = 500 * time.Millisecond
)

// Options say where the printer is and whom to believe.
type Options struct {
	Place string // the place of the device in faults; empty means "document"

	// URI is the printer's: ipp://host/ipp/print, ipps://host:631/ipp/print, or the
	// same as http or https. The path is /ipp/print where none is given; a queue of
	// CUPS is ipp://localhost/printers/name.
	URI string

	// Fingerprint is the SHA-256 of the printer's certificate in hexadecimal, with
	// colons or without. Printers make their own certificates, which nobody vouches
	// for: the one with this fingerprint is believed and no other. Empty means that
	// the certificate must be vouched for by an authority that the system trusts.
	Fingerprint string

	// Plain allows what is printed to cross a network without encryption. Without
	// it, ipp and http are only for printers of this machine, such as ipp-usb's.
	Plain bool

	// User is the name under which jobs are sent. Jobs that this name left at the
	// printer are cancelled before the next, so no two terminals that share a
	// printer may have the same. Empty means the machine's name.
	User string

	Timeout  time.Duration // for one answer; 0 means DefaultTimeout
	Patience time.Duration // how long a job may be held up; 0 means DefaultPatience
	Poll     time.Duration // how often a job is looked at; 0 means DefaultPoll
}

// Causes of options that make no sense.
var (
	errURI         = errors.New("want ipp://host/path or ipps://host/path")
	errPlain       = errors.New("what is printed would cross the network in the clear: use ipps, or allow it with Plain")
	errFingerprint = errors.New("fingerprint is no SHA-256 in hexadecimal")
	errNotTLS      = errors.New("a fingerprint needs ipps")
	errNegative    = errors.New("negative time")
)

// Check says what is wrong with the options, before anything is opened.
func (o Options) Check() error {
	t, err := o.target()
	if err != nil {
		return err
	}
	pin, err := o.pin()
	switch {
	case err != nil:
		return err
	case pin != nil && !t.secure:
		return errNotTLS
	case !t.secure && !t.local && !o.Plain:
		return errPlain
	case o.Timeout < 0 || o.Patience < 0 || o.Poll < 0:
		return errNegative
	}
	return nil
}

func (o Options) withDefaults() Options {
	host, _ := os.Hostname() // a machine without a name has the same user as others like it
	o.Place = cmp.Or(o.Place, "document")
	o.User = cmp.Or(o.User, "yitiji-"+cmp.Or(host, "terminal"))
	o.Timeout = cmp.Or(o.Timeout, DefaultTimeout)
	o.Patience = cmp.Or(o.Patience, DefaultPatience)
	o.Poll = cmp.Or(o.Poll, DefaultPoll)
	return o
}

// pin reads the fingerprint; nil when there is none.
func (o Options) pin() ([]byte, error) {
	if o.Fingerprint == "" {
		return nil, nil
	}
	pin, err := hex.DecodeString(strings.ReplaceAll(o.Fingerprint, ":", ""))
	if err != nil || len(pin) != sha256.Size {
		return nil, errFingerprint
	}
	return pin, nil
}

// target is a printer's address, once as IPP wants it and once for HTTP.
type target struct {
	uri    string // printer-uri: always ipp or ipps (RFC 3510)
	url    string // always http or https
	secure bool
	local  bool // on this machine
}

// target reads the URI. The port of ipp and ipps is 631 (RFC 3510, RFC 7472).
func (o Options) target() (target, error) {
	u, err := url.Parse(o.URI)
	if err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return target{}, errURI // not err: it repeats the URI, which may hold a password
	}
	port := map[string]string{"ipp": "631", "ipps": "631", "http": "80", "https": "443"}[u.Scheme]
	if port == "" {
		return target{}, fmt.Errorf("scheme %q: %w", u.Scheme, errURI)
	}
	t := target{secure: u.Scheme == "ipps" || u.Scheme == "https", local: loopback(u.Hostname())}
	u.Host = net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), port))
	if u.Path == "" || u.Path == "/" {
		u.Path = "/ipp/print"
	}
	u.Scheme = map[bool]string{false: "ipp", true: "ipps"}[t.secure]
	t.uri = u.String()
	u.Scheme = map[bool]string{false: "http", true: "https"}[t.secure]
	t.url = u.String()
	return t, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
