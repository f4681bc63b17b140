package porttest_test

import (
	"bytes"
	"reflect"
	"testing"

	"yitiji/drivers/port/porttest"
)

func FuzzParse(f *testing.F) {
	f.Add([]byte(story))
	f.Fuzz(func(t *testing.T, text []byte) {
		traffic, err := porttest.Parse(bytes.NewReader(text))
		if err != nil {
			return
		}
		var again bytes.Buffer
		_ = porttest.Format(&again, traffic)
		same, err := porttest.Parse(&again)
		if err != nil || len(same) > len(traffic) {
			t.Errorf("Format and Parse gave %v, %v", same, err)
		}
		var third bytes.Buffer
		_ = porttest.Format(&third, same)
		if fourth, _ := porttest.Parse(&third); !reflect.DeepEqual(fourth, same) {
			t.Errorf("Format and Parse do not settle")
		}
	})
}
