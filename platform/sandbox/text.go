package sandbox

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"maps"
	"math/big"
	"net/http"
	"slices"
	"time"

	"yitiji/platform/connect"
	"yitiji/terminal/centre"
)

// Bounds of codes that are sent.
const (
	textLasts = 5 * time.Minute
	textEvery = time.Minute // to one number
	textTries = 3
)

// text is one code that was sent, or that would have been had anybody an account under the number.
type text struct {
	token  string
	number string
	code   string
	sent   time.Time
	tries  int
	over   bool
}

// Send implements connect.Texts.
func (a accounts) Send(ctx context.Context, use connect.Use, q *centre.SendCode) (*centre.CodeSent, error) {
	mood, err := a.suffer(ctx, Identities)
	if err != nil {
		return nil, err
	}
	code, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	maps.DeleteFunc(a.texts, func(_ string, old *text) bool { return use.At.Sub(old.sent) >= textLasts })
	answer := &centre.CodeSent{Of: q.Number}
	if mood == Mixes {
		answer.Of += "0"
	}
	for _, old := range a.texts {
		if left := textEvery - use.At.Sub(old.sent); old.number == q.Number && left > 0 {
			answer.Wait = int(left/time.Second) + 1
			return answer, nil
		}
	}
	sent := &text{token: rand.Text(), number: q.Number, code: fmt.Sprintf("%0*d", centre.CodeDigits, code), sent: use.At}
	a.texts[sent.token] = sent
	if mood != Lies {
		answer.Token = sent.token
	}
	answer.Until = use.At.Add(textLasts).UnixMilli()
	return answer, nil
}

// Typed implements connect.Texts.
func (a accounts) Typed(ctx context.Context, use connect.Use, q *centre.TypeCode) (*centre.Proved, error) {
	mood, err := a.suffer(ctx, Identities)
	if err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	sent := a.texts[q.Token]
	if sent == nil || sent.over || use.At.Sub(sent.sent) >= textLasts {
		return a.word(mood, q.Token, centre.Spent, ""), nil
	}
	_, known := a.registers().Person(sent.number)
	if known && subtle.ConstantTimeCompare([]byte(q.Code), []byte(sent.code)) == 1 {
		return a.word(mood, q.Token, centre.Confirmed, sent.number), nil // again, where the first answer was lost
	}
	if sent.tries++; sent.tries >= textTries {
		sent.over = true
		return a.word(mood, q.Token, centre.Spent, ""), nil
	}
	return a.word(mood, q.Token, centre.Wrong, ""), nil
}

// Texts are the codes that were sent to somebody's phone lately, the newest first.
func (s *Sandbox) Texts(number string) (codes []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	newest := func(a, b *text) int { return b.sent.Compare(a.sent) }
	for _, t := range slices.SortedFunc(maps.Values(s.texts), newest) {
		if t.number == number && time.Since(t.sent) < textLasts {
			codes = append(codes, t.code)
		}
	}
	return codes
}

// showTexts serves those codes, one a line, for a program.
func (s *Sandbox) showTexts(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	for _, code := range s.Texts(r.PathValue("number")) {
		fmt.Fprintln(w, code)
	}
}
