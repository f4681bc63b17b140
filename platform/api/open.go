package api

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"yitiji/platform/store"
	"yitiji/platform/vault"
	"yitiji/sync/seal"
	"yitiji/sync/wire"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/identity"
)

// open opens a batch. An entry whose hash is not that of its content was damaged on the way, or
// its terminal is not what it should be: it is left out, with an alarm.
func (s *service) open(ctx context.Context, terminal string, entries []*wire.Entry) (arrivals []store.Arrival, damaged []store.Mark, err error) {
	for _, e := range entries {
		if !whole(terminal, e) {
			damaged = append(damaged, store.Mark{Sequence: e.GetSequence(), Hash: e.GetHash()})
			if err := s.alarm(ctx, terminal, e.GetSequence(), store.AlarmDamaged); err != nil {
				return nil, nil, err
			}
			continue
		}
		arrivals = append(arrivals, s.arrival(terminal, e))
	}
	return arrivals, damaged, nil
}

func header(terminal string, e *wire.Entry) seal.Header {
	return seal.Header{
		Terminal: terminal, Sequence: e.GetSequence(),
		Kind: e.GetKind(), Slip: e.GetSlip(), At: e.When(),
	}
}

// whole reports whether the hash is that of the entry.
func whole(terminal string, e *wire.Entry) bool {
	var previous seal.Hash
	if copy(previous[:], e.GetPrevious()) != len(previous) || len(e.GetPrevious()) != len(previous) {
		return false
	}
	hash := seal.Link(previous, header(terminal, e), e.GetSealed())
	return bytes.Equal(hash[:], e.GetHash())
}

func (s *service) alarm(ctx context.Context, terminal string, sequence uint64, kind store.AlarmKind) error {
	err := s.store.Raise(ctx, store.Alarm{Terminal: terminal, Sequence: sequence, Kind: kind, FirstAt: store.MillisOf(time.Now())})
	if err != nil {
		return s.internal(err)
	}
	return nil
}

// arrival is e with what is under its seal.
func (s *service) arrival(terminal string, e *wire.Entry) store.Arrival {
	a := store.Arrival{Entry: store.Entry{
		Terminal: terminal, Sequence: e.GetSequence(), Previous: e.GetPrevious(), Hash: e.GetHash(),
		Kind: e.GetKind(), Slip: e.GetSlip(), At: store.Millis(e.GetAt()), Zone: int(e.GetZone()), Sealed: e.GetSealed(),
	}}
	if address, size, ok := seal.ParseReference(e.GetSealed()); ok {
		a.Entry.State, a.Blob = store.Awaited, &store.BlobRef{Address: address[:], Size: size}
		return a
	}
	s.unseal(&a, header(terminal, e), e.GetSealed())
	return a
}

// unseal reads what is under the seal of an entry, in it or beside it.
func (s *service) unseal(a *store.Arrival, h seal.Header, sealed []byte) {
	body, err := s.authority.Opens.Open(h, sealed)
	if err == nil {
		err = s.read(a, body)
	}
	if err != nil {
		*a = store.Arrival{Entry: a.Entry, Blob: a.Blob}
		a.Entry.State = store.Unopened
	}
}

// read reads the body as its kind says. A kind that this program does not know
// is kept closed.
func (s *service) read(a *store.Arrival, body []byte) error {
	switch a.Entry.Kind {
	case "application":
		a.Entry.State = store.Received
		return s.readApplication(a, body)
	case "rating":
		a.Entry.State = store.Recorded
		return readRating(a, body)
	case "material":
		a.Entry.State = store.Recorded
		return readPage(a, body)
	case "audit":
		a.Entry.State = store.Recorded
		return readDecision(a, body)
	case "command":
		a.Entry.State = store.Recorded
		return readReport(a, body)
	case "print", "complaint", "device":
		a.Entry.State = store.Recorded
	default:
		a.Entry.State = store.Unknown
	}
	return nil
}

var (
	errNoItem  = errors.New("an application without an item")
	errNoLevel = errors.New("a rating outside 1 to 5")
	errDigest  = errors.New("a page whose digest is that of another one")
)

func (s *service) readApplication(a *store.Arrival, body []byte) error {
	var application catalog.Application
	if err := json.Unmarshal(body, &application); err != nil {
		return err
	}
	if application.Item == "" {
		return errNoItem
	}
	owner, err := s.vault.Owner(centre.SubjectOf(application.Applicant, application.Assurance))
	if err != nil {
		return err
	}
	a.Application, a.Given = masked(application), given(owner, application.Materials)
	a.Application.Owner = owner
	return nil
}

// given are the materials that have pages: they may be used again.
func given(owner []byte, materials []catalog.Handed) (out []store.Given) {
	for _, m := range materials {
		twice := slices.ContainsFunc(out, func(g store.Given) bool { return g.Material == m.Material })
		if centre.AreDigests(m.Pages) && len(m.Pages) > 0 && !twice {
			out = append(out, store.Given{Owner: owner, Material: m.Material, Digests: strings.Join(m.Pages, "\n")})
		}
	}
	return out
}

func readPage(a *store.Arrival, body []byte) error {
	var page catalog.MaterialPage
	if err := json.Unmarshal(body, &page); err != nil {
		return err
	}
	if vault.Digest(page.Data) != page.Digest {
		return errDigest
	}
	a.Page = page.Digest
	return nil
}

// readDecision reads where a decision stands in its audit chain; what was decided stays sealed.
func readDecision(a *store.Arrival, body []byte) error {
	var d struct {
		Number   uint64 `json:"number"`
		Previous string `json:"previous"`
		Hash     string `json:"hash"`
	}
	if err := json.Unmarshal(body, &d); err != nil {
		return err
	}
	previous, previousErr := hex.DecodeString(d.Previous)
	hash, hashErr := hex.DecodeString(d.Hash)
	a.Decision = &store.Decision{Number: d.Number, Previous: previous, Hash: hash}
	return errors.Join(previousErr, hashErr)
}

func readReport(a *store.Arrival, body []byte) error {
	var r struct {
		ID      string `json:"id"`
		Outcome string `json:"outcome"`
		Text    string `json:"text"`
	}
	if err := json.Unmarshal(body, &r); err != nil {
		return err
	}
	a.Report = &store.Report{ID: r.ID, Outcome: r.Outcome, Text: r.Text}
	return nil
}

func readRating(a *store.Arrival, body []byte) error {
	var rating catalog.Rating
	if err := json.Unmarshal(body, &rating); err != nil {
		return err
	}
	if rating.Level < 1 || rating.Level > 5 {
		return errNoLevel
	}
	a.Rating = &store.Rating{Level: rating.Level}
	return nil
}

// masked is what people may see of an application. The rest stays sealed.
func masked(a catalog.Application) *store.Application {
	out := &store.Application{
		Item: string(a.Item), Version: a.Version,
		Applicant: identity.MaskName(a.Applicant.Name), Number: identity.MaskNumber(a.Applicant.Number),
		Document: string(a.Applicant.Document), Assurance: string(a.Assurance),
		Way: string(a.Way), Language: a.Language, Answers: len(a.Answers),
	}
	if a.Agent != nil {
		out.Agent, out.AgentNo = identity.MaskName(a.Agent.Person.Name), identity.MaskNumber(a.Agent.Person.Number)
		out.Role = string(a.Agent.Role)
	}
	if a.Firm != nil { // firms are public
		out.Firm, out.FirmName, out.FirmRight = a.Firm.Code, a.Firm.Name, string(a.Firm.Right)
	}
	return out
}
