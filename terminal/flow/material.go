package flow

import (
	"slices"

	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/health"
)

// Wanted lists the materials that this person has to hand in, in this situation.
func (v Visit) Wanted(today catalog.Day) []catalog.Material {
	if v.Item == nil {
		return nil
	}
	return v.Item.Wanted(catalog.Facts{Person: v.Person, Answers: v.Answers, Today: today})
}

// HandedIn is how a material was handed in.
func (v Visit) HandedIn(material string) (catalog.Handed, bool) {
	i := slices.IndexFunc(v.Handed, func(h catalog.Handed) bool { return h.Material == material })
	if i < 0 {
		return catalog.Handed{}, false
	}
	return v.Handed[i], true
}

// Handing reports whether materials are being handed in.
func (s State) Handing() bool {
	return slices.Contains([]Stage{Materials, Gather, Scanning, Phone, Promise}, s.Stage)
}

// Gathered is the material that is being handed in.
func (s State) Gathered() (catalog.Material, bool) {
	for _, m := range s.Visit.Wanted(s.today()) {
		if m.Key == s.Visit.Material {
			return m, true
		}
	}
	return catalog.Material{}, false
}

// Given is when a material was given before, and may be used again.
func (v Visit) Given(m catalog.Material) (centre.Given, bool) {
	if v.Known == nil || !slices.Contains(m.From, catalog.ByReuse) {
		return centre.Given{}, false
	}
	i := slices.IndexFunc(v.Known.Given, func(g centre.Given) bool { return g.Material == m.Key })
	if i < 0 {
		return centre.Given{}, false
	}
	return v.Known.Given[i], true
}

// Certificate is the electronic certificate that takes the place of a material.
func (v Visit) Certificate(m catalog.Material) (centre.Certificate, bool) {
	if v.Known == nil || m.Certificate == "" {
		return centre.Certificate{}, false
	}
	i := slices.IndexFunc(v.Known.Certificates, func(c centre.Certificate) bool { return c.Type == m.Certificate })
	if i < 0 {
		return centre.Certificate{}, false
	}
	return v.Known.Certificates[i], true
}

// Ways lists how a material can be handed in here and now.
func (s State) Ways(m catalog.Material) []catalog.Gathering {
	var out []catalog.Gathering
	for _, way := range m.From {
		if s.open(way, m) {
			out = append(out, way)
		}
	}
	if m.Later != nil {
		out = append(out, catalog.ByPromise)
	}
	return out
}

func (s State) open(way catalog.Gathering, m catalog.Material) bool {
	switch way {
	case catalog.ByCertificate:
		_, ok := s.Visit.Certificate(m)
		return ok
	case catalog.ByReuse:
		_, ok := s.Visit.Given(m)
		return ok
	case catalog.ByPhone:
		return s.Online
	case catalog.ByScan:
		return !s.Shut(catalog.PageScanner)
	}
	return false
}

func (s State) hasAny(codes []health.Code) bool { return slices.ContainsFunc(codes, s.Has) }

// materials shows what has to be handed in, and asks what need not be.
func (t *turn) materials() {
	wanted := t.Visit.Wanted(t.today())
	if len(wanted) == 0 {
		t.forward()
		return
	}
	t.enter(Materials)
	if t.Visit.Known == nil && t.Online && t.Visit.Personal() {
		q := &centre.Materials{Subject: t.subject()}
		for _, m := range wanted {
			if m.Certificate != "" {
				q.Types = append(q.Types, m.Certificate)
			}
			if slices.Contains(m.From, catalog.ByReuse) {
				q.Keys = append(q.Keys, m.Key)
			}
		}
		t.inquire(centre.ForApplying, q)
	}
}

// materialsBack is materials from behind: where nothing is wanted, the step before.
func (t *turn) materialsBack() {
	if len(t.Visit.Wanted(t.today())) == 0 {
		t.backward()
		return
	}
	t.materials()
}

// known spares the person what the centre has already.
func (t *turn) known(k *centre.Known) {
	t.Visit.Known = k
	for _, m := range t.Visit.Wanted(t.today()) {
		c, held := t.Visit.Certificate(m)
		if _, done := t.Visit.HandedIn(m.Key); held && !done {
			t.hand(catalog.Handed{Material: m.Key, Way: catalog.ByCertificate, Certificate: c.Identifier})
		}
	}
}

// hand notes how a material is handed in, in place of what was noted before.
func (t *turn) hand(h catalog.Handed) {
	rest := slices.DeleteFunc(slices.Clone(t.Visit.Handed), func(o catalog.Handed) bool { return o.Material == h.Material })
	t.Visit.Handed, t.Visit.Problem = append(rest, h), catalog.Fine
}

// Lacking lists the materials without which nobody goes on.
func (s State) Lacking() []catalog.Material {
	return slices.DeleteFunc(s.Visit.Wanted(s.today()), func(m catalog.Material) bool {
		_, done := s.Visit.HandedIn(m.Key)
		return done || m.Optional
	})
}

func (t *turn) tapMaterials(e Tap) {
	switch e.Do {
	case Pick:
		t.Visit.Material = e.Value
		if _, ok := t.Gathered(); ok {
			t.enter(Gather)
		}
	case Next:
		if len(t.Lacking()) > 0 {
			t.Visit.Problem = catalog.Missing
			return
		}
		t.forward()
	case HandOver:
		t.handOver(catalog.OverMaterials)
	case PrintIt:
		t.printLeaflet()
	case Back:
		t.backward()
	}
}

func (t *turn) tapGather(e Tap) {
	m, ok := t.Gathered()
	switch {
	case e.Do == Back || !ok:
		t.materials()
	case e.Do == Pick && slices.Contains(t.Ways(m), catalog.Gathering(e.Value)):
		t.gather(m, catalog.Gathering(e.Value))
	}
}

func (t *turn) gather(m catalog.Material, way catalog.Gathering) {
	switch way {
	case catalog.ByCertificate:
		c, _ := t.Visit.Certificate(m)
		t.done(catalog.Handed{Material: m.Key, Way: way, Certificate: c.Identifier})
	case catalog.ByReuse:
		g, _ := t.Visit.Given(m)
		t.done(catalog.Handed{Material: m.Key, Way: way, Pages: g.Digests})
	case catalog.ByScan:
		t.Visit.Sheets = nil
		t.enter(Scanning)
	case catalog.ByPhone:
		t.Visit.Door, t.Visit.Sheets = nil, nil
		t.enter(Phone)
		t.openDoor(m)
	case catalog.ByPromise:
		t.enter(Promise)
	}
}

// done goes back to the list with one more material handed in.
func (t *turn) done(h catalog.Handed) {
	t.hand(h)
	t.Visit.Sheets = nil
	t.materials()
}

func (t *turn) tapPromise(e Tap) {
	switch e.Do {
	case Next:
		t.done(catalog.Handed{Material: t.Visit.Material, Way: catalog.ByPromise})
	case Back:
		t.enter(Gather)
	}
}
