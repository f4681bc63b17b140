package ipp

import (
	"encoding/binary"
	"reflect"
	"testing"

	"yitiji/drivers"
)

func nums(name string, all ...int32) attribute {
	a := attribute{name: name}
	for _, n := range all {
		a.values = append(a.values, value{tag: tagInteger, data: binary.BigEndian.AppendUint32(nil, uint32(n))})
	}
	return a
}

func TestMarkers(t *testing.T) {
	names := strs(tagName, "marker-names", "Black Cartridge", "Waste Toner Box", "Black Cartridge")
	types := strs(tagKeyword, "marker-types", "toner", "waste-toner", "toner")
	for _, c := range []struct {
		why   string
		attrs []attribute
		want  []drivers.Gauge
	}{
		{"nothing is told", nil, nil},
		{"two of one name, and a box that fills", []attribute{names, types, nums("marker-levels", 40, 95, 5)}, []drivers.Gauge{
			{Name: "black-cartridge", Level: 40, Capacity: 100},
			{Name: "waste-toner-box", Level: 95, Capacity: 100, Low: true, Fills: true},
			{Name: "black-cartridge-2", Level: 5, Capacity: 100, Low: true},
		}},
		{"the printer's own marks", []attribute{
			names, types, nums("marker-levels", 40, 95, 5), nums("marker-low-levels", 50, 0, 2), nums("marker-high-levels", 100, 99, 100),
		}, []drivers.Gauge{
			{Name: "black-cartridge", Level: 40, Capacity: 100, Low: true},
			{Name: "waste-toner-box", Level: 95, Capacity: 100, Fills: true},
			{Name: "black-cartridge-2", Level: 5, Capacity: 100},
		}},
		{"some is left (-3), unknown (-2), more than all", []attribute{names, types, nums("marker-levels", -3, -2, 101)}, []drivers.Gauge{
			{Name: "black-cartridge", Level: -1},
		}},
		{"levels without names", []attribute{nums("marker-levels", 7)}, []drivers.Gauge{
			{Name: "supply-1", Level: 7, Capacity: 100, Low: true},
		}},
		{"the printer's own supplies come first", []attribute{
			nums("marker-levels", 7), strs(tagOctets, "printer-supply", "class=supplyThatIsConsumed;type=toner;maxcapacity=200;level=100;colorantname=black;"),
		}, []drivers.Gauge{{Name: "black", Level: 50, Capacity: 100}}},
	} {
		if got := gaugesOf(group{tagPrinter, c.attrs}); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", c.why, got, c.want)
		}
	}
}

func TestBins(t *testing.T) {
	got := gaugesOf(group{tagPrinter, []attribute{strs(tagOctets, "printer-output-tray",
		"type=unRemovableBin;maxcapacity=100;remaining=5;name=face-down;",
		"maxcapacity=100;remaining=60;", "maxcapacity=0;remaining=0;", "maxcapacity=10;remaining=11;", "maxcapacity=10;remaining=-2;")}})
	want := []drivers.Gauge{
		{Name: "stacker-face-down", Level: 95, Capacity: 100, Low: true, Fills: true},
		{Name: "stacker-2", Level: 40, Capacity: 100, Fills: true},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
