package outbox

import (
	"bytes"
	"errors"
	"strings"
	"time"
)

// paperRecord is what the terminal knows of a paper that it has printed on one day.
type paperRecord struct {
	Prints int `json:"prints"`
}

// paperDay begins the keys of a day, so that papers lie in the order of their days.
func paperDay(at time.Time) string { return at.Format(time.DateOnly) + " " }

// forgetPapers drops papers that are older than before, with their prints.
func (c *change) forgetPapers(before time.Time) error {
	papers := c.Bucket([]byte(paperBucket))
	var old []string
	cursor := papers.Cursor()
	for key, _ := cursor.First(); key != nil && len(old) < forgetAtOnce; key, _ = cursor.Next() {
		if bytes.Compare(key, []byte(paperDay(before))) >= 0 {
			break
		}
		old = append(old, string(key))
	}
	for _, key := range old {
		_, number, _ := strings.Cut(key, " ")
		if err := errors.Join(c.remove(paperBucket, key), c.forgetPrints(number)); err != nil {
			return err
		}
	}
	return nil
}
