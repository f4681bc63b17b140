package outbox

import (
	"sync"
	"time"

	"yitiji/sync/seal"
)

// How long one key exchange serves, and for how many entries: see decision 0010.
const (
	envelopeLife    = 30 * time.Second
	envelopeEntries = 256
)

// envelope is what the entries of the same half minute are sealed with.
type envelope struct {
	*seal.Envelope
	id      uint64 // under which its prefix lies in the file: the number of its first entry; 0 before
	entries int    // that were sealed with it
	err     error  // why there is none
}

// sealing gives envelopes out, one after the other. The next one is made ahead, so that the
// key exchange costs a citizen nothing.
type sealing struct {
	to      *seal.PublicKey
	ready   chan envelope
	closing chan struct{}
	work    sync.WaitGroup

	mu      sync.Mutex
	now     envelope
	expires *time.Timer
}

func newSealing(to *seal.PublicKey) *sealing {
	s := &sealing{to: to, ready: make(chan envelope, 1), closing: make(chan struct{})}
	s.work.Go(s.prepare)
	return s
}

// prepare keeps an envelope ready until close.
func (s *sealing) prepare() {
	for {
		var next envelope
		next.Envelope, next.err = s.to.Prepare()
		select {
		case s.ready <- next:
		case <-s.closing:
			return
		}
	}
}

func (s *sealing) close() {
	close(s.closing)
	s.work.Wait()
	s.drop()
}

// current returns the envelope to seal with after spent, which may be none: the one in use, or a
// new one.
func (s *sealing) current(spent envelope) envelope {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now.Envelope != nil && s.now.Envelope != spent.Envelope && s.now.entries < envelopeEntries {
		return s.now
	}
	select {
	case s.now = <-s.ready:
	case <-s.closing:
		return envelope{err: errClosed}
	}
	return s.now
}

// used notes that what was sealed with e is durable. The key of an envelope that has sealed
// is forgotten in time, also when nobody comes any more.
func (s *sealing) used(e envelope) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now.entries == 0 && e.entries > 0 {
		if s.expires != nil {
			s.expires.Stop()
		}
		s.expires = time.AfterFunc(envelopeLife, s.drop)
	}
	if s.now.Envelope == e.Envelope {
		s.now = e
	}
}

// inUse is under what the prefix of the envelope in use lies in the file.
func (s *sealing) inUse() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now.id
}

func (s *sealing) drop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = envelope{}
	if s.expires != nil {
		s.expires.Stop()
	}
}
