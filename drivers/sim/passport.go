package sim

import (
	"context"
	"fmt"
	"strings"
	"time"

	"yitiji/drivers/port"
)

// PageReaderOptions say where the page reader is found.
type PageReaderOptions struct {
	Link    string // the stable name to make; empty for none
	Heading string // a line that some models send before the zone
}

// PageReader is a simulated reader of travel documents: it sends the text of the zone
// of what is laid on it.
type PageReader struct {
	*Cable
	heading string
}

// NewPageReader returns a page reader that is not plugged in yet.
func NewPageReader(o PageReaderOptions) *PageReader {
	r := &PageReader{heading: o.Heading}
	r.Cable = newCable(o.Link, deaf)
	return r
}

// deaf is a device that sends by itself and takes no commands.
func deaf(ctx context.Context, line port.Port) {
	buf := make([]byte, 64)
	for {
		if _, err := line.Read(ctx, buf); err != nil {
			return
		}
	}
}

// Traveller is an invented holder of a travel document of Utopia, the state that ICAO
// invented for its specimens.
type Traveller struct {
	Surname, GivenNames string
	Number              string
	Birth, Expiry       string // YYMMDD
	Sex                 string // M, F or <
	Optional            string
}

// Travellers are the invented holders.
func Travellers() []Traveller {
	return []Traveller{
		{"LINDQVIST", "ASTRID MAJ", "U99912345", "580211", "310210", "F", ""},
		{"OKONKWO", "JAMES", "U99954321", "900731", "290730", "M", "9991"},
		{"TANAKA", "", "U99900007", "010101", "301231", "<", ""},
	}
}

// Passport is the zone of a passport (TD3).
func (t Traveller) Passport() []string {
	second := pad(t.Number, 9)
	second += zoneDigit(second) + "UTO" + t.Birth + zoneDigit(t.Birth) + t.Sex + t.Expiry + zoneDigit(t.Expiry)
	optional := pad(t.Optional, 14)
	second += optional + zoneDigit(optional)
	return []string{pad("P<UTO"+t.names(), 44), second + zoneDigit(second[0:10]+second[13:20]+second[21:43])}
}

// Card is the zone of a card (TD1).
func (t Traveller) Card() []string {
	number := pad(t.Number, 9)
	first := pad("I<UTO"+number+zoneDigit(number)+t.Optional, 30)
	second := pad(t.Birth+zoneDigit(t.Birth)+t.Sex+t.Expiry+zoneDigit(t.Expiry)+"UTO", 29)
	second += zoneDigit(first[5:30] + second[0:7] + second[8:15] + second[18:29])
	return []string{first, second, pad(t.names(), 30)}
}

func (t Traveller) names() string {
	return strings.ReplaceAll(t.Surname+"<<"+t.GivenNames, " ", "<")
}

func pad(s string, n int) string { return (s + strings.Repeat("<", n))[:n] }

// zoneDigit is the check digit of ICAO Doc 9303, by the position of each character in
// the alphabet of values.
func zoneDigit(field string) string {
	total := 0
	for i, c := range field {
		value := strings.IndexRune("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", c)
		total += max(value, 0) * []int{7, 3, 1}[i%3]
	}
	return fmt.Sprint(total % 10)
}

// Present lays a document on the glass: the reader sends its zone.
func (r *PageReader) Present(ctx context.Context, zone []string) error {
	line := r.current()
	if line == nil {
		return ErrUnplugged
	}
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	_, err := line.Write(ctx, []byte(r.heading+strings.Join(zone, "\r\n")+"\r\n"))
	return err
}

// PageReaderState is whether the page reader is there.
type PageReaderState struct {
	Plugged bool `json:"plugged"`
}

// State is how the page reader is at this moment.
func (r *PageReader) State() PageReaderState { return PageReaderState{r.Plugged()} }
