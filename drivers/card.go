package drivers

import (
	"context"
	"fmt"
	"time"
)

// CardReader reads identity cards (居民身份证阅读器).
type CardReader interface {
	// Read waits until a card lies on the reader, reads it and returns it. A
	// card that has been read is not returned again until it has been lifted.
	// A card that cannot be read is a Fault (Misread, WrongDocument); the
	// caller decides whether to call Read again.
	Read(ctx context.Context, req CardRequest) (Card, error)

	// Status asks the reader how it is. It never fails: see NoDevice.
	Status(ctx context.Context) Status

	// Close releases the reader. A Read under way returns a Fault. After Close
	// every verb returns a Fault with Kind Disconnected. Closing twice is fine.
	Close() error
}

// CardRequest says what is wanted of a card beyond its text.
type CardRequest struct {
	Newest       bool // also read the newest address (追加地址), where the card has one
	Fingerprints bool // also hand over the fingerprints (指纹), where the card and the reader have any
}

// Layout is the kind of card, by the type flag of its chip text.
type Layout string

// The four layouts of chip text (GA/T 490 and its successors).
const (
	Resident      Layout = "resident"       // 居民身份证
	Permit        Layout = "permit"         // 港澳台居民居住证, flag J
	Foreigner2017 Layout = "foreigner-2017" // 外国人永久居留身份证 2017, flag I
	Foreigner2023 Layout = "foreigner-2023" // 外国人永久居留身份证 2023, flag Y
)

// Card is the text and picture of one identity card. Everything in it is
// personal: it lives only as long as the visit and is never logged.
type Card struct {
	Layout      Layout
	Name        string // Chinese name; empty on a Foreigner2017 card that has none
	EnglishName string // foreigners only
	Sex         string // GB/T 2261.1: "0" unknown, "1" male, "2" female, "9" not stated
	Nation      string // GB/T 3304 code, two digits; residents only
	Country     string // three letters (2017) or digits (2023); foreigners only
	Birth       Date
	Address     string
	Newest      string // newest address; empty when the card has none or it was not asked for
	Number      string // 公民身份号码 or the card's own number
	Issuer      string
	From        Date
	To          Date   // zero when LongTerm
	LongTerm    bool   // valid-to is 长期
	Pass        string // 通行证号码; Permit only
	Photo       []byte // 1,024 bytes of WLT; see PhotoDecoder

	// Fingerprints are up to two templates of 512 bytes, as they came from the card:
	// for a licensed matcher, and for nobody else. Empty when they were not asked for.
	Fingerprints Sealed
}

// Wipe overwrites what of the card lies in memory of its own, photo and fingerprints,
// and forgets the rest. Text cannot be overwritten; it is gone when memory is reused.
func (c *Card) Wipe() {
	clear(c.Photo)
	clear(c.Fingerprints)
	*c = Card{}
}

// Sealed is content that is passed through unopened. Printing or marshalling it, on
// purpose or by accident, tells its length and nothing else.
type Sealed []byte

// Format is fmt.Formatter's, whatever the verb.
func (s Sealed) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "sealed (%d bytes)", len(s)) }

// MarshalText is encoding.TextMarshaler's.
func (s Sealed) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%s", s), nil }

// Date is a calendar day without a time or a place. The zero Date means "none".
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// IsZero reports whether d names no day.
func (d Date) IsZero() bool { return d == Date{} }

// String gives YYYY-MM-DD, or the empty string for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}
