// Package vault is what the centre seals to itself: pages that came from phones, and
// drafts. Whoever has the database and not the folder of keys reads neither, nor whose
// they are. It also finds the pages of applications again, whichever way they came.
package vault

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"yitiji/platform/authority"
	"yitiji/platform/store"
	"yitiji/sync/seal"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

// Kinds under which things are sealed, so that nothing opens as another thing.
const (
	pageKind  = "door-page"
	draftKind = "draft"
)

// ErrNoPage says that no page with a digest has come.
var ErrNoPage = errors.New("no page with this digest has come")

// Vault seals and opens. It is safe for concurrent use.
type Vault struct {
	store     *store.Store
	authority *authority.Authority
}

// New returns the vault of a centre.
func New(s *store.Store, a *authority.Authority) *Vault { return &Vault{s, a} }

// Owner is by what the things of a person are found.
func (v *Vault) Owner(s centre.Subject) ([]byte, error) {
	return v.authority.Owner(string(s.Document), s.Number)
}

// never is the time in seals that are bound to none.
var never = time.UnixMilli(0).UTC()

func pageHeader(token string, nth int) seal.Header {
	return seal.Header{Kind: pageKind, Slip: token, Sequence: uint64(nth), At: never}
}

// SealPage seals the nth page of a door.
func (v *Vault) SealPage(token string, nth int, p catalog.MaterialPage) ([]byte, error) {
	body, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	return v.authority.Opens.Public().Seal(pageHeader(token, nth), body)
}

// Page finds a page by its digest, among those that terminals sent and those that phones
// did. The error is ErrNoPage where neither has it.
func (v *Vault) Page(ctx context.Context, digest string) (catalog.MaterialPage, error) {
	entry, ok, err := v.store.PageEntry(ctx, digest)
	if err != nil {
		return catalog.MaterialPage{}, err
	}
	if ok {
		header, sealed, err := v.Sealed(ctx, entry)
		if err != nil {
			return catalog.MaterialPage{}, err
		}
		return v.open(digest, header, sealed)
	}
	page, ok, err := v.store.PageOfDoor(ctx, digest)
	if err != nil {
		return catalog.MaterialPage{}, err
	}
	if !ok {
		return catalog.MaterialPage{}, ErrNoPage
	}
	return v.open(digest, pageHeader(page.Token, page.Nth), page.Sealed)
}

// Sealed returns the sealed body of an entry, wherever it lies, and the header to which it is bound.
func (v *Vault) Sealed(ctx context.Context, e store.Entry) (seal.Header, []byte, error) {
	address, _, beside := seal.ParseReference(e.Sealed)
	if !beside {
		return e.Header(), e.Sealed, nil
	}
	data, err := v.store.BlobData(ctx, e.Terminal, address[:])
	return e.Header().Blob(), data, err
}

func (v *Vault) open(digest string, h seal.Header, sealed []byte) (p catalog.MaterialPage, err error) {
	body, err := v.authority.Opens.Open(h, sealed)
	if err == nil {
		err = json.Unmarshal(body, &p)
	}
	if err != nil {
		return catalog.MaterialPage{}, fmt.Errorf("page %.8s: %w", digest, err)
	}
	if Digest(p.Data) != digest {
		return catalog.MaterialPage{}, fmt.Errorf("page %.8s: what is under its seal has another digest", digest)
	}
	return p, nil
}

// Digest is the SHA-256 of a page, in hexadecimal.
func Digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// SealDraft seals a draft under its code.
func (v *Vault) SealDraft(d centre.Draft) ([]byte, error) {
	body, err := json.Marshal(d)
	if err != nil {
		return nil, err
	}
	return v.authority.Opens.Public().Seal(seal.Header{Kind: draftKind, Slip: string(d.Code), At: never}, body)
}

// OpenDraft opens what SealDraft sealed.
func (v *Vault) OpenDraft(code string, sealed []byte) (d centre.Draft, err error) {
	body, err := v.authority.Opens.Open(seal.Header{Kind: draftKind, Slip: code, At: never}, sealed)
	if err != nil {
		return centre.Draft{}, err
	}
	return d, json.Unmarshal(body, &d)
}
