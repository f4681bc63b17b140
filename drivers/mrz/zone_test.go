package mrz_test

import (
	"strings"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/mrz"
	"yitiji/drivers/sim"
)

func today() time.Time { return time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC) }

func date(y, m, d int) drivers.Date { return drivers.Date{Year: y, Month: time.Month(m), Day: d} }

func TestSpecimens(t *testing.T) {
	eriksson := drivers.TravelDocument{
		State: "UTO", Surname: "ERIKSSON", GivenNames: "ANNA MARIA", Nationality: "UTO",
		Birth: date(1974, 8, 12), Sex: "2", Expiry: date(2012, 4, 15),
	}
	as := func(code, number, optional string) drivers.TravelDocument {
		d := eriksson
		d.Code, d.Number, d.Optional = code, number, optional
		return d
	}
	for _, c := range []struct {
		why   string
		lines string
		want  drivers.TravelDocument
	}{
		{
			"Part 4, the passport",
			"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<< L898902C36UTO7408122F1204159ZE184226B<<<<<10",
			as("P", "L898902C3", "ZE184226B"),
		},
		{
			"Part 6, the larger card",
			"I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<< D231458907UTO7408122F1204159<<<<<<<6",
			as("I", "D23145890", ""),
		},
		{
			"Part 5, the card",
			"I<UTOD231458907<<<<<<<<<<<<<<< 7408122F1204159UTO<<<<<<<<<<<6 ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
			as("I", "D23145890", ""),
		},
		{
			"a number of twelve characters on a card",
			"I<UTOD23145890<7349<<<<<<<<<<< 3407127M9507122UTO<<<<<<<<<<<2 STEVENSON<<PETER<JOHN<<<<<<<<<",
			drivers.TravelDocument{
				Code: "I", State: "UTO", Number: "D23145890734", Surname: "STEVENSON", GivenNames: "PETER JOHN",
				Nationality: "UTO", Birth: date(1934, 7, 12), Sex: "1", Expiry: date(2095, 7, 12),
			},
		},
	} {
		got, err := mrz.Parse(strings.Fields(c.lines), today())
		if err != nil || got != c.want {
			t.Errorf("%s:\n got %+v, %v\nwant %+v", c.why, got, err, c.want)
		}
	}
}

func TestInventedTravellers(t *testing.T) {
	for _, who := range sim.Travellers() {
		for form, zone := range map[string][]string{"P": who.Passport(), "I": who.Card()} {
			d, err := mrz.Parse(zone, today())
			if err != nil || d.Code != form || d.Number != who.Number || d.Surname != who.Surname || d.GivenNames != who.GivenNames || d.Optional != who.Optional {
				t.Errorf("%s of %s: %+v, %v", form, who.Surname, d, err)
			}
		}
	}
}

// One wrong character anywhere under a check digit must be noticed.
func TestEveryWrongDigitIsNoticed(t *testing.T) {
	zone := sim.Travellers()[0].Passport()
	second := zone[1]
	for i := range second {
		if i >= 10 && i <= 12 || i == 20 {
			continue // nationality and sex have no check digit
		}
		for _, other := range "0123456789" {
			if rune(second[i]) == other || second[i] < '0' || second[i] > '9' {
				continue // letters count modulo ten: U is as good as 0
			}
			changed := second[:i] + string(other) + second[i+1:]
			if d, err := mrz.Parse([]string{zone[0], changed}, today()); err == nil {
				t.Errorf("character %d, %c for %c, is not noticed: %+v", i, other, second[i], d)
			}
		}
	}
}

func TestUnknownPartsOfBirth(t *testing.T) {
	who := sim.Travellers()[0]
	who.Birth = "58<<<<"
	d, err := mrz.Parse(who.Passport(), today())
	if err != nil || d.Birth != date(1958, 0, 0) {
		t.Errorf("birth %+v, %v", d.Birth, err)
	}
	who.Birth, who.Expiry = "261125", "<<<<<<" // tomorrow, a hundred years ago
	if d, err = mrz.Parse(who.Passport(), today()); err != nil || d.Birth.Year != 1926 || !d.Expiry.IsZero() {
		t.Errorf("birth %+v, expiry %+v, %v", d.Birth, d.Expiry, err)
	}
}

func TestWhatIsNoZone(t *testing.T) {
	for why, lines := range map[string][]string{
		"one line":           {strings.Repeat("<", 44)},
		"fillers":            {strings.Repeat("<", 44), strings.Repeat("<", 44)},
		"lower case":         {strings.Repeat("a", 44), strings.Repeat("a", 44)},
		"lines of two sizes": {strings.Repeat("<", 44), strings.Repeat("<", 36)},
		"a month 13":         {"P<UTOX<<Y" + strings.Repeat("<", 35), "L898902C36UTO7413122F1204159ZE184226B<<<<<10"},
	} {
		if d, err := mrz.Parse(lines, today()); err == nil {
			t.Errorf("%s reads as %+v", why, d)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, who := range sim.Travellers() {
		f.Add(strings.Join(who.Passport(), "\n"))
		f.Add(strings.Join(who.Card(), "\n"))
	}
	f.Fuzz(func(t *testing.T, text string) {
		lines := strings.Split(text, "\n")
		if d, err := mrz.Parse(lines, today()); err == nil && (d.Number == "" || d.Surname == "") {
			t.Errorf("%q reads as nobody", lines)
		}
	})
}
