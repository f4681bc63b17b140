package outbox

import (
	"cmp"
	"context"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"

	"yitiji/sync/seal"
	"yitiji/terminal"
)

// Listed is something that waits, as a technician sees it: nothing of it is personal but the
// number of a slip.
type Listed struct {
	Sequence uint64              `json:"sequence"`
	Kind     terminal.EntryKind  `json:"kind,omitempty"` // empty when the centre has the entry, and its blob waits
	Slip     terminal.SlipNumber `json:"slip,omitempty"`
	At       time.Time           `json:"at,omitzero"`
	Size     int64               `json:"size"` // sealed, in bytes, with its blob
	Blob     bool                `json:"blob,omitempty"`
	Lost     bool                `json:"lost,omitempty"`   // its blob cannot be read any more
	Reason   Reason              `json:"reason,omitempty"` // why it stands aside; empty for one that does not
	Since    time.Time           `json:"since,omitzero"`   // when it stepped aside
	Tried    time.Time           `json:"tried,omitzero"`
	Times    int                 `json:"times,omitempty"` // that it was refused
}

// List lists what waits for the centre, in the order of the sequence.
func (o *Outbox) List(ctx context.Context) ([]Listed, error) {
	l := list{}
	err := o.read(ctx, func(tx *bolt.Tx) error {
		l.opener = opener{tx: tx, terminal: o.options.Terminal}
		for _, in := range append(lanes(), aside) {
			if err := l.lane(in); err != nil {
				return err
			}
		}
		return eachBlob(tx, l.blob)
	})
	slices.SortFunc(l.all, func(x, y Listed) int { return cmp.Compare(x.Sequence, y.Sequence) })
	return l.all, err
}

// list is a list that is being made.
type list struct {
	opener
	all []Listed
}

func (l *list) lane(in lane) error {
	return l.tx.Bucket([]byte(in)).ForEach(func(key, record []byte) error {
		e, err := l.put(sequenceOf(key), record)
		if err != nil {
			return err
		}
		out := Listed{Sequence: e.Sequence, Kind: terminal.EntryKind(e.Kind), Slip: terminal.SlipNumber(e.Slip), At: e.At, Size: int64(len(e.Body))}
		if in == aside {
			var why reasonRecord
			_, err = get(l.tx, reasonBucket, string(key), &why)
			out.Reason, out.Since, out.Tried, out.Times = why.Reason, why.Since, why.Tried, why.Times
		}
		l.all = append(l.all, out)
		return err
	})
}

// blob adds a blob to its entry, or by itself where the centre has the entry.
func (l *list) blob(sequence uint64, r blobRecord) error {
	i := slices.IndexFunc(l.all, func(e Listed) bool { return e.Sequence == sequence })
	if i < 0 {
		l.all, i = append(l.all, Listed{Sequence: sequence}), len(l.all)
	}
	l.all[i].Blob, l.all[i].Lost = true, r.Lost
	l.all[i].Size += r.Size
	return nil
}

// Show returns one entry that waits as it is: sealed. ok is false when none has this number.
func (o *Outbox) Show(ctx context.Context, sequence uint64) (e Sealed, ok bool, err error) {
	err = o.read(ctx, func(tx *bolt.Tx) error {
		p := opener{tx: tx, terminal: o.options.Terminal}
		for _, in := range append(lanes(), aside) {
			record := tx.Bucket([]byte(in)).Get(sequenceKey(sequence))
			if record == nil {
				continue
			}
			ok = true
			e, err = p.put(sequence, record)
			return err
		}
		return nil
	})
	return e, ok, err
}

// Whole reports whether the hash of an entry is that of its content.
func (s Sealed) Whole() bool { return s.Hash == seal.Link(s.Previous, s.Header, s.Body) }
