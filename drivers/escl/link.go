package escl

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// The limits of what a scanner may send.
const (
	mostXML  = 1 << 20  // real capabilities are some 20 KiB
	mostPage = 64 << 20 // A4 in colour at 600 dpi is some 10 MiB of JPEG
	mostHead = 64 << 10
	// stretch is how many times the patience one answer may take altogether, so
	// that a scanner that drips a byte now and then comes to an end too.
	stretch = 10
)

// Causes of an exchange that failed, besides those of net/http.
var (
	errSilent      = errors.New("no answer")
	errLong        = errors.New("answer longer than any page")
	errCertificate = errors.New("certificate is not the one that is configured")
	errPlace       = errors.New("address of the job makes no sense")
)

// link is the scanner's HTTP server. Each exchange has a connection of its own, so
// that none outlives it, and a scanner that was plugged in again is met afresh.
type link struct {
	root     *url.URL
	client   *http.Client
	patience time.Duration
}

// reply is one answer, read to its end.
type reply struct {
	code     int
	location string
	retry    time.Duration // 0 when the scanner names none
	body     []byte
}

func newLink(root *url.URL, fingerprint string, patience time.Duration) *link {
	transport := &http.Transport{
		DisableKeepAlives: true, DisableCompression: true, MaxResponseHeaderBytes: mostHead,
		TLSClientConfig: pinned(fingerprint),
	}
	client := &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &link{root, client, patience}
}

// pinned trusts the one certificate of a fingerprint, or without one those that the
// system trusts. Scanners sign their own, which nobody else can vouch for.
func pinned(fingerprint string) *tls.Config {
	if fingerprint == "" {
		return &tls.Config{MinVersion: tls.VersionTLS12}
	}
	want, _ := hex.DecodeString(fingerprint) // Check has read it
	return &tls.Config{
		MinVersion:         tls.VersionTLS12,
		InsecureSkipVerify: true, // VerifyConnection decides instead
		VerifyConnection: func(s tls.ConnectionState) error {
			got := sha256.Sum256(s.PeerCertificates[0].Raw)
			if subtle.ConstantTimeCompare(got[:], want) != 1 {
				return errCertificate
			}
			return nil
		},
	}
}

// ask makes one exchange. The answer's body is at most limit bytes long. The scanner
// may stay silent for the patience, before the answer and within it.
func (l *link) ask(ctx context.Context, method, path, body string, limit int64) (reply, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, stretch*l.patience, errSilent)
	defer cancel()
	ctx, give := context.WithCancelCause(ctx)
	defer give(nil)
	idle := time.AfterFunc(l.patience, func() { give(errSilent) })
	defer idle.Stop()
	r, err := l.exchange(ctx, method, path, body, limit, func() { idle.Reset(l.patience) })
	if err != nil && errors.Is(context.Cause(ctx), errSilent) {
		err = errSilent
	}
	if err != nil {
		return reply{}, fmt.Errorf("%s %s: %w", method, last(path), bare(err))
	}
	return r, nil
}

func (l *link) exchange(ctx context.Context, method, path, body string, limit int64, moved func()) (reply, error) {
	at := *l.root
	at.Path, at.RawPath = path, ""
	req, err := http.NewRequestWithContext(ctx, method, at.String(), strings.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	if body != "" {
		req.Header.Set("Content-Type", "text/xml")
	}
	resp, err := l.client.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer resp.Body.Close()
	p, err := io.ReadAll(io.LimitReader(&moving{resp.Body, moved}, limit+1))
	if err == nil && int64(len(p)) > limit {
		err = errLong
	}
	return reply{resp.StatusCode, resp.Header.Get("Location"), seconds(resp.Header.Get("Retry-After")), p}, err
}

// moving tells of every read that brought something.
type moving struct {
	io.Reader
	moved func()
}

func (m *moving) Read(p []byte) (int, error) {
	n, err := m.Reader.Read(p)
	if n > 0 {
		m.moved()
	}
	return n, err
}

// seconds reads a Retry-After. Its other form, a date, is not for devices without
// a clock.
func seconds(s string) time.Duration {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 0 || n > 3600 {
		return 0
	}
	return time.Duration(n) * time.Second
}

// below is the path of a resource of the service.
func (l *link) below(name string) string { return l.root.Path + "/" + name }

// jobPath is the path of a job by its Location, wherever that says it is.
func (l *link) jobPath(location string) (string, error) {
	u, err := url.Parse(location)
	if err != nil {
		return "", errPlace
	}
	path := strings.TrimRight(u.Path, "/")
	if !strings.HasPrefix(path, "/") {
		path = l.below("ScanJobs/" + path)
	}
	if _, id, ok := strings.Cut(path, "/ScanJobs/"); !ok || id == "" || strings.Contains(path, "..") {
		return "", errPlace
	}
	return path, nil
}

// last is the name of a resource for an error, without the job's number.
func last(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }

// bare takes off what net/http adds to an error: the method and the address.
func bare(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
