package main

import (
	"fmt"

	"yitiji/drivers"
	"yitiji/drivers/escpos"
	"yitiji/terminal"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/flow"
)

// What may be printed at a time, in millimetres of the narrowest roll.
const (
	narrowest      = 58
	longestSlip    = 200
	longestLeaflet = 300
)

// budget says of what an item has printed whether it is longer than people care to hold in
// their hands. Numbers and places are as long as they get.
func budget(scribe terminal.Scribe) func(flow.Effect) error {
	return func(e flow.Effect) error {
		switch e := e.(type) {
		case flow.PrintSlip:
			return within("slip", scribe.Slip(longest(e.Slip)), longestSlip)
		case flow.PrintLeaflet:
			return within("leaflet (告知单)", scribe.Leaflet(e.Leaflet), longestLeaflet)
		}
		return nil
	}
}

func within(what string, slip drivers.Slip, most int) error {
	length, err := escpos.Length(slip, escpos.Options{Width: narrowest})
	if err != nil {
		return fmt.Errorf("the %s cannot be printed: %w", what, err)
	}
	if length > most {
		return fmt.Errorf("the %s is %d mm long on paper of %d mm: want at most %d", what, length, narrowest, most)
	}
	return nil
}

// longest is a slip with everything on it as long as it gets.
func longest(s flow.Slip) flow.Slip {
	s.Number, s.Holder = "YX07-261122-0036-S", "****************"
	if s.Official != "" {
		s.Official = "999999-20261122-000123-7"
	}
	if s.Receipt != "" {
		s.Receipt = "99010126-0000000001-7K3MQ9"
	}
	if s.Appointment != nil {
		place := catalog.Text{catalog.Chinese: "云溪镇公共法律服务中心二楼203室（云溪街35号）", catalog.English: "Room 203, public legal service centre, 35 Yunxi Street"}
		s.Appointment = &centre.Appointment{When: catalog.Text{catalog.Chinese: "11月24日 周二 14:00", catalog.English: "Tue 24 Nov, 14:00"}, Place: place}
	}
	return s
}
