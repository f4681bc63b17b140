package search

// unitsOf is the units of a text.
func (x *Index) unitsOf(t *text) []unit { return x.units[t.from:t.to] }

// link makes the lists of texts, each kind on its own.
func (x *Index) link() {
	beside(
		func() { x.linkUnits(x.stream()) },
		func() {
			s := x.stream()
			x.linkSounds(s)
			x.linkInitials(s)
		},
	)
}

// stream has room for a term of each unit and one more of each text.
func (x *Index) stream() *stream { return newStream(len(x.units)+len(x.texts), len(x.texts)) }

// linkUnits makes the lists by pairs of units.
func (x *Index) linkUnits(s *stream) {
	var numbers numbering
	for i := range x.texts {
		last := unit(0)
		for _, u := range x.unitsOf(&x.texts[i]) {
			s.terms = append(s.terms, numbers.of(pair(last, u)))
			last = u
		}
		s.terms = append(s.terms, numbers.of(pair(last, 0)))
		s.end()
	}
	keys, renumbered := numbers.sorted()
	for i, term := range s.terms {
		s.terms[i] = renumbered[term]
	}
	x.pairs = pairs{keys, s.postings(len(keys))}
}

// linkSounds makes the lists by pairs of classes. A word has class 0.
func (x *Index) linkSounds(s *stream) {
	for i := range x.texts {
		last := uint16(0)
		for k := x.texts[i].from; k < x.texts[i].to; k++ {
			class := x.sounds.class[x.read[k]]
			if last != 0 || class != 0 {
				s.terms = append(s.terms, uint32(x.sounds.term(last, class)))
			}
			last = class
		}
		if last != 0 {
			s.terms = append(s.terms, uint32(x.sounds.term(last, 0)))
		}
		s.end()
	}
	x.heard = s.postings(x.sounds.terms())
}

// linkInitials makes the lists by three initials.
func (x *Index) linkInitials(s *stream) {
	for i := range x.texts {
		t := &x.texts[i]
		a, b := 0, 0
		for k := t.from; k < t.to+2; k++ {
			c := 0 // behind the end
			if k < t.to {
				c = x.initial(k)
			}
			if k >= t.from+2 && a != 0 {
				s.terms = append(s.terms, uint32(initialTerm(a, b, c)))
			}
			a, b = b, c
		}
		s.end()
	}
	x.initials = s.postings(initialTerms)
}

// initial is the initial of the unit at a place.
func (x *Index) initial(at uint32) int {
	if u := x.units[at]; u >= firstWord {
		return initialOf(x.words[u-firstWord][0])
	}
	return int(x.sounds.initial[x.read[at]])
}
