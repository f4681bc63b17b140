package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"
)

// state is what must not be forgotten.
type state struct {
	Matters map[string]*matter // by official number
	Orders  map[string]*order  // by number
	Papers  map[string]*issued // by number
	Serials map[string]int     // the last serial number of each kind
	Moods   map[System]Mood    // of systems that were put into one
}

func newState() state {
	return state{map[string]*matter{}, map[string]*order{}, map[string]*issued{}, map[string]int{}, map[System]Mood{}}
}

// next gives the next serial number of a kind.
func (s *Sandbox) next(kind string) (int, error) {
	s.state.Serials[kind]++
	n := s.state.Serials[kind]
	return n, s.keep(serialsBucket, kind, n)
}

// The buckets of the file.
const (
	mattersBucket = "matters"
	ordersBucket  = "orders"
	papersBucket  = "papers"
	serialsBucket = "serials"
	moodsBucket   = "moods"
)

// keep writes one thing down. The lock must be held; when keep returns it is durable.
func (s *Sandbox) keep(bucket, key string, value any) error {
	if s.kept == nil {
		return nil
	}
	return s.kept.put(bucket, key, value)
}

// file is the sandbox's own small database.
type file struct{ db *bbolt.DB }

// openWithin is how long another program may hold the file.
const openWithin = 2 * time.Second

// openFile opens the file, readable by its owner alone, and fills the state from it.
func openFile(path string, into *state) (*file, error) {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: openWithin})
	if err != nil {
		return nil, fmt.Errorf("the sandbox's file %s: %w; another centre may have it open", path, err)
	}
	f := &file{db}
	err = db.Update(func(tx *bbolt.Tx) error {
		return errors.Join(
			load(tx, mattersBucket, into.Matters), load(tx, ordersBucket, into.Orders),
			load(tx, papersBucket, into.Papers), load(tx, serialsBucket, into.Serials),
			load(tx, moodsBucket, into.Moods),
		)
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the sandbox's file %s: %w; it may be deleted, nobody real is in it", path, err), db.Close())
	}
	return f, nil
}

// load reads a bucket, and makes it where there is none.
func load[K ~string, T any](tx *bbolt.Tx, bucket string, into map[K]T) error {
	b, err := tx.CreateBucketIfNotExists([]byte(bucket))
	if err != nil {
		return err
	}
	return b.ForEach(func(key, raw []byte) error {
		var value T
		if err := json.Unmarshal(raw, &value); err != nil {
			return fmt.Errorf("%s %s: %w", bucket, key, err)
		}
		into[K(key)] = value
		return nil
	})
}

func (f *file) put(bucket, key string, value any) error {
	raw, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return f.db.Update(func(tx *bbolt.Tx) error { return tx.Bucket([]byte(bucket)).Put([]byte(key), raw) })
}

func (f *file) close() error { return f.db.Close() }
