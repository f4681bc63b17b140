package search

import "sync"

// halves does something with the first half of n things, and beside it with the second half.
func halves(n int, do func(half, from, to int)) {
	beside(func() { do(0, 0, n/2) }, func() { do(1, n/2, n) })
}

// beside does things one beside the other, and waits for all of them.
func beside(all ...func()) {
	var group sync.WaitGroup
	for _, do := range all {
		group.Go(do)
	}
	group.Wait()
}
