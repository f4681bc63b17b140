package drivers_test

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"yitiji/drivers"
)

func TestCauseOf(t *testing.T) {
	missing := drivers.Because(drivers.ProgramMissing, fs.ErrNotExist)
	for _, c := range []struct {
		why  string
		err  error
		want drivers.Cause
	}{
		{"no error", nil, ""},
		{"an error that nobody explained", fs.ErrNotExist, ""},
		{"one that was", missing, drivers.ProgramMissing},
		{"with facts added, in a fault", &drivers.Fault{Err: fmt.Errorf("open: %w", missing)}, drivers.ProgramMissing},
	} {
		if got := drivers.CauseOf(c.err); got != c.want {
			t.Errorf("%s: %q, want %q", c.why, got, c.want)
		}
	}
	if !errors.Is(missing, fs.ErrNotExist) || missing.Error() != fs.ErrNotExist.Error() {
		t.Errorf("a cause changed its error: %v", missing)
	}
}
