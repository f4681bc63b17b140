package ipp

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// longestAnswer is far above the longest that printers send, which is some tens of
// kilobytes.
const longestAnswer = 1 << 20

// Causes of a request that failed, beside *refusal.
var (
	errUnreached   = errors.New("printer cannot be reached")
	errSilent      = errors.New("no answer in time")
	errTorn        = errors.New("connection broke off")
	errAnswer      = errors.New("answer is no IPP")
	errOther       = errors.New("answer to another request")
	errTooLong     = errors.New("answer is too long")
	errUnavailable = errors.New("printer is not available now")
	errCertificate = errors.New("certificate is not to be trusted")
)

// client asks one printer. It is safe for concurrent use.
type client struct {
	target    target
	user      string
	timeout   time.Duration
	transport *http.Transport
	lastID    atomic.Uint32
	old       atomic.Bool // the printer speaks IPP 1.1 only
}

func newClient(o Options) (*client, error) {
	t, err := o.target()
	if err != nil {
		return nil, err
	}
	pin, err := o.pin()
	if err != nil {
		return nil, err
	}
	dialer := net.Dialer{Timeout: o.Timeout / 2} // then a dead address is told from a mute printer
	c := &client{target: t, user: o.User, timeout: o.Timeout, transport: &http.Transport{
		DialContext:            dialer.DialContext,
		TLSClientConfig:        trust(pin),
		TLSHandshakeTimeout:    o.Timeout,
		DisableKeepAlives:      true, // see the package comment
		DisableCompression:     true,
		MaxResponseHeaderBytes: 1 << 14,
	}}
	c.lastID.Store(uint32(time.Now().UnixNano()) >> 2) // nothing that an answer to an earlier run repeats
	return c, nil
}

// trust is the one certificate with the fingerprint pin, or what the system trusts.
func trust(pin []byte) *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if pin == nil {
		return config
	}
	config.InsecureSkipVerify = true // names and authorities do not count; the next line does
	config.VerifyConnection = func(s tls.ConnectionState) error {
		got := sha256.Sum256(s.PeerCertificates[0].Raw)
		if subtle.ConstantTimeCompare(got[:], pin) != 1 {
			return fmt.Errorf("%w: its fingerprint is %x", errCertificate, got)
		}
		return nil
	}
	return config
}

// ask sends a request without a document and returns the answer, whose status is
// one of success.
func (c *client) ask(ctx context.Context, op operation, groups ...group) (message, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, c.timeout, errSilent)
	defer cancel()
	version := c.version()
	m, err := c.send(ctx, op, nil, groups...)
	var no *refusal
	if errors.As(err, &no) && no.status == statusVersion && version != versionOneOne {
		c.old.Store(true)
		return c.send(ctx, op, nil, groups...) // refused for its version, it had no effect
	}
	return m, err
}

// send sends a request with a document behind it and takes as long as ctx allows: a
// printer takes a document no faster than it prints.
func (c *client) send(ctx context.Context, op operation, doc *upload, groups ...group) (message, error) {
	id := c.lastID.Add(1)%0x7FFFFFFF + 1 // 1 to 2^31-1, and never the last one's
	head, err := encode(message{c.version(), uint16(op), id, groups})
	if err != nil {
		return message{}, fmt.Errorf("%s: %w", op, err)
	}
	p, err := c.post(ctx, head, doc)
	if err != nil {
		return message{}, fmt.Errorf("%s: %w", op, err)
	}
	m, err := decode(p)
	switch {
	case err != nil:
		return message{}, fmt.Errorf("%s: %w: %w", op, errAnswer, err)
	case m.id != id && m.id != 0: // 0 is what a printer says that could not read the request
		return message{}, fmt.Errorf("%s: %w", op, errOther)
	case m.code > lastGoodStatus:
		return message{}, &refusal{op, m.code}
	case m.id != id:
		return message{}, fmt.Errorf("%s: %w", op, errOther)
	}
	return m, nil
}

func (c *client) version() uint16 {
	if c.old.Load() {
		return versionOneOne
	}
	return versionTwo
}

// post has one HTTP conversation on a connection of its own, which is closed when it
// returns. RoundTrip follows no redirects, and repeats no POST.
func (c *client) post(ctx context.Context, head []byte, doc *upload) ([]byte, error) {
	body, size := io.Reader(bytes.NewReader(head)), int64(len(head))
	if doc != nil {
		body, size = io.MultiReader(body, doc), size+doc.size()
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.target.url, io.NopCloser(body))
	if err != nil {
		return nil, err
	}
	r.ContentLength, r.GetBody = size, nil
	r.Header.Set("Content-Type", "application/ipp")
	r.Header.Set("User-Agent", "yitiji")
	answer, err := c.transport.RoundTrip(r)
	if err != nil {
		return nil, blame(ctx, err)
	}
	defer answer.Body.Close()
	if err := acceptable(answer); err != nil {
		return nil, err
	}
	p, err := io.ReadAll(io.LimitReader(answer.Body, longestAnswer+1))
	switch {
	case err != nil:
		return nil, blame(ctx, err)
	case len(p) > longestAnswer:
		return nil, errTooLong
	}
	return p, nil
}

// acceptable refuses an answer that is not IPP.
func acceptable(answer *http.Response) error {
	if answer.StatusCode == http.StatusServiceUnavailable {
		return errUnavailable
	}
	kind, _, err := mime.ParseMediaType(answer.Header.Get("Content-Type"))
	if answer.StatusCode != http.StatusOK || err != nil || kind != "application/ipp" {
		return fmt.Errorf("%w: HTTP status %d", errAnswer, answer.StatusCode)
	}
	return nil
}

// blame says why a conversation failed. What HTTP says of it may repeat what the
// printer sent, and is left out, except where no connection came about.
func blame(ctx context.Context, err error) error {
	var network *net.OpError
	var unvouched *tls.CertificateVerificationError
	var alert tls.AlertError
	var plain tls.RecordHeaderError
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(err, errCertificate):
		return err
	case errors.As(err, &unvouched):
		return fmt.Errorf("%w: %w", errCertificate, unvouched.Err)
	case errors.As(err, &alert), errors.As(err, &plain):
		return fmt.Errorf("%w: no TLS that is good enough", errAnswer)
	case errors.As(err, &network) && network.Op == "dial":
		return fmt.Errorf("%w: %w", errUnreached, network.Err)
	}
	return errTorn
}

// about makes the operation attributes, which come first in this order (RFC 8011,
// section 4.1.4), and of which the printer's URI is always one.
func (c *client) about(more ...attribute) group {
	return group{tagOperation, append([]attribute{
		strs(tagCharset, "attributes-charset", "utf-8"),
		strs(tagLanguage, "attributes-natural-language", "en"),
		strs(tagURI, "printer-uri", c.target.uri),
	}, more...)}
}

// aboutJob is about with the job's number and the user whose job it is.
func (c *client) aboutJob(job int, more ...attribute) group {
	return c.about(append([]attribute{
		num(tagInteger, "job-id", job), strs(tagName, "requesting-user-name", c.user),
	}, more...)...)
}

// wanted names the attributes that are asked for.
func wanted(names ...string) attribute { return strs(tagKeyword, "requested-attributes", names...) }
