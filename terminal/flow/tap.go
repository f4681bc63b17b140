package flow

import (
	"slices"

	"yitiji/terminal/catalog"
)

// tap takes what a person did. A touch on a screen that has gone is dropped.
func (t *turn) tap(e Tap) {
	if e.On != t.Token() {
		return
	}
	t.Touched, t.Visit.Resumed = t.Now, false
	switch {
	case t.Asking != NoQuestion:
		t.tapDialog(e)
	case t.Stage != Attract && t.tapAnywhere(e):
	default:
		t.tapStage(e)
	}
}

func (t *turn) tapDialog(e Tap) {
	switch e.Do {
	case Stay:
		t.Asking = NoQuestion
	case Leave:
		t.walkedAway()
	case Save:
		t.save()
	}
}

// tapAnywhere takes the verbs that mean the same on every screen of a visit.
func (t *turn) tapAnywhere(e Tap) bool {
	switch e.Do {
	case Speak:
		t.speak(catalog.Lang(e.Value))
	case Enlarge:
		t.Visit.Large = !t.Visit.Large
	case Hear:
		t.Visit.Aloud = !t.Visit.Aloud
	case Leave:
		t.leave()
	default:
		return false
	}
	return true
}

func (t *turn) speak(lang catalog.Lang) {
	if !slices.Contains(catalog.Offered(), lang) {
		return
	}
	t.Visit.Lang = lang
}

// leave ends the visit, with a question first where something would be lost. It
// cannot interrupt what is being kept or printed.
func (t *turn) leave() {
	switch t.Stage {
	case Submitting, Printing, Deciding, Sheets, LeafletPrinting, Dispensing, Saving, Goodbye, Attract:
	case Done, PaperFault, Refused, Progress, Result:
		t.walkedAway()
	default:
		if t.Visit.Personal() {
			t.Asking = AskLeave
			return
		}
		t.walkedAway()
	}
}

func (t *turn) tapStage(e Tap) {
	switch t.Stage {
	case Attract:
		t.tapAttract(e)
	case Services:
		t.tapServices(e)
	case Shelves:
		t.tapShelf(e)
	case Find:
		t.tapFind(e)
	case Notice, Guide:
		t.tapGuide(e)
	case Identify:
		t.tapIdentify(e)
	case SignIn:
		t.tapSignIn(e)
	case TextTo:
		t.tapTextTo(e)
	case TextCode:
		t.tapTextCode(e)
	case Confirm:
		t.tapConfirm(e)
	case Firm:
		t.tapFirm(e)
	case FirmCode:
		t.tapFirmCode(e)
	case FirmFound:
		t.tapFirmFound(e)
	case Refused:
		t.tapRefused(e)
	case Form:
		t.tapForm(e)
	case Review:
		t.tapReview(e)
	case PaperFault:
		t.tapPaperFault(e)
	case Done:
		t.tapDone(e)
	case Goodbye:
		t.tapGoodbye(e)
	case Query, Progress:
		t.tapQuery(e)
	case Materials:
		t.tapMaterials(e)
	case Gather:
		t.tapGather(e)
	case Scanning:
		t.tapScanning(e)
	case Phone:
		t.tapPhone(e)
	case Promise:
		t.tapPromise(e)
	case Sign:
		t.tapSign(e)
	case Pay:
		t.tapPay(e)
	case Asking:
		t.tapAsking(e)
	case Result:
		t.tapResult(e)
	case Mine:
		t.tapMine(e)
	case Resuming:
		t.tapResuming(e)
	case Saving:
		t.tapSaving(e)
	}
}

// tapAttract begins a visit with whatever is touched first.
func (t *turn) tapAttract(e Tap) {
	switch e.Do {
	case Begin:
		t.enter(Services)
	case Speak, Enlarge, Hear:
		t.tapAnywhere(e)
		t.enter(Services)
	default:
		t.tapServices(e)
	}
}

func (t *turn) tapServices(e Tap) {
	switch e.Do {
	case Open:
		if it, ok := t.Catalog.Item(catalog.ItemCode(e.Value)); ok && t.Closed(it) == NoObstacle {
			t.open(it)
		}
	case LookUp:
		t.enter(Query)
	case Browse:
		t.browse(e.Value)
	case Search:
		t.find()
	case MyPage:
		if t.Online && !t.Shut(catalog.CardReader) {
			t.begin(catalog.StepIdentify, stepMine)
		}
	}
}

func (t *turn) tapGuide(e Tap) {
	switch e.Do {
	case Next:
		t.forward()
	case Back:
		t.backward()
	case PrintIt:
		t.printLeaflet()
	}
}

func (t *turn) tapGoodbye(e Tap) {
	if e.Do == Finish {
		t.end()
	}
}
