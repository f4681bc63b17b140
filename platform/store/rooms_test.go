package store_test

import (
	"errors"
	"testing"
	"time"

	"yitiji/platform/store"
)

// A door takes pages until it is full, finished or closed; what no application names is swept.
func testDoors(t *testing.T, at place) {
	s := newStore(t, at)
	later := store.MillisOf(time.Now().Add(time.Hour))
	for _, token := range []string{"open", "late"} {
		d := store.Door{Token: token, Terminal: "YX07", Item: "item", Material: "m", Name: "旧驾驶证", Lang: "zh-Hans", Until: later}
		if token == "late" {
			d.Until = store.MillisOf(time.Now().Add(-time.Minute))
		}
		if err := s.OpenDoor(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	seal := func(nth int) ([]byte, error) { return []byte{byte(nth)}, nil }
	for _, c := range []struct {
		token, digest string
		want          error
	}{
		{"open", "a", nil},
		{"open", "a", nil},
		{"open", "b", nil},
		{"open", "c", store.ErrDoorFull},
		{"late", "a", store.ErrDoorClosed},
		{"never", "a", store.ErrDoorClosed},
	} {
		if err := s.PutPage(t.Context(), c.token, c.digest, 2, seal); !errors.Is(err, c.want) {
			t.Errorf("PutPage(%s, %s) = %v, want %v", c.token, c.digest, err, c.want)
		}
	}
	if err := s.TakePageAway(t.Context(), "open", 1); err != nil {
		t.Fatal(err)
	}
	if p, ok, err := s.PageOfDoor(t.Context(), "b"); err != nil || !ok || p.Nth != 2 || string(p.Sealed) != "\x02" {
		t.Errorf("PageOfDoor = %+v, %v, %v", p, ok, err)
	}
	for token, want := range map[string]bool{"open": true, "late": false} {
		if ok, err := s.FinishDoor(t.Context(), token); err != nil || ok != want {
			t.Errorf("FinishDoor(%s) = %v, %v, want %v", token, ok, err, want)
		}
	}
	if d, pages, ok, err := s.Door(t.Context(), "open"); err != nil || !ok || !d.Done || len(pages) != 1 {
		t.Errorf("Door = %+v, %v, %v, %v", d, pages, ok, err)
	}
	if err := s.SweepDoors(t.Context(), time.Now().Add(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, _, ok, err := s.Door(t.Context(), "open"); err != nil || ok {
		t.Errorf("a door that nobody needs was not swept: %v, %v", ok, err)
	}
}

// What somebody handed in is found again, and so are its pages; a draft is there until its time.
func testWhatSomebodyLeft(t *testing.T, at place) {
	s, owner := newStore(t, at), []byte("owner")
	a := arrival(1, "a")
	a.Application.Owner = owner
	a.Given = []store.Given{{Owner: owner, Material: "m", Digests: "d1\nd2"}}
	page := arrival(2, "a")
	page.Entry.Kind, page.Entry.State, page.Application, page.Page = "material", store.Recorded, nil, "d1"
	rating := arrival(3, "a")
	rating.Entry.Kind, rating.Entry.State, rating.Entry.Slip, rating.Application, rating.Rating = "rating", store.Recorded, "slip-1", nil, &store.Rating{Level: 4}
	official := commit(t, s, a, page, rating).Answers[0].Official
	if given, err := s.GivenBefore(t.Context(), owner, []string{"m", "n"}, time.UnixMilli(0)); err != nil || len(given) != 1 || len(given[0].Pages()) != 2 {
		t.Errorf("GivenBefore = %+v, %v", given, err)
	}
	if e, ok, err := s.PageEntry(t.Context(), "d1"); err != nil || !ok || e.Sequence != 2 {
		t.Errorf("PageEntry = %+v, %v, %v", e, ok, err)
	}
	if lately, err := s.Lately(t.Context(), owner, time.Now().Add(-time.Hour), 5); err != nil || len(lately) != 1 {
		t.Errorf("Lately = %+v, %v", lately, err)
	}
	if lines, err := s.Lines(t.Context(), store.Filter{Kind: "application", Terminal: "YX07"}, 5); err != nil || len(lines) != 1 || lines[0].Level != 4 {
		t.Errorf("Lines = %+v, %v", lines, err)
	}
	if d, ok, err := s.Detail(t.Context(), "YX07", 2); err != nil || !ok || !d.Joined {
		t.Errorf("Detail = %+v, %v, %v", d, ok, err)
	}
	if waiting, err := s.Unfiled(t.Context(), time.Now(), 5); err != nil || len(waiting) != 1 {
		t.Errorf("Unfiled = %+v, %v", waiting, err)
	}
	if err := s.Filed(t.Context(), official, time.Now()); err != nil {
		t.Error(err)
	}
	if waiting, err := s.Unfiled(t.Context(), time.Now(), 5); err != nil || len(waiting) != 0 {
		t.Errorf("Unfiled after it was filed = %+v, %v", waiting, err)
	}
	draft := store.Draft{Code: "c", Owner: owner, Item: "item", Sealed: []byte("s"), Until: store.MillisOf(time.Now().Add(time.Hour))}
	if err := s.KeepDraft(t.Context(), draft); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := s.Draft(t.Context(), "c", []byte("another")); err != nil || ok {
		t.Errorf("another's draft: %v, %v", ok, err)
	}
	if all, err := s.Drafts(t.Context(), owner); err != nil || len(all) != 1 {
		t.Errorf("Drafts = %+v, %v", all, err)
	}
}
