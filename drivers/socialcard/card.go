package socialcard

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yitiji/drivers"
)

// application is the name by which the application is selected.
const application = "sx1.sh.\xC9\xE7\xBB\xE1\xB1\xA3\xD5\xCF"

// The two open files.
const (
	ofCard   = 0xEF05
	ofHolder = 0xEF06
)

// record is one field of a file.
type record struct {
	tag  byte
	size int // of its value in bytes, at most
	put  func(card *drivers.SocialCard, value []byte)
}

// cardRecords are those of EF05, holderRecords those of EF06.
func cardRecords() []record {
	return []record{
		{0x01, 16, func(c *drivers.SocialCard, v []byte) { c.CardID = strings.ToUpper(fmt.Sprintf("%x", v)) }},
		{0x05, 4, func(c *drivers.SocialCard, v []byte) { c.Issued = bcdDate(v) }},
		{0x06, 4, func(c *drivers.SocialCard, v []byte) { c.Expires = bcdDate(v) }},
		{0x07, 9, func(c *drivers.SocialCard, v []byte) { c.CardNumber = text(v) }},
	}
}

func holderRecords() []record {
	return []record{
		{0x08, 18, func(c *drivers.SocialCard, v []byte) { c.Number = text(v) }},
		{0x09, 30, func(c *drivers.SocialCard, v []byte) { c.Name = text(v) }},
		{0x0A, 1, func(c *drivers.SocialCard, v []byte) { c.Sex = text(v) }},
		{0x0B, 1, func(c *drivers.SocialCard, v []byte) { c.Nation = fmt.Sprintf("%x", v) }},
		{0x0C, 3, func(c *drivers.SocialCard, v []byte) { c.Birthplace = fmt.Sprintf("%x", v) }},
		{0x0D, 4, func(c *drivers.SocialCard, v []byte) { c.Birth = bcdDate(v) }},
	}
}

// errForeign says that the card answers, but not as a social-security card.
var errForeign = errors.New("not a social-security card")

// status is the two bytes with which a card ends an answer.
type status uint16

// Error gives the number as the manual of the card has it.
func (s status) Error() string { return fmt.Sprintf("card: status %04X", uint16(s)) }

// read reads both files of a card.
func read(ctx context.Context, chip drivers.Chip) (drivers.SocialCard, error) {
	var card drivers.SocialCard
	selecting := append([]byte{0x00, 0xA4, 0x04, 0x00, byte(len(application))}, application...)
	if _, err := exchange(ctx, chip, selecting); err != nil {
		return card, foreign(err)
	}
	for _, file := range []struct {
		id      int
		records []record
	}{{ofCard, cardRecords()}, {ofHolder, holderRecords()}} {
		if _, err := exchange(ctx, chip, []byte{0x00, 0xA4, 0x02, 0x00, 0x02, byte(file.id >> 8), byte(file.id)}); err != nil {
			return drivers.SocialCard{}, foreign(err)
		}
		for _, r := range file.records {
			if err := r.read(ctx, chip, &card); err != nil {
				return drivers.SocialCard{}, err
			}
		}
	}
	if card.Number == "" {
		return drivers.SocialCard{}, fmt.Errorf("%w: no number", errForeign)
	}
	return card, nil
}

// foreign turns a refusal of the first commands into what it means.
func foreign(err error) error {
	var s status
	if errors.As(err, &s) {
		return fmt.Errorf("%w: %w", errForeign, err)
	}
	return err
}

// read reads one record into card. One that the card does not have is left empty.
func (r record) read(ctx context.Context, chip drivers.Chip, card *drivers.SocialCard) error {
	answer, err := exchange(ctx, chip, []byte{0x00, 0xB2, r.tag, 0x00, byte(r.size + 2)})
	var s status
	switch {
	case errors.As(err, &s) && (s == 0x6A83 || s == 0x6A82):
		return nil
	case err != nil:
		return err
	}
	r.put(card, r.value(answer))
	return nil
}

// value takes tag and length off, where the card sends them.
func (r record) value(answer []byte) []byte {
	if len(answer) >= 2 && answer[0] == r.tag && int(answer[1]) <= len(answer)-2 && len(answer) != r.size {
		answer = answer[2 : 2+int(answer[1])]
	}
	return answer[:min(len(answer), r.size)]
}

// mostAnswers bounds how often one command is continued.
const mostAnswers = 8

// exchange sends a command, and fetches or asks again as the card wants it.
func exchange(ctx context.Context, chip drivers.Chip, command []byte) ([]byte, error) {
	for range mostAnswers {
		answer, err := chip.Transmit(ctx, command)
		if err != nil {
			return nil, err
		}
		if len(answer) < 2 {
			return nil, fmt.Errorf("card: an answer of %d bytes", len(answer))
		}
		data, high, low := answer[:len(answer)-2], answer[len(answer)-2], answer[len(answer)-1]
		switch {
		case high == 0x90 && low == 0x00:
			return data, nil
		case high == 0x61:
			command = []byte{0x00, 0xC0, 0x00, 0x00, low}
		case high == 0x6C && len(command) == 5:
			command = append(command[:4:4], low)
		default:
			return nil, status(uint16(high)<<8 | uint16(low))
		}
	}
	return nil, errors.New("card: it always wants one command more")
}

// text decodes GBK, of which ASCII is a part, without padding and control characters.
func text(v []byte) string {
	s, err := simplifiedchinese.GBK.NewDecoder().String(string(v))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, s))
}

// bcdDate reads YYYYMMDD, two digits to a byte. What is no day of the calendar is the
// zero Date.
func bcdDate(v []byte) drivers.Date {
	t, err := time.Parse("20060102", fmt.Sprintf("%x", v))
	if err != nil {
		return drivers.Date{}
	}
	return drivers.Date{Year: t.Year(), Month: t.Month(), Day: t.Day()}
}
