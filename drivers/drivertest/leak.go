package drivertest

import (
	"os"
	"runtime"
	"testing"
	"time"
)

// settling is how long what was ended may take to be gone, on a busy machine.
const settling = 20 * time.Second

// NothingLeft counts the goroutines and the open files, and returns a check that there
// are no more of either. What is just ending is given time. No other test may run
// meanwhile.
func NothingLeft(t *testing.T) (check func()) {
	t.Helper()
	goroutines, files := held()
	return func() {
		t.Helper()
		for end := time.Now().Add(settling); ; time.Sleep(10 * time.Millisecond) {
			g, f := held()
			if g <= goroutines && f <= files {
				return
			}
			if time.Now().After(end) {
				t.Errorf("left behind: %d goroutines and %d files before, %d and %d after", goroutines, files, g, f)
				return
			}
		}
	}
}

// held counts goroutines and open files of this process.
func held() (goroutines, files int) {
	open, _ := os.ReadDir("/proc/self/fd")
	return runtime.NumGoroutine(), len(open)
}
