package espeak

import (
	"container/list"

	"yitiji/drivers"
)

// cache keeps what was said, the most recent first, up to a limit in bytes. Its zero
// value with a limit is empty; it is not safe for concurrent use.
type cache struct {
	limit int
	size  int
	order list.List // of sentence
	at    map[drivers.Utterance]*list.Element
}

type sentence struct {
	said drivers.Utterance
	wav  []byte
}

func (c *cache) get(u drivers.Utterance) ([]byte, bool) {
	e, ok := c.at[u]
	if !ok {
		return nil, false
	}
	c.order.MoveToFront(e)
	return e.Value.(sentence).wav, true
}

func (c *cache) put(u drivers.Utterance, wav []byte) {
	if _, ok := c.at[u]; ok || len(wav) > c.limit {
		return
	}
	if c.at == nil {
		c.at = map[drivers.Utterance]*list.Element{}
	}
	c.at[u] = c.order.PushFront(sentence{u, wav})
	for c.size += len(wav); c.size > c.limit; {
		oldest := c.order.Remove(c.order.Back()).(sentence)
		delete(c.at, oldest.said)
		c.size -= len(oldest.wav)
	}
}
