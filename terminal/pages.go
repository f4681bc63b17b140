package terminal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"sync"

	"yitiji/drivers"
	"yitiji/terminal/catalog"
	"yitiji/terminal/flow"
)

// folder holds the pages that one person has scanned, in memory, until they are kept or the
// person goes.
type folder struct {
	mu    sync.Mutex
	pages map[string]drivers.Page // by digest
}

// put takes a page in, and gives its digest.
func (f *folder) put(p drivers.Page) string {
	sum := sha256.Sum256(p.Data)
	digest := hex.EncodeToString(sum[:])
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.pages == nil {
		f.pages = map[string]drivers.Page{}
	}
	f.pages[digest] = p
	return digest
}

func (f *folder) get(digest string) (drivers.Page, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	p, ok := f.pages[digest]
	p.Data = slices.Clone(p.Data) // wipe may come any time
	return p, ok
}

// wipe overwrites every page and forgets it.
func (f *folder) wipe() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, p := range f.pages {
		clear(p.Data)
	}
	f.pages = nil
}

// Page gives a page that the person at the terminal has scanned, for their own screen. It
// is personal: it is to be shown, and not kept.
func (t *Terminal) Page(digest string) (drivers.Page, bool) { return t.folder.get(digest) }

// pageDots is how fine materials are scanned: enough to read small print and a stamp.
const pageDots = 200

func (t *Terminal) scanPages(ctx context.Context, e flow.ScanPages) flow.Event {
	pages, err := t.Pages.Scan(ctx, drivers.PageRequest{Resolution: pageDots, Limit: e.Most})
	answer := flow.PagesScanned{Ticket: e.Ticket}
	if err != nil {
		t.logFault(ctx, "scan pages", err)
		answer.Trouble = flow.Trouble(drivers.KindOf(err))
	}
	if ctx.Err() != nil {
		return nil // the person went on, or away
	}
	for _, p := range pages {
		digest := t.folder.put(p)
		t.fold(digest, p)
		answer.Digests = append(answer.Digests, digest)
	}
	return answer
}

var errPageGone = errors.New("a page that was handed in is not there any more")

// keepMaterials keeps the pages that an application names, each before the entry that names
// it, and as a part of the same act. Pages that the centre has already, from a phone or from
// before, are not here.
func (t *Terminal) keepMaterials(ctx context.Context, act string, handed []catalog.Handed) error {
	for _, h := range handed {
		if h.Way != catalog.ByScan {
			continue
		}
		for _, digest := range h.Pages {
			p, ok := t.folder.get(digest)
			if !ok {
				return errPageGone
			}
			if _, err := t.keep(ctx, act+"-"+digest, Material, "", catalog.MaterialPage{Digest: digest, Format: p.Format, Data: p.Data}); err != nil {
				return err
			}
		}
	}
	return nil
}
