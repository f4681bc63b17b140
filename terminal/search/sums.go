package search

// sums are what items have while a sentence is weighed.
type sums struct {
	of      []float32 // by item
	touched []int32   // the items that have something
}

// sums are some that are nothing; put gives them back.
func (x *Index) sums() *sums {
	select {
	case s := <-x.free:
		return s
	default:
		return &sums{of: make([]float32, len(x.items))}
	}
}

func (x *Index) put(s *sums) {
	s.clear()
	select {
	case x.free <- s:
	default: // others were faster
	}
}

func (s *sums) add(item int32, weight float32) {
	if s.of[item] == 0 {
		s.touched = append(s.touched, item)
	}
	s.of[item] += weight
}

// clear makes all sums nothing again.
func (s *sums) clear() {
	for _, item := range s.touched {
		s.of[item] = 0
	}
	s.touched = s.touched[:0]
}

// top is the n items that have most, in no order. Of those that have the same, the first
// that were touched are kept: they came with the better texts.
func (s *sums) top(n int) []int32 {
	if len(s.touched) <= n {
		return s.touched
	}
	out := append([]int32(nil), s.touched[:n]...)
	least := s.least(out)
	for _, item := range s.touched[n:] {
		if s.of[item] > s.of[out[least]] {
			out[least] = item
			least = s.least(out)
		}
	}
	return out
}

// least is the place of the last item that has least.
func (s *sums) least(items []int32) (at int) {
	for i, item := range items {
		if s.of[item] <= s.of[items[at]] {
			at = i
		}
	}
	return at
}
