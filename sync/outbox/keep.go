package outbox

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"yitiji/sync/seal"
	"yitiji/terminal"
)

// MaxBody is the largest body that Keep takes, in bytes.
const MaxBody = 32 << 20

// maxInline is the largest body, packed, that lies in the queue itself. A larger one lies
// beside it as a blob, and holds up nobody on its way.
const maxInline = 32 << 10

// overhead is what a seal and a record add to a body, generously.
const overhead = 4 << 10

// Keep implements terminal.Journal. The body of an application must be JSON with
// the item's code under "item".
func (o *Outbox) Keep(ctx context.Context, e terminal.Entry) (terminal.Receipt, error) {
	item, err := check(e)
	if err != nil {
		return terminal.Receipt{}, err
	}
	receipt, done, err := o.done(ctx, e)
	if err != nil || done {
		return receipt, err
	}
	in, err := o.parcel(e, item)
	if err != nil {
		return terminal.Receipt{}, err
	}
	err = o.write(ctx, func(c *change) (err error) {
		if err := o.full(c.state, e.Kind, in.size()); err != nil {
			return err
		}
		if receipt, err = c.keep(in); err != nil {
			return err
		}
		return errors.Join(c.noteAct(e, receipt), c.recordAll(decidedOf(e, receipt), e.At))
	})
	if err != nil {
		return terminal.Receipt{}, errors.Join(err, o.discard(in, err))
	}
	o.announce()
	return receipt, nil
}

// decidedOf is what is decided by keeping an entry.
func decidedOf(e terminal.Entry, r terminal.Receipt) []terminal.Decision {
	all := slices.Clone(e.Decided)
	for i := range all {
		all[i].Slip = cmp.Or(all[i].Slip, r.Slip)
	}
	return all
}

// parcel is an entry that is ready to be kept: packed, or sealed beside the queue.
type parcel struct {
	terminal.Entry
	body seal.Body
	blob blob // none for a body that is small

	record []byte // of an application: that of its slip
}

func (p parcel) size() int64 { return int64(p.body.Len()) + p.blob.size + overhead }

// parcel does all that can be done before the transaction.
func (o *Outbox) parcel(e terminal.Entry, item string) (parcel, error) {
	record, err := json.Marshal(slipRecord{Item: item, At: e.At})
	if err != nil {
		return parcel{}, err
	}
	p := parcel{Entry: e, body: seal.Pack(e.Body), record: record}
	if err := o.room(p.size()); err != nil {
		return parcel{}, err
	}
	if p.body.Len() <= maxInline {
		return p, nil
	}
	p.blob, err = o.layBlob(e)
	p.body = seal.Body{}
	return p, err
}

// check refuses what the centre could not use, and tells an application's item.
func check(e terminal.Entry) (item string, err error) {
	switch {
	case len(e.Body) > MaxBody:
		return "", fmt.Errorf("outbox: a body of %d bytes; at most %d", len(e.Body), MaxBody)
	case e.Kind == terminal.Application && e.Slip != "":
		return "", errors.New("outbox: an application gets its slip number here; leave it empty")
	case e.Kind == terminal.Application:
		return itemOf(e)
	case e.Slip != "" || e.Kind == terminal.Material || e.Kind == terminal.Audit || e.Kind == terminal.DeviceEvent || e.Kind == terminal.CommandDone:
		return "", nil
	case e.Kind == terminal.Rating: // of something that was looked up
		_, err = itemOf(e)
		return "", err
	}
	return "", fmt.Errorf("outbox: an entry of kind %q needs a slip number", e.Kind)
}

// itemFirst is how a catalog.Application begins.
const itemFirst = `{"item":"`

// itemOf is the item that an entry's body names. It reads no further than that.
func itemOf(e terminal.Entry) (string, error) {
	if rest, ok := bytes.CutPrefix(e.Body, []byte(itemFirst)); ok {
		if item, _, ok := bytes.Cut(rest, []byte(`"`)); ok && len(item) > 0 && !bytes.ContainsRune(item, '\\') {
			return string(item), nil
		}
	}
	body, item := json.NewDecoder(bytes.NewReader(e.Body)), ""
	brace, err := body.Token()
	for err == nil && brace == json.Delim('{') && item == "" && body.More() {
		item, err = itemHere(body)
	}
	if item == "" {
		return "", fmt.Errorf("outbox: the body of an entry of kind %q must be JSON with its item", e.Kind)
	}
	return item, nil
}

// itemHere reads one field, and returns its value when it is the item.
func itemHere(body *json.Decoder) (item string, err error) {
	name, err := body.Token()
	if err != nil {
		return "", err
	}
	if name == "item" {
		return item, body.Decode(&item)
	}
	return "", body.Decode(new(json.RawMessage))
}

// keep puts an entry into the transaction.
func (c *change) keep(p parcel) (terminal.Receipt, error) {
	if p.Kind == terminal.Application {
		serial, err := c.nextSerial(p.At)
		if err != nil {
			return terminal.Receipt{}, err
		}
		p.Slip = terminal.NewSlipNumber(c.state.Terminal, p.At, serial)
		if err := c.append(slipBucket, []byte(p.Slip), guard(slipBucket, []byte(p.Slip), p.record)); err != nil {
			return terminal.Receipt{}, err
		}
	}
	err := c.link(p)
	return terminal.Receipt{Slip: p.Slip, Sequence: c.state.Sequence}, err
}

// link seals an entry and makes it the end of the chain.
func (c *change) link(p parcel) error {
	header := seal.Header{
		Terminal: c.state.Terminal, Sequence: c.state.Sequence + 1,
		Kind: string(p.Kind), Slip: string(p.Slip), At: p.At,
	}
	record := entryRecord{Kind: header.Kind, Slip: header.Slip, At: p.At, Previous: seal.Hash(c.state.Head)}
	sealed, err := c.seal(&record, header, p)
	if err != nil {
		return err
	}
	record.Hash = seal.Link(record.Previous, header, sealed)
	c.state.Sequence, c.state.Head = header.Sequence, digest(record.Hash)
	c.state.Waiting++
	c.state.Bytes += int64(len(sealed))
	if err := c.putEntry(header.Sequence, record); err != nil || !c.held(header.Slip) {
		return err
	}
	return c.setAside(Refusal{Position{header.Sequence, record.Hash}, Behind}, p.At)
}

// seal returns the sealed body of an entry, or the reference to its blob, and puts what lies in
// the file of it into r.
func (c *change) seal(r *entryRecord, h seal.Header, p parcel) ([]byte, error) {
	if p.blob.size > 0 {
		r.Rest = seal.Reference(p.blob.address, p.blob.size)
		return r.Rest, c.holdBlob(h.Sequence, p.blob)
	}
	if err := c.open(h.Sequence); err != nil {
		return nil, err
	}
	sealed := c.envelope.Seal(h, p.body)
	c.envelope.entries++
	r.Envelope, r.Rest = c.envelope.id, sealed[len(c.envelope.Prefix()):]
	return sealed, nil
}

// open has an envelope ready to seal with, and its prefix in the file.
func (c *change) open(sequence uint64) error {
	if c.envelope.Envelope == nil || c.envelope.entries >= envelopeEntries {
		c.envelope = c.sealing.current(c.envelope)
	}
	if c.envelope.err != nil || c.envelope.id != 0 {
		return c.envelope.err
	}
	c.envelope.id = sequence
	return c.append(envelopeBucket, sequenceKey(sequence), c.envelope.Prefix())
}

// nextSerial counts the applications of the local day of at.
func (c *change) nextSerial(at time.Time) (int, error) {
	day := at.Format(time.DateOnly)
	if day != c.state.Day {
		if err := c.turnTo(day); err != nil {
			return 0, err
		}
	}
	if day <= c.state.FloorDay {
		c.state.Serial = max(c.state.Serial, int(c.state.Floor))
	}
	c.state.Serial++
	return c.state.Serial, nil
}

// turnTo puts the serial of one day away and takes out that of another.
func (c *change) turnTo(day string) error {
	if c.state.Day != "" {
		if err := c.put(serialBucket, c.state.Day, c.state.Serial); err != nil {
			return err
		}
	}
	c.state.Day, c.state.Serial = day, 0
	_, err := get(c.Tx, serialBucket, day, &c.state.Serial)
	return err
}

// room refuses when the disk is so full that bbolt might fail half way.
func (o *Outbox) room(size int64) error {
	left, err := o.left()
	if err != nil {
		return err
	}
	if left < o.options.Reserve+size {
		return fmt.Errorf("outbox: %d MiB free on the disk: %w", left>>20, terminal.ErrFull)
	}
	return nil
}

// full refuses when what waits for the centre is as much as it may be. What may be dropped is
// refused before, so that it takes nobody's room.
func (o *Outbox) full(s state, kind terminal.EntryKind, size int64) error {
	entries, bytes := o.options.MaxEntries, o.options.MaxBytes
	if Droppable(kind) {
		entries, bytes = entries/2, bytes/2
	}
	if s.Waiting >= entries || s.Bytes+size > bytes {
		return fmt.Errorf("outbox: %d entries wait for the centre: %w", s.Waiting, terminal.ErrFull)
	}
	return nil
}

// Droppable tells the kinds of entries of which some may be missing: they are refused when half
// of the room is used. No other kind is refused before all of it is, and nothing that was kept
// is ever dropped.
func Droppable(kind terminal.EntryKind) bool { return kind == terminal.DeviceEvent }

// Closing tells that no new visit should begin, for what it keeps might not find room.
func (o *Outbox) closing(s state) bool {
	return s.Waiting*10 >= o.options.MaxEntries*9 || s.Bytes/9*10 >= o.options.MaxBytes
}
