package api

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	systems "yitiji/platform/connect"
	"yitiji/platform/store"
	"yitiji/terminal/centre"
)

// doorLasts is how long a phone may hand in.
const doorLasts = 15 * time.Minute

// openDoor opens a page for a phone. Its token is random, of 128 bits and more: who has
// the address has the door, and nothing in it says whose it is.
func (s *service) openDoor(ctx context.Context, use systems.Use, q *centre.Upload) (centre.Answer, error) {
	if s.options.Public == "" {
		return nil, fmt.Errorf("phones have no address here: %w", systems.ErrDown)
	}
	d := store.Door{
		Token: rand.Text(), Terminal: use.Terminal, Item: string(use.Item), Material: q.Material, Name: q.Name,
		Lang: q.Lang, Until: store.MillisOf(use.At.Add(doorLasts)),
	}
	if err := s.store.OpenDoor(ctx, d); err != nil {
		return nil, err
	}
	return &centre.Door{Token: d.Token, Address: s.options.Public + "/u/" + d.Token, Until: int64(d.Until)}, nil
}

// uploaded tells what came, to the terminal that opened the door and to no other.
func (s *service) uploaded(ctx context.Context, use systems.Use, q *centre.Uploaded) (centre.Answer, error) {
	door, pages, ok, err := s.store.Door(ctx, q.Token)
	if err != nil {
		return nil, err
	}
	if !ok || door.Terminal != use.Terminal {
		return &centre.Pages{Token: q.Token, Closed: true}, nil
	}
	out := &centre.Pages{Token: q.Token, Done: door.Done, Closed: door.Closed(time.Now())}
	for _, p := range pages {
		out.Digests = append(out.Digests, p.Digest)
	}
	return out, nil
}
