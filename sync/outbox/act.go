package outbox

import (
	"bytes"
	"context"
	"time"

	bolt "go.etcd.io/bbolt"

	"yitiji/terminal"
)

// An act that is done again, because the program was ended before it could say that it was done, is
// known by its key: what it kept then is what it keeps now. Keys lie under their days, and are
// remembered for actKept.

const (
	keyBucket = "keys"
	actKept   = 48 * time.Hour
)

// actRecord is what an act kept.
type actRecord struct {
	Slip     terminal.SlipNumber `json:"slip,omitempty"`
	Sequence uint64              `json:"sequence"`
}

// done tells what the act of an entry has kept already.
func (o *Outbox) done(ctx context.Context, e terminal.Entry) (r terminal.Receipt, ok bool, err error) {
	if e.Key == "" {
		return r, false, nil
	}
	err = o.read(ctx, func(tx *bolt.Tx) error {
		r, ok, err = actDone(tx, e.Key, e.At)
		return err
	})
	return r, ok, err
}

// actDone looks an act up that is of the day of at, or of the day before.
func actDone(tx *bolt.Tx, key string, at time.Time) (terminal.Receipt, bool, error) {
	for _, day := range []time.Time{at, at.Add(-24 * time.Hour)} {
		var r actRecord
		if ok, err := get(tx, keyBucket, actKey(key, day), &r); ok || err != nil {
			return terminal.Receipt(r), ok, err
		}
	}
	return terminal.Receipt{}, false, nil
}

// noteAct notes what the act of an entry has kept.
func (c *change) noteAct(e terminal.Entry, r terminal.Receipt) error {
	if e.Key == "" {
		return nil
	}
	return c.put(keyBucket, actKey(e.Key, e.At), actRecord(r))
}

func actKey(key string, day time.Time) string { return day.UTC().Format(time.DateOnly) + " " + key }

// forgetActs drops the keys of old days.
func (c *change) forgetActs(now time.Time) error {
	before := []byte(now.Add(-actKept).UTC().Format(time.DateOnly))
	var old []string
	cursor := c.Bucket([]byte(keyBucket)).Cursor()
	for key, _ := cursor.First(); key != nil && len(old) < forgetAtOnce && bytes.Compare(key, before) < 0; key, _ = cursor.Next() {
		old = append(old, string(key))
	}
	for _, key := range old {
		if err := c.remove(keyBucket, key); err != nil {
			return err
		}
	}
	return nil
}
