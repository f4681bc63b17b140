package search

import "slices"

// between is the lists of terms from low up to and without high that are not empty.
func (p postings) between(low, high int) (out [][]uint32) {
	for term := low; term < high; term++ {
		if l := p.list(term); len(l) > 0 {
			out = append(out, l)
		}
	}
	return out
}

// steps is how many entries of lists may still be looked at.
type steps int

// step takes one, and reports whether there was one left.
func (s *steps) step() bool {
	*s--
	return *s >= 0
}

// common goes through what is in all of the lists, in order, until yield says no or there
// are no steps left.
func common(lists [][]uint32, left *steps, yield func(uint32) bool) {
	slices.SortFunc(lists, func(a, b []uint32) int { return len(a) - len(b) })
next:
	for _, id := range lists[0] {
		if !left.step() {
			return
		}
		for i := 1; i < len(lists); i++ {
			lists[i] = from(lists[i], id)
			if len(lists[i]) == 0 {
				return
			}
			if lists[i][0] != id {
				continue next
			}
		}
		if !yield(id) {
			return
		}
	}
}

// from is the part of a list from id on. It looks near the beginning first: who asks has
// been there before.
func from(list []uint32, id uint32) []uint32 {
	step := 1
	for step < len(list) && list[step] < id {
		step *= 2
	}
	low, high := step/2, min(step+1, len(list))
	for low < high {
		if mid := (low + high) / 2; list[mid] < id {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return list[low:]
}

// merged goes through what is in any of the lists, in order and each only once, until yield
// says no or there are no steps left.
func merged(lists [][]uint32, left *steps, yield func(uint32) bool) {
	h := heap(lists)
	for i := len(h)/2 - 1; i >= 0; i-- {
		h.down(i)
	}
	last := ^uint32(0)
	for len(h) > 0 && left.step() {
		id := h[0][0]
		if id != last && !yield(id) {
			return
		}
		last = id
		if h[0] = h[0][1:]; len(h[0]) == 0 {
			h[0] = h[len(h)-1]
			h = h[:len(h)-1]
		}
		h.down(0)
	}
}

// heap has the list with the smallest head on top.
type heap [][]uint32

func (h heap) down(i int) {
	for {
		child := 2*i + 1
		if child >= len(h) {
			return
		}
		if child+1 < len(h) && h[child+1][0] < h[child][0] {
			child++
		}
		if h[i][0] <= h[child][0] {
			return
		}
		h[i], h[child] = h[child], h[i]
		i = child
	}
}
