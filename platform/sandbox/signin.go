package sandbox

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"time"

	"yitiji/platform/connect"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/identity"
)

// Times of what a phone says.
const (
	invitationLasts = 3 * time.Minute
	codeLasts       = time.Minute
)

// invitation is a sign-in that waits for a phone. It does not outlive the program.
type invitation struct {
	centre.Invitation
	Terminal string
	Item     catalog.ItemCode
	State    centre.SignInState
	Number   string // of whoever confirmed
}

// shownCode is the code on somebody's phone.
type shownCode struct {
	number string // of whose phone it is; of whose licence, a firm's
	until  time.Time
}

// accounts is the identity platform of a Sandbox: everybody has an account there.
type accounts struct{ *Sandbox }

// Invite implements connect.Identities.
func (a accounts) Invite(ctx context.Context, use connect.Use, _ *centre.SignIn) (*centre.Invitation, error) {
	mood, err := a.suffer(ctx, Identities)
	if err != nil {
		return nil, err
	}
	match, err := rand.Int(rand.Reader, big.NewInt(90))
	if err != nil {
		return nil, err
	}
	secret := rand.Text()
	i := &invitation{Terminal: use.Terminal, Item: use.Item, State: centre.Invited, Invitation: centre.Invitation{
		Token: rand.Text(), Address: a.options.Public + "/id/" + secret,
		Match: fmt.Sprint(10 + match.Int64()), Until: use.At.Add(invitationLasts).UnixMilli(),
	}}
	a.mu.Lock()
	defer a.mu.Unlock()
	maps.DeleteFunc(a.invitations, func(_ string, old *invitation) bool { return use.At.UnixMilli() >= old.Until })
	a.invitations[secret] = i
	out := i.Invitation
	if mood == Lies {
		out.Match = ""
	}
	return &out, nil
}

// Invited implements connect.Identities.
func (a accounts) Invited(ctx context.Context, use connect.Use, token string) (*centre.Proved, error) {
	mood, err := a.suffer(ctx, Identities)
	if err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, i := range a.invitations {
		if i.Token == token && i.Terminal == use.Terminal {
			i.lapse(use.At)
			return a.word(mood, token, i.State, i.Number), nil
		}
	}
	return a.word(mood, token, centre.Spent, ""), nil
}

// Present implements connect.Identities.
func (a accounts) Present(ctx context.Context, use connect.Use, code string) (*centre.Proved, error) {
	mood, err := a.suffer(ctx, Identities)
	if err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	shown, ok := a.codes[code]
	delete(a.codes, code)
	if !ok || !use.At.Before(shown.until) {
		return a.word(mood, code, centre.Spent, ""), nil
	}
	return a.word(mood, code, centre.Confirmed, shown.number), nil
}

// word is what the platform says of a phone, in its mood. The lock must be held.
func (a accounts) word(mood MoodKind, of string, state centre.SignInState, number string) *centre.Proved {
	said := &centre.Proved{Of: of, State: state}
	if p, ok := a.registers().Person(number); ok && state == centre.Confirmed {
		said.Person = account(p.Person)
	}
	switch mood {
	case Mixes:
		said.Of += "0"
	case Lies:
		said.State, said.Person = centre.Confirmed, nil
	}
	return said
}

// account is what the platform knows of a person: no address, and nothing of the document itself.
func account(p identity.Person) *identity.Person {
	return &identity.Person{
		Document: p.Document, Name: p.Name, EnglishName: p.EnglishName, Sex: p.Sex, Nation: p.Nation,
		Country: p.Country, Birth: p.Birth, Number: p.Number,
	}
}

// lapse ends an invitation whose time is over.
func (i *invitation) lapse(now time.Time) {
	if now.UnixMilli() >= i.Until && i.State != centre.Confirmed {
		i.State = centre.Spent
	}
}

// open reports whether something can still be said to it.
func (i *invitation) open() bool { return i.State == centre.Invited || i.State == centre.Opened }

var errInvitation = errors.New("this sign-in is over")

// Answer is what whoever holds a phone says to an invitation: yes, as the holder of the number,
// or no.
func (s *Sandbox) Answer(secret, number string, yes bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.invitations[secret]
	if i == nil {
		return errInvitation
	}
	i.lapse(time.Now())
	if _, known := s.registers().Person(number); !i.open() || yes && !known {
		return errInvitation
	}
	if !yes {
		i.State = centre.Declined
		return nil
	}
	i.State, i.Number = centre.Confirmed, number
	return nil
}

// ShowCode puts a new code on somebody's phone (身份码). Those before it stay good for their time.
func (s *Sandbox) ShowCode(number string) (code string, until time.Time, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.registers().Person(number); !ok {
		return "", time.Time{}, false
	}
	now := time.Now()
	maps.DeleteFunc(s.codes, func(_ string, c shownCode) bool { return !now.Before(c.until) })
	code, until = "999999ID"+rand.Text(), now.Add(codeLasts)
	s.codes[code] = shownCode{number, until}
	return code, until, true
}
