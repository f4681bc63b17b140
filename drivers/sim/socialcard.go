package sim

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yitiji/drivers"
)

// SocialCard is a simulated social-security card: what is in a slot, command by command.
type SocialCard struct {
	Card  drivers.SocialCard
	Style SocialCardStyle

	file    int
	waiting []byte // to be fetched
}

// SocialCardStyle is how a card answers.
type SocialCardStyle string

// The styles that were seen.
const (
	PlainStyle SocialCardStyle = ""        // tag, length, value at once
	FetchStyle SocialCardStyle = "fetch"   // 61xx first
	ExactStyle SocialCardStyle = "exact"   // 6Cxx until the length is right
	BareStyle  SocialCardStyle = "bare"    // the value without tag and length
	BankStyle  SocialCardStyle = "foreign" // another card: it does not know the application
)

// SocialCards are the cards of the invented people.
func SocialCards() []drivers.SocialCard {
	var all []drivers.SocialCard
	for i, p := range People() {
		if p.Card.Layout != drivers.Resident {
			continue
		}
		all = append(all, drivers.SocialCard{
			CardID: fmt.Sprintf("9999990000000000%016d", i+1), CardNumber: fmt.Sprintf("Y%08d", i+1),
			Issued: drivers.Date{Year: 2021, Month: 3, Day: 8}, Expires: drivers.Date{Year: 2031, Month: 3, Day: 8},
			Number: p.Card.Number, Name: p.Card.Name, Sex: p.Card.Sex, Nation: p.Card.Nation,
			Birthplace: "999999", Birth: p.Card.Birth,
		})
	}
	return all
}

// ATR is what the card answers to a reset.
func (c *SocialCard) ATR() []byte {
	return []byte{0x3B, 0x6D, 0x00, 0x00, 0x00, 0x81, 0x54, 0x44, 0x4B, 0x86, 0x93, 0x99, 0x99, 0x99, 0x00, 0x00, 0x01}
}

// Reset takes the power off and gives it again.
func (c *SocialCard) Reset() { c.file, c.waiting = 0, nil }

// Answer executes one command and gives the answer with its two status bytes.
func (c *SocialCard) Answer(command []byte) []byte {
	if len(command) < 5 {
		return []byte{0x67, 0x00}
	}
	switch command[1] {
	case 0xA4:
		return c.selectFile(command)
	case 0xC0:
		data := c.waiting
		c.waiting = nil
		return append(data, 0x90, 0x00)
	case 0xB2:
		return c.readRecord(command)
	}
	return []byte{0x6D, 0x00}
}

func (c *SocialCard) selectFile(command []byte) []byte {
	data := command[5:]
	switch {
	case c.Style == BankStyle:
		return []byte{0x6A, 0x82}
	case command[2] == 0x04 && bytes.Equal(data, append([]byte("sx1.sh."), gbk("社会保障")...)):
		c.file = 0
	case command[2] == 0x02 && len(data) == 2 && (data[1] == 5 || data[1] == 6):
		c.file = int(data[1])
	default:
		return []byte{0x6A, 0x82}
	}
	if c.Style == FetchStyle {
		c.waiting = []byte{0x6F, 0x00}
		return []byte{0x61, 0x02}
	}
	return []byte{0x90, 0x00}
}

// readRecord reads by tag.
func (c *SocialCard) readRecord(command []byte) []byte {
	value, ok := c.records()[command[2]]
	if !ok || command[3] != 0x00 {
		return []byte{0x6A, 0x83}
	}
	record := append([]byte{command[2], byte(len(value))}, value...)
	switch {
	case c.Style == BareStyle:
		record = value
	case c.Style == FetchStyle:
		c.waiting = record
		return []byte{0x61, byte(len(record))}
	case c.Style == ExactStyle && int(command[4]) != len(record):
		return []byte{0x6C, byte(len(record))}
	}
	return append(record, 0x90, 0x00)
}

// records are the fields of the file that is selected, by their tags.
func (c *SocialCard) records() map[byte][]byte {
	switch c.file {
	case 5:
		id, _ := hex.DecodeString(c.Card.CardID)
		return map[byte][]byte{1: id, 5: bcd(c.Card.Issued), 6: bcd(c.Card.Expires), 7: []byte(c.Card.CardNumber)}
	case 6:
		nation, _ := hex.DecodeString(c.Card.Nation)
		place, _ := hex.DecodeString(c.Card.Birthplace)
		name := gbk(c.Card.Name)
		return map[byte][]byte{
			8: []byte(c.Card.Number), 9: append(name, bytes.Repeat([]byte{0}, max(0, 30-len(name)))...),
			10: []byte(c.Card.Sex), 11: nation, 12: place, 13: bcd(c.Card.Birth),
		}
	}
	return nil
}

func bcd(d drivers.Date) []byte {
	p, _ := hex.DecodeString(strings.ReplaceAll(d.String(), "-", ""))
	return p
}

// gbk encodes text; what GBK lacks is left out, as card printers do.
func gbk(s string) []byte {
	var out []byte
	for _, r := range s {
		if p, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(string(r))); err == nil {
			out = append(out, p...)
		}
	}
	return out
}
