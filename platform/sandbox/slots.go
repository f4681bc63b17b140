package sandbox

import (
	"context"
	"fmt"
	"hash/fnv"
	"time"

	"yitiji/platform/connect"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

// Appointments: for how many working days, at which hours, and for how many people each.
const (
	slotDays   = 5
	slotPlaces = 4
)

var (
	slotHours = []int{9, 10, 11, 14, 15, 16}
	weekdays  = [...]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}
)

// Free implements connect.Department: the next working days, less what others have taken
// and what was booked here.
func (s *Sandbox) Free(ctx context.Context, use connect.Use, q *centre.Slots) (*centre.Free, error) {
	mood, err := s.suffer(ctx, Department)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	out := &centre.Free{Field: q.Field}
	if mood == Mixes || mood == Lies {
		out.Field += "-other"
	}
	where := catalog.Text(nil)
	if it, ok := s.item(use.Item); ok {
		where = placeFor(it, q.Answers)
	}
	for _, day := range workdays().Next(use.At, slotDays) {
		for _, hour := range slotHours {
			at := time.Date(day.Year(), day.Month(), day.Day(), hour, 0, 0, 0, day.Location())
			key := at.Format(slotKey)
			out.Slots = append(out.Slots, centre.Slot{
				Key: key, Name: slotName(at), Place: where,
				Left: max(0, slotPlaces-taken(use.Item, key)-s.booked(use.Item, q.Field, key)),
			})
		}
	}
	return out, nil
}

// taken is how many places others took elsewhere: the same for everybody who asks.
func taken(item catalog.ItemCode, key string) int {
	h := fnv.New32a()
	fmt.Fprint(h, item, key)
	return int(h.Sum32()>>8) % (slotPlaces + 1)
}

// booked counts who booked a time here.
func (s *Sandbox) booked(item catalog.ItemCode, field, key string) int {
	n := 0
	for _, m := range s.state.Matters {
		if m.Application.Item != item || m.Stage == centre.Withdrawn || m.Stage == centre.NotTaken {
			continue
		}
		for _, a := range m.Application.Answers {
			if a.Field == field && a.Value == key {
				n++
			}
		}
	}
	return n
}
