package uplink

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// busy is a centre, or what stands before it, that has no time now and says when.
type busy struct{ after time.Duration }

func (b *busy) Error() string { return fmt.Sprintf("the centre is busy, and wants us in %v", b.after) }

// turn is how long it is to our turn, and some of the second that it lasts.
func (b *busy) turn() time.Duration { return b.after + rand.N(time.Second) }

func isBusy(err error) bool {
	var b *busy
	return errors.As(err, &b)
}

// place is ours in the line before a busy centre. The zero place is none.
type place struct {
	turn time.Time
	why  error
}

// inTurn does what a busy centre may put off. That it does is no failure: the centre is there, and
// what waits is sent when our turn has come.
func (u *Uplink) inTurn(do func() error) error {
	if time.Now().Before(u.place.turn) {
		return nil
	}
	u.place = place{}
	err := do()
	var b *busy
	if !errors.As(err, &b) {
		return err
	}
	u.place = place{time.Now().Add(b.turn()), err}
	return nil
}

// turns makes an answer that gives a turn (RFC 9110, 10.2.3) the error busy, whoever gave it.
type turns struct{ http.RoundTripper }

func (t turns) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := t.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	after := answer.Header.Get("Retry-After")
	if after == "" || answer.StatusCode != http.StatusServiceUnavailable && answer.StatusCode != http.StatusTooManyRequests {
		return answer, nil
	}
	return nil, errors.Join(&busy{secondsOf(after)}, answer.Body.Close())
}

// longestTurn bounds what a centre, or whoever answers in its place, can have a terminal wait.
const longestTurn = 10 * time.Minute

func secondsOf(header string) time.Duration {
	n, err := strconv.Atoi(header)
	if err != nil || n < 0 {
		return firstPause
	}
	return min(longestTurn, time.Duration(n)*time.Second)
}
