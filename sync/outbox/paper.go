package outbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"yitiji/terminal"
)

// paperRecord is what the terminal knows of a paper that it has printed on one day.
type paperRecord struct {
	Prints int `json:"prints"`
}

// IntendPaper implements terminal.Journal. Copies are counted over the local day.
func (o *Outbox) IntendPaper(ctx context.Context, number string) (terminal.PrintID, error) {
	if number == "" || strings.Contains(number, "/") {
		return terminal.PrintID{}, fmt.Errorf("outbox: %q is no number of a paper", number)
	}
	now := time.Now()
	var id terminal.PrintID
	err := o.write(ctx, func(c *change) error {
		key := paperDay(now) + number
		var record paperRecord
		if _, err := get(c.Tx, paperBucket, key, &record); err != nil {
			return err
		}
		record.Prints++
		id = terminal.PrintID{Slip: terminal.SlipNumber(number), Copy: record.Prints}
		return errors.Join(c.put(paperBucket, key, record), c.intend(id, now))
	})
	if err != nil {
		return terminal.PrintID{}, err
	}
	return id, nil
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
