package outbox

import (
	"encoding/json"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// change is a transaction that is being made: the state moves with it.
type change struct {
	*bolt.Tx
	txid     int
	size     int64 // of what the file uses, in bytes
	state    state
	sealing  *sealing
	envelope envelope // none before the first entry
	touched  bool     // something was written
}

// run makes the changes of a group.
func (c *change) run(group []*request) func(*bolt.Tx) error {
	return func(tx *bolt.Tx) error {
		c.Tx, c.txid = tx, tx.ID()
		for _, r := range group {
			if err := c.one(r); err != nil {
				return err
			}
		}
		if !c.touched {
			return errNothing
		}
		c.size = tx.Size()
		return c.put(stateBucket, stateKey, c.state)
	}
}

// one makes the change of r, or all of it undone.
func (c *change) one(r *request) error {
	before, touched := *c, c.touched
	c.touched = false
	r.err = r.do(c)
	switch {
	case r.err == nil:
		c.touched = c.touched || touched || c.state != before.state
	case c.touched:
		return errHalf
	default:
		c.state, c.envelope, c.touched = before.state, before.envelope, touched
	}
	return nil
}

// put writes a record that get reads: its checksum in four bytes, and JSON.
func (c *change) put(bucket, key string, record any) error {
	b, err := json.Marshal(record)
	if err != nil {
		return err
	}
	return c.set(bucket, []byte(key), guard(bucket, []byte(key), b))
}

// set writes a value, and keeps the sum of its bucket.
func (c *change) set(bucket string, key, value []byte) error {
	b := c.Bucket([]byte(bucket))
	c.touched = true
	c.state.Sums.change(bucket, key, b.Get(key), value)
	return b.Put(key, value)
}

// append writes a value at the end of a bucket to whose end things only ever come. Nothing may be
// there under its key.
func (c *change) append(bucket string, key, value []byte) error {
	b := c.Bucket([]byte(bucket))
	b.FillPercent = 1
	c.touched = true
	c.state.Sums.change(bucket, key, nil, value)
	return b.Put(key, value)
}

func (c *change) remove(bucket, key string) error {
	b := c.Bucket([]byte(bucket))
	c.touched = true
	c.state.Sums.change(bucket, []byte(key), b.Get([]byte(key)), nil)
	return b.Delete([]byte(key))
}

// get reads a record. ok is false when there is none.
func get(tx *bolt.Tx, bucket, key string, record any) (ok bool, err error) {
	b := tx.Bucket([]byte(bucket)).Get([]byte(key))
	if b == nil {
		return false, nil
	}
	return true, read(bucket, []byte(key), b, record)
}

// read reads a record that was found.
func read(bucket string, key, value []byte, record any) error {
	b, err := unguard(bucket, key, value)
	if err == nil {
		err = json.Unmarshal(b, record)
	}
	if err != nil {
		return fmt.Errorf("%w: a record of %s: %w", ErrDamaged, bucket, err)
	}
	return nil
}
