package catalog

import (
	"regexp"
	"slices"

	"cel.dev/cel-go/cel"

	"yitiji/terminal/identity"
)

// oneOf wants a value of a closed list.
func oneOf[T comparable](p proof, value T, of []T) {
	if !slices.Contains(of, value) {
		p.wrong("%v is none of %v", value, of)
	}
}

func allOf[T comparable](p proof, values, of []T) {
	for i, v := range values {
		oneOf(p.nth(i), v, of)
	}
}

func (it *Item) prove(p proof, v Vocabulary) {
	it.proveName(p)
	it.Identity.prove(p.key("identity"))
	it.proveFinding(p, v)
	it.proveForm(p, v)
	it.proveNeeds(p)
	it.proveTerms(p)
	it.proveWork(p)
}

func (i Identity) prove(p proof) {
	oneOf(p.key("level"), i.Level, identity.Assurances())
	allOf(p.key("documents"), i.Documents, identity.Documents())
	allOf(p.key("acting"), i.Acting, identity.Roles())
	if i.Firm && i.Level == identity.NoProof {
		p.key("firm").wrong("nobody acts for a firm who has not proved who they are, and the level is %q", i.Level)
	}
	if len(i.Acting) > 0 && i.Level != identity.CardProof {
		p.key("acting").wrong("whoever acts for another shows two cards, and the level is %q", i.Level)
	}
	for n, d := range i.Documents {
		if i.Level != identity.NoProof && !i.Accepts(d) {
			p.key("documents").nth(n).wrong("%q proves its holder by %q, and the level is %q", d, d.Assurance(), i.Level)
		}
	}
}

func (it *Item) proveName(p proof) {
	if err := it.Scheme.Check(it.Code); err != nil {
		p.key("code").wrong("%w", err)
	}
	if it.Version < 1 {
		p.key("version").wrong("%d: versions begin at 1", it.Version)
	}
	if it.Minutes < 1 {
		p.key("minutes").wrong("how long does it take?")
	}
	it.Name.prove(p.key("name"))
	it.Summary.prove(p.key("summary"))
	oneOf(p.key("work"), it.Work, Works())
}

func (it *Item) proveFinding(p proof, v Vocabulary) {
	if it.Type != "" {
		oneOf(p.key("type"), it.Type, keys(v.Types))
	}
	oneOf(p.key("domain"), it.Domain, keys(v.Domains))
	allOf(p.key("themes"), it.Themes, keys(v.Themes))
	allOf(p.key("events"), it.Events, keys(v.Events))
	allOf(p.key("zones"), it.Zones, keys(v.Zones))
	allOf(p.key("audience"), it.Audience, Audiences())
	if len(it.Audience) == 0 {
		p.key("audience").wrong("for whom? want some of %v", Audiences())
	}
	for i, r := range it.Coverage {
		r.prove(p.key("coverage").nth(i))
	}
}

func (it *Item) proveForm(p proof, v Vocabulary) {
	it.Consent.prove(p.key("consent"))
	it.Guide.prove(p.key("guide"))
	names := it.fieldNames()
	for i, c := range it.Conditions {
		at := p.key("conditions").nth(i)
		if c.If == "" {
			at.key("if").wrong("no condition")
		}
		c.If.prove(at.key("if"), cel.BoolType, names)
		c.Else.prove(at.key("else"))
	}
	var earlier []Field
	for i, f := range it.Situations {
		at := p.key("situations").nth(i)
		f.prove(at, earlier)
		if f.Kind != Choice {
			at.key("kind").wrong("a situation is told by a choice")
		}
		if f.Alone {
			at.key("alone").wrong("a bundle asks every situation of its parts")
		}
		earlier = append(earlier, f)
	}
	for i, f := range it.Form {
		f.prove(p.key("form").nth(i), earlier)
		earlier = append(earlier, f)
	}
	for i, m := range it.Materials {
		m.prove(p.key("materials").nth(i), names)
		if m.Certificate != "" && len(v.Certificates) > 0 {
			oneOf(p.key("materials").nth(i).key("certificate"), m.Certificate, keys(v.Certificates))
		}
	}
}

func (it *Item) proveNeeds(p proof) {
	oneOf(p.key("offline"), it.Offline, OfflineModes())
	allOf(p.key("needs"), it.Needs, Devices())
	if readers := it.Identity.Readers(); len(readers) == 1 && !slices.Contains(it.Needs, readers[0]) {
		p.key("needs").wrong("who is proved by what is read there needs %q", readers[0])
	} else if len(readers) > 1 {
		for _, d := range it.Needs {
			if slices.Contains(readers, d) {
				p.key("needs").wrong("%q is not needed: people may be proved by what one of %v reads", d, readers)
			}
		}
	}
	allOf(p.key("uses"), it.Uses, Devices())
	allOf(p.key("networks"), it.Networks, Networks())
	for i, o := range it.Hours {
		o.prove(p.key("hours").nth(i))
	}
}

// proveWork wants what the kind of work lives from.
func (it *Item) proveWork(p proof) {
	for i, s := range it.Sums {
		s.prove(p.key("sums").nth(i), it.fieldNames())
	}
	for i, r := range it.Reading {
		r.prove(p.key("reading").nth(i), it.fieldNames())
	}
	inform := it.Work == Inform
	if inform != (len(it.Sums)+len(it.Reading) > 0) {
		p.key("work").wrong("sums and reading are what an item that informs has, and it needs some")
	}
	if inform && it.Identity.Level != identity.NoProof {
		p.key("identity").wrong("whoever wants to know something need not say who they are")
	}
	if it.Sign && it.Work != Apply {
		p.key("sign").wrong("only an application is signed")
	}
	if it.Work == Query && len(it.Materials) > 0 {
		p.key("materials").wrong("nothing is handed in for a query")
	}
}

func (it *Item) proveTerms(p proof) {
	it.Fee.prove(p.key("fee"))
	it.Fee.Rule.prove(p.key("fee").key("rule"), cel.IntType, it.fieldNames())
	oneOf(p.key("result").key("kind"), it.Result.Kind, ResultKinds())
	it.Result.Name.prove(p.key("result").key("name"))
	allOf(p.key("delivery"), it.Delivery, Deliveries())
	if len(it.Delivery) == 0 {
		p.key("delivery").wrong("how does the result reach the person? want some of %v", Deliveries())
	}
	it.Deadlines.prove(p.key("deadlines"))
	for i, n := range it.Notices {
		n.prove(p.key("notices").nth(i))
	}
	it.proveOffline(p)
}

// proveOffline refuses what must not be promised without the centre: stale data would be
// a false proof, and money, cards and instant decisions are the centre's.
func (it *Item) proveOffline(p proof) {
	if it.Offline == OfflineNone {
		return
	}
	at := p.key("offline")
	for _, m := range it.Materials {
		if !m.Optional && m.Later == nil && !slices.Contains(m.From, ByScan) {
			at.wrong("%s: the material %s could not be handed in without a network", it.Offline, m.Key)
		}
	}
	switch {
	case it.Work == Query:
		at.wrong("%s: what is looked up comes from the centre", it.Offline)
	case it.Work == Book:
		at.wrong("%s: a time is free or taken at the centre only", it.Offline)
	case it.Fee.Kind != Free && !it.Fee.Later:
		at.wrong("%s: money is taken with the centre's word only", it.Offline)
	case it.Result.Kind == Card, it.Result.Instant, it.Result.Kind == Proof && slices.Contains(it.Delivery, OnPaper):
		at.wrong("%s: the result, %s, is the centre's to give", it.Offline, it.Result.Kind)
	case it.Offline == OfflineFull && it.Work == Apply:
		at.wrong("%s: an application is finished by a department", it.Offline)
	}
}

func (f Field) prove(p proof, earlier []Field) {
	f.Ask.prove(p.key("ask"))
	f.Label.prove(p.key("label"))
	f.Why.proveAny(p.key("why"))
	f.Optional.proveAny(p.key("optional"))
	if f.Key == "" || slices.ContainsFunc(earlier, func(e Field) bool { return e.Key == f.Key }) {
		p.key("key").wrong("%q: a key must be given, and only once", f.Key)
	}
	f.proveKind(p)
	if f.Prefill != "" {
		oneOf(p.key("prefill"), f.Prefill, Prefills())
	}
	if f.When != nil && !f.When.answers(earlier) {
		p.key("when").wrong("no earlier choice %q with the option %q", f.When.Field, f.When.Is)
	}
}

func (f Field) proveKind(p proof) {
	oneOf(p.key("kind"), f.Kind, FieldKinds())
	switch f.Kind {
	case Choice:
		if len(f.Options) < 2 {
			p.key("options").wrong("a choice needs two options or more")
		}
		for i, o := range f.Options {
			at := p.key("options").nth(i)
			o.Name.prove(at.key("name"))
			if o.Key == "" || slices.ContainsFunc(f.Options[:i], func(e Option) bool { return e.Key == o.Key }) {
				at.key("key").wrong("%q: a key must be given, and only once", o.Key)
			}
		}
	case Digits:
		if f.Max < f.Min || f.Max == 0 {
			p.key("max").wrong("digits need min and max")
		}
		if _, err := regexp.Compile(f.Pattern); err != nil {
			p.key("pattern").wrong("%w", err)
		}
		f.Unit.proveAny(p.key("unit"))
		f.proveExample(p.key("example"))
	case Words:
		if f.Max < f.Min || f.Max == 0 {
			p.key("max").wrong("words need min and max")
		}
		f.proveExample(p.key("example"))
	case Date:
		f.Earliest.prove(p.key("earliest"))
		f.Latest.prove(p.key("latest"))
	}
}

// proveExample wants a value that passes. What is wrong with the pattern is told there.
func (f Field) proveExample(p proof) {
	if _, err := regexp.Compile(f.Pattern); err != nil || f.Max < f.Min || f.Max == 0 {
		return
	}
	if f.Example == "" {
		p.wrong("no value that passes, for rehearsals")
	} else if problem := f.Validate(f.Example, ""); problem != Fine {
		p.wrong("%q does not pass: %s", f.Example, problem)
	}
}

// answers reports whether the condition can ever be met.
func (w When) answers(earlier []Field) bool {
	for _, e := range earlier {
		if _, ok := e.Option(w.Is); e.Key == w.Field && ok {
			return true
		}
	}
	return false
}
