package drivers_test

import (
	"errors"
	"fmt"
	"testing"

	"yitiji/drivers"
)

func TestKindOf(t *testing.T) {
	fault := &drivers.Fault{Device: "receipt", Op: "print", Kind: drivers.NoPaper, Err: errors.New("status 7E")}
	for _, c := range []struct {
		why  string
		err  error
		want drivers.Kind
	}{
		{"no error has no kind", nil, ""},
		{"a fault says its kind", fault, drivers.NoPaper},
		{"layers above may wrap it", fmt.Errorf("slip 7: %w", fault), drivers.NoPaper},
		{"a citizen cannot mend a bug", errors.New("boom"), drivers.NeedsTechnician},
	} {
		if got := drivers.KindOf(c.err); got != c.want {
			t.Errorf("%s: KindOf = %q, want %q", c.why, got, c.want)
		}
	}
}

func TestFaultText(t *testing.T) {
	f := &drivers.Fault{Device: "receipt", Op: "print", Kind: drivers.NoPaper, Err: errors.New("status 7E")}
	if got, want := f.Error(), "receipt: print: no-paper: status 7E"; got != want {
		t.Errorf("Error() = %q, want %q", got, want)
	}
}
