package flow

import (
	"slices"
	"strconv"

	"yitiji/terminal/catalog"
)

// rate takes 好差评, once. A good one is kept at once; a bad one waits until the person has
// said what was wrong, or has gone.
func (t *turn) rate(value string) {
	level, err := strconv.Atoi(value)
	if err != nil || level < 1 || level > 5 || t.Visit.Rating != 0 {
		return
	}
	t.Visit.Rating = level
	if !t.Visit.Unhappy() {
		t.keepRating()
	}
}

// unhappy is the level at and below which it is asked what was wrong.
const unhappy = 2

// Unhappy reports whether the person is to be asked what was wrong.
func (v Visit) Unhappy() bool { return v.Rating != 0 && v.Rating <= unhappy }

// reason ticks one thing that was wrong, or takes the tick off.
func (t *turn) reason(key string) {
	if !t.Visit.Unhappy() || !slices.Contains(catalog.RatingReasons(), key) {
		return
	}
	rest := slices.DeleteFunc(slices.Clone(t.Visit.Reasons), func(r string) bool { return r == key })
	if len(rest) == len(t.Visit.Reasons) {
		rest = append(rest, key)
	}
	t.Visit.Reasons = rest
}

// keepRating keeps what was said, unless it was kept already.
func (t *turn) keepRating() {
	v := &t.Visit
	if v.Rating == 0 || v.Rated {
		return
	}
	v.Rated = true
	t.Ticket++
	t.doKeepRating()
}

// doKeepRating hands the rating over to be kept, under the present Ticket.
func (t *turn) doKeepRating() {
	v := t.Visit
	r := catalog.Rating{Level: v.Rating, Why: v.Reasons}
	if v.Slip == "" {
		r.Item = v.Item.Code
	}
	t.do(KeepRating{t.Ticket, v.Slip, r})
}
