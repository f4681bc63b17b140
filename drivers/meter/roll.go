package meter

import (
	"cmp"
	"time"

	"yitiji/drivers"
)

// Roll is how much paper is in a printer, and how it was used up to now. All lengths
// are in millimetres.
type Roll struct {
	Length int           `json:"length"` // of a new roll
	Margin int           `json:"margin"` // left when the sensor says near end
	Used   int           `json:"used"`   // of this roll
	Empty  bool          `json:"empty"`  // the paper has ended
	Low    bool          `json:"low"`    // the sensor says near end
	Put    time.Time     `json:"put"`    // when it was put in; zero when nobody saw it
	Hours  map[int64]int `json:"hours"`  // used by hour since 1970, UTC
}

// The roll that most kiosk printers take, where the configuration says nothing.
const (
	DefaultLength = 50_000 // of an 80 mm roll of 80 mm diameter
	DefaultMargin = 3_000
)

// memory is for how long the use of an hour is remembered: four weeks show each day
// of the week four times.
const memory = 4 * 7 * 24

// horizon is how far ahead the end of a roll is told.
const horizon = 60 * 24

// Fit says what rolls a place takes, in millimetres; 0 means the defaults. It keeps
// what is known of the one that is in.
func (b *Book) Fit(place string, length, margin int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.page(place)
	if p.Roll == nil {
		p.Roll = &Roll{}
	}
	p.Roll.Length, p.Roll.Margin = cmp.Or(length, DefaultLength), cmp.Or(margin, DefaultMargin)
	b.dirty = true
}

// Observe tells the book how a device says it is: the end of a roll, and a new one.
// What changes nothing costs nothing.
func (b *Book) Observe(place string, s drivers.Status) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.page(place)
	if p.Roll == nil || s.State == drivers.NoDevice || s.State == drivers.Unknown || s.State == drivers.Starting {
		return
	}
	if p.Roll.observe(time.Now(), s.Has(drivers.NoPaper), s.Has(drivers.PaperLow)) {
		b.dirty = true
	}
}

// observe takes in what the sensors say, and reports whether that is news.
func (r *Roll) observe(now time.Time, empty, low bool) bool {
	if r.Empty == empty && r.Low == low {
		return false
	}
	switch {
	case r.Empty && !empty, r.Low && !low && !empty: // a new roll
		r.Used, r.Put = 0, now
	case !r.Low && low: // the sensor knows better than the measure
		r.Used = max(0, r.Length-r.Margin)
	}
	r.Empty, r.Low = empty, low
	return true
}

// use counts paper that was used now, and forgets what is too old to tell anything.
func (r *Roll) use(now time.Time, length int) {
	if r.Hours == nil {
		r.Hours = map[int64]int{}
	}
	r.Used += length
	hour := now.Unix() / 3600
	r.Hours[hour] += length
	for h := range r.Hours {
		if h < hour-memory {
			delete(r.Hours, h)
		}
	}
}

// Left is how much paper is left, as far as is known: at least nothing, and at least
// a little while the sensor does not say near end.
func (r *Roll) Left() int {
	left := r.Length - r.Used
	switch {
	case r.Empty:
		return 0
	case r.Low:
		return min(max(left, 0), r.Margin)
	}
	return max(left, r.Margin)
}

// Forecast is the state of a roll at one moment.
type Forecast struct {
	Left int       `json:"left_mm"`       // millimetres
	Ends time.Time `json:"ends,omitzero"` // when the paper ends; zero when that is too far off or nothing was used yet
}

// Forecast tells when the paper of a place ends. ok is false for a place without a
// roll.
func (b *Book) Forecast(place string) (f Forecast, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.page(place)
	if p.Roll == nil {
		return Forecast{}, false
	}
	return Forecast{Left: p.Roll.Left(), Ends: p.Roll.ends(time.Now())}, true
}

// ends walks through the hours to come, in each of which as much paper is used as was
// used on average in the same hour of the week, and returns when nothing is left.
func (r *Roll) ends(now time.Time) time.Time {
	if r.Empty {
		return now
	}
	weekly := r.weekly(now)
	left := float64(r.Left())
	for at, i := now, 0; i < horizon; i++ {
		next := at.Truncate(time.Hour).Add(time.Hour)
		share := float64(next.Sub(at)) / float64(time.Hour)
		use := weekly[hourOfWeek(at)] * share
		if use >= left && use > 0 {
			return at.Add(time.Duration(left / use * float64(next.Sub(at))))
		}
		left -= use
		at = next
	}
	return time.Time{}
}

// week is the number of hours in a week.
const week = 7 * 24

// hourOfWeek numbers the hours of a week; which is the first does not matter.
func hourOfWeek(t time.Time) int64 { return t.Unix() / 3600 % week }

// weekly is what was used in each hour of the week, on average over the weeks that
// were seen. In the first week an hour that was not seen yet counts as the same hour
// of the days that were.
func (r *Roll) weekly(now time.Time) [week]float64 {
	current := now.Unix() / 3600
	first := current
	for h := range r.Hours {
		first = min(first, h-h%24) // from midnight: the hours before the first use count too
	}
	var use [week]float64
	for slot := range use {
		mean, seen := r.mean(int64(slot), week, first, current)
		if !seen {
			mean, _ = r.mean(int64(slot), 24, first, current)
		}
		use[slot] = mean
	}
	return use
}

// mean is the average use of the hours that are slot, counted in a period, from first
// up to current, which is not over yet and does not count.
func (r *Roll) mean(slot, period, first, current int64) (mean float64, seen bool) {
	sum, n := 0, 0
	for h := current - ((current-slot)%period+period)%period; h >= first; h -= period {
		if h < current {
			sum += r.Hours[h]
			n++
		}
	}
	return float64(sum) / float64(max(n, 1)), n > 0
}
