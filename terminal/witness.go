package terminal

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/flow"
	"yitiji/terminal/health"
	"yitiji/terminal/identity"
)

// witness has seen one step of the flow, and says what was decided by it. The flow itself knows
// nothing of an audit: what mattered can be seen from the State before and the State after.
type witness struct {
	items         *catalog.Catalog
	before, after flow.State
	event         flow.Event
	effects       []flow.Effect
}

// decisions are in the order of a visit.
func (w witness) decisions() (all []Decision) {
	for _, look := range []func() []Decision{
		w.item, w.identity, w.agreement, w.signature, w.payment, w.paper, w.ending, w.gate,
	} {
		all = append(all, look()...)
	}
	return all
}

// detail is what a decision says beside its code: names and values, by turns. What is empty is
// left out.
func detail(pairs ...string) map[string]string {
	var all map[string]string
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			continue
		}
		if all == nil {
			all = map[string]string{}
		}
		all[pairs[i]] = pairs[i+1]
	}
	return all
}

// decided is one decision of the person about what the visit is about.
func (w witness) decided(what DecisionCode, pairs ...string) []Decision {
	on := matterOf(w.before.Visit)
	return []Decision{{What: what, Who: ByCitizen, Slip: on.slip, Item: on.item, Detail: detail(pairs...)}}
}

// refused is one decision of the terminal about it.
func (w witness) refused(what DecisionCode, pairs ...string) []Decision {
	all := w.decided(what, pairs...)
	all[0].Who = ByTerminal
	return all
}

// matter is what a visit is about.
type matter struct {
	slip SlipNumber
	item ItemCode
}

func matterOf(v flow.Visit) matter {
	on := matter{slip: v.Slip}
	if v.Item != nil {
		on.item = v.Item.Code
	}
	return on
}

// tapped reports whether the person did something on a stage that was there.
func (w witness) tapped(on flow.Stage, do flow.Verb) bool {
	tap, ok := w.event.(flow.Tap)
	return ok && w.before.Stage == on && tap.Do == do && tap.On == w.before.Token() && w.before.Asking == flow.NoQuestion
}

// left is tapped, where it led on.
func (w witness) left(stage flow.Stage, do flow.Verb) bool {
	return w.tapped(stage, do) && w.after.Stage != stage
}

// item says that a service was not begun, and why: it is closed here and now, or not for this
// person.
func (w witness) item() []Decision {
	if w.entered(flow.Refused) && w.after.Visit.Refusal == flow.Unfit {
		return w.refused(ItemRefused, "reason", string(flow.Unfit))
	}
	for _, stage := range []flow.Stage{flow.Attract, flow.Services, flow.Shelves, flow.Find, flow.Mine} {
		if !w.tapped(stage, flow.Open) {
			continue
		}
		wanted, ok := w.items.Item(ItemCode(w.event.(flow.Tap).Value))
		if !ok || w.after.Visit.Item == wanted {
			return nil
		}
		refused := w.refused(ItemRefused, "reason", string(w.before.Closed(wanted)))
		refused[0].Item = wanted.Code
		return refused
	}
	return nil
}

func (w witness) entered(stage flow.Stage) bool {
	return w.before.Stage != stage && w.after.Stage == stage
}

// identity says whether the person proved who they are.
func (w witness) identity() []Decision {
	switch v := w.after.Visit; {
	case w.left(flow.Confirm, flow.Next):
		v := w.before.Visit
		return w.decided(IdentityProved, append(forWhom(who(v.Proof), v.Agent), "assurance", string(v.Assurance()))...)
	case w.tapped(flow.Confirm, flow.NotMyCard):
		return w.decided(IdentityRefused, append(who(w.before.Visit.Proof), "reason", string(flow.NotMyCard))...)
	case w.entered(flow.Refused) && slices.Contains(ofDocuments, v.Refusal):
		return w.refused(IdentityRefused, append(who(v.Proof), "reason", string(v.Refusal))...)
	case w.before.Visit.Misread != v.Misread && (v.Misread == flow.WrongCard || v.Misread == flow.CodeSpent):
		return w.refused(IdentityRefused, "reason", string(v.Misread))
	case w.before.Visit.SignIn != v.SignIn && v.SignIn == centre.Declined:
		return w.decided(IdentityRefused, "way", string(identity.ByPhone), "reason", string(centre.Declined))
	}
	return nil
}

// ofDocuments are the refusals by which a document, or an account, proved nothing.
var ofDocuments = []flow.Refusal{flow.WrongDocument, flow.Expired, flow.NotYetValid, flow.BadNumber, flow.NoBirth, flow.SameCard, flow.AgentTooYoung}

// who is whom somebody was shown to be, as an audit may name them.
func who(p identity.Proof) []string {
	return []string{"way", string(p.Way), "document", string(p.Person.Document), "number", identity.MaskNumber(p.Person.Number)}
}

// forWhom adds who acts for them.
func forWhom(who []string, a identity.Agent) []string {
	return append(who, "role", string(a.Role), "agent", identity.MaskNumber(a.Person.Number))
}

// agreement says what the person agreed to, or promised.
func (w witness) agreement() []Decision {
	switch {
	case w.left(flow.Guide, flow.Next):
		return w.decided(ConsentGiven, "version", strconv.Itoa(w.before.Visit.Item.Version))
	case w.left(flow.Promise, flow.Next):
		return w.decided(PromiseGiven, "material", w.before.Visit.Material)
	}
	return nil
}

// signature says that the person signed, or that what they signed is handed in by nobody.
func (w witness) signature() []Decision {
	signed, signs := w.before.Visit.Signature != nil, w.before.Stage == flow.Sign
	switch {
	case signed && w.left(flow.Sign, flow.Next):
		return w.decided(SignatureGiven)
	case signed && !signs && w.after.Visit.Signature == nil && w.before.Visit.Slip == "":
		return w.decided(SignatureWithdrawn)
	}
	return nil
}

// payment says what became of an order, as the centre told, and that it is given up.
func (w witness) payment() []Decision {
	v := w.before.Visit
	if slices.ContainsFunc(w.effects, isGivenUp) && v.Order != nil {
		return w.decided(PaymentGivenUp, append(order(v.Order), "state", string(v.Payment))...)
	}
	if v.Order == nil || w.after.Visit.Payment == v.Payment {
		return nil
	}
	switch state := w.after.Visit.Payment; state {
	case centre.PaidUp:
		return w.decided(PaymentMade, order(v.Order)...)
	case centre.Refunded:
		return w.refused(PaymentRefunded, order(v.Order)...)
	case centre.Lapsed, centre.Refused:
		return w.refused(PaymentFailed, append(order(v.Order), "reason", string(state))...)
	}
	return nil
}

func isGivenUp(e flow.Effect) bool {
	_, is := e.(flow.GiveUpOrder)
	return is
}

func order(o *centre.Order) []string {
	return []string{"order", o.Number, "fen", strconv.Itoa(int(o.Amount))}
}

// paper says what the person said of a paper of which the terminal does not know the end.
func (w witness) paper() []Decision {
	switch {
	case w.left(flow.PaperFault, flow.Have):
		return w.decided(PaperConfirmed)
	case w.left(flow.PaperFault, flow.NoPaper):
		return w.decided(PaperWaived, "reason", string(w.before.Visit.Trouble))
	}
	return nil
}

// ending says who ended the visit of somebody who had shown a document, or was given a paper. Who
// only looked at what there is has decided nothing.
func (w witness) ending() []Decision {
	v := w.before.Visit
	if !atHome(w.after.Stage) || atHome(w.before.Stage) || !v.Personal() && !v.PaperSeen {
		return nil
	}
	switch w.event.(type) {
	case flow.Tap:
		return w.decided(VisitEnded, "reason", "person", "stage", string(w.before.Stage))
	case flow.Tick:
		if w.before.Stage != flow.Done {
			return w.refused(VisitEnded, "reason", "idle", "stage", string(w.before.Stage))
		}
	}
	return w.refused(VisitEnded, "reason", "done", "stage", string(w.before.Stage))
}

// atHome reports whether nobody is there any more, or nobody yet.
func atHome(s flow.Stage) bool { return s == flow.Attract || s == flow.Goodbye }

// gate says that new work is not taken any more, or is again.
func (w witness) gate() []Decision {
	was, is := shutBy(w.before), shutBy(w.after)
	switch {
	case was == "" && is != "":
		return []Decision{{What: GateClosed, Who: ByTerminal, Detail: detail("reason", string(is))}}
	case was != "" && is == "":
		return []Decision{{What: GateOpened, Who: ByTerminal, Detail: detail("reason", string(was))}}
	}
	return nil
}

// shutBy is the condition for which no new work is taken; empty where there is none.
func shutBy(s flow.State) health.Code {
	for _, code := range flow.Gate() {
		if s.Has(code) {
			return code
		}
	}
	return ""
}

// record has decided by one step recorded. What the person does again because the program was ended
// before it had written down that it was done, is recorded once: a decision of a visit has a key, of
// where the visit stood and of what was decided.
func (t *Terminal) record(w witness) {
	all := w.decisions()
	for i, d := range all {
		if d.What != GateClosed && d.What != GateOpened {
			all[i].Key = t.keyOf(fmt.Sprint(w.before.Ticket, " ", w.before.Since.UnixNano()), d)
		}
	}
	t.recorder.add(all...)
}

// keyOf is the key of a decision at some place in this life of the program.
func (t *Terminal) keyOf(place string, d Decision) string {
	said, _ := json.Marshal(d) // texts and a map of texts
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %s %s", t.life, place, said))
	return "audit-" + hex.EncodeToString(sum[:8])
}
