package catalog

import (
	"slices"
	"testing"
)

func TestAt(t *testing.T) {
	c := &Catalog{}
	for _, it := range []*Item{
		{Code: "EVERYWHERE"},
		{Code: "CITY", Coverage: []Region{"9999"}},
		{Code: "TOWN", Coverage: []Region{"110000", "999999001"}},
		{Code: "INSIDE", Networks: []Network{GovernmentNet}},
	} {
		c.add(it)
	}
	for _, x := range []struct {
		why   string
		stand Stand
		want  []ItemCode
	}{
		{"not said where", Stand{}, []ItemCode{"EVERYWHERE", "CITY", "TOWN", "INSIDE"}},
		{"in the town", Stand{Region: "999999001"}, []ItemCode{"EVERYWHERE", "CITY", "TOWN", "INSIDE"}},
		{"in a village of the town", Stand{Region: "999999001201"}, []ItemCode{"EVERYWHERE", "CITY", "TOWN", "INSIDE"}},
		{"in the next town", Stand{Region: "999999002"}, []ItemCode{"EVERYWHERE", "CITY", "INSIDE"}},
		{"at the city's own hall, above the town", Stand{Region: "9999"}, []ItemCode{"EVERYWHERE", "CITY", "INSIDE"}},
		{"elsewhere", Stand{Region: "310000"}, []ItemCode{"EVERYWHERE", "INSIDE"}},
		{"on the internet", Stand{Region: "999999001", Network: Internet}, []ItemCode{"EVERYWHERE", "CITY", "TOWN"}},
		{"on the government's network", Stand{Network: GovernmentNet}, []ItemCode{"EVERYWHERE", "CITY", "TOWN", "INSIDE"}},
	} {
		var got []ItemCode
		at := c.At(x.stand)
		for _, it := range at.Items() {
			got = append(got, it.Code)
		}
		if !slices.Equal(got, x.want) {
			t.Errorf("%s: %v, want %v", x.why, got, x.want)
		}
		if _, there := at.Item("TOWN"); there != slices.Contains(x.want, "TOWN") {
			t.Errorf("%s: TOWN can be opened: %v", x.why, there)
		}
	}
}
