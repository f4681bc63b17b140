package identity

import "time"

// Age is the count of full years (周岁) from the birth to today, both as
// YYYY-MM-DD. A birthday counts from its own day on; who was born on 29 February
// has it on 1 March in common years. ok is false when either is no date.
func Age(birth, today string) (years int, ok bool) {
	b, err := time.Parse(time.DateOnly, birth)
	if err != nil {
		return 0, false
	}
	t, err := time.Parse(time.DateOnly, today)
	if err != nil || t.Before(b) {
		return 0, false
	}
	years = t.Year() - b.Year()
	if t.Before(b.AddDate(years, 0, 0)) {
		years--
	}
	return years, true
}

// ValidOn reports whether the document may still be used on today (YYYY-MM-DD).
// A long-term document (长期) always may.
func (p Person) ValidOn(today string) bool {
	return p.ValidTo == "" || today <= p.ValidTo
}

// Begun reports whether the document may be used on today (YYYY-MM-DD) already.
func (p Person) Begun(today string) bool { return p.ValidFrom <= today }
