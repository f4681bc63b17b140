package flowtest

import (
	"testing"
	"time"

	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/flow"
	"yitiji/terminal/health"
	"yitiji/terminal/identity"
)

// Scene is a State worth looking at.
type Scene struct {
	Name  string
	State flow.State
}

// Scenes lists every screen of a visit in lang, troubles and dialogs included.
func Scenes(t testing.TB, lang catalog.Lang) []Scene {
	t.Helper()
	var out []Scene
	scene := func(name string, reach func(v *Visit)) {
		v := Begin(t)
		reach(v)
		v.State.Visit.Lang = lang
		out = append(out, Scene{name, v.State})
	}
	arriving(scene)
	proving(scene)
	signingIn(scene)
	acting(scene)
	representing(scene)
	filling(scene)
	givingIn(scene)
	booked(scene)
	ending(scene)
	outcomes(scene)
	concerns(scene)
	return out
}

type sceneFunc func(name string, reach func(v *Visit))

func arriving(scene sceneFunc) {
	scene("attract", func(*Visit) {})
	scene("attract-out-of-order", func(v *Visit) {
		v.Take(flow.Conditions{Codes: []health.Code{health.ReaderAbsent, health.ReceiptNoPaper}})
	})
	scene("services", func(v *Visit) { v.toServices() })
	scene("services-closed", func(v *Visit) {
		v.toServices()
		v.Take(flow.Conditions{Codes: []health.Code{health.ReaderAbsent, health.ScannerAbsent}, Online: true})
	})
	scene("shelves", func(v *Visit) { v.toServices(); v.Tap(flow.Browse, "domain") })
	scene("shelf", func(v *Visit) { v.toServices(); v.Tap(flow.Browse, "all") })
	scene("find", func(v *Visit) { v.toServices(); v.Tap(flow.Search) })
	scene("find-pinyin", func(v *Visit) { v.toServices(); v.Tap(flow.Search); v.Type("gaoling") })
	scene("find-sentence", func(v *Visit) {
		v.toServices()
		v.Tap(flow.Search)
		for _, letters := range []string{"mama", "bashi", "le", "neng", "ling", "qian"} {
			v.Type(letters)
			v.Tap(flow.Key, " ")
		}
	})
	scene("find-nothing", func(v *Visit) { v.toServices(); v.Tap(flow.Search); v.Type("qqqzzz") })
	scene("guide", func(v *Visit) { v.ToGuide() })
	scene("guide-leaflet", func(v *Visit) { v.ToGuide(); v.Tap(flow.PrintIt) })
	scene("guide-leaflet-jam", func(v *Visit) { v.ToGuide(); v.jamLeaflet() })
	scene("guide-no-printer", func(v *Visit) {
		v.ToGuide()
		v.Take(flow.Conditions{Codes: []health.Code{health.ReceiptNoPaper}, Online: true, NoPrinter: true})
	})
	scene("query", func(v *Visit) { v.toServices(); v.Tap(flow.LookUp) })
	scene("query-not-a-slip", func(v *Visit) {
		v.toServices()
		v.Tap(flow.LookUp)
		v.Take(flow.Scanned{Ticket: v.State.Ticket, Text: "https://example.com"})
	})
	scene("progress", func(v *Visit) { v.toProgress(false) })
	scene("progress-accepted", func(v *Visit) { v.toProgress(true) })
}

// acting is for another person.
func acting(scene sceneFunc) {
	scene("identify-agent", func(v *Visit) { v.ToCard(); v.Tap(flow.ActFor, string(identity.AsHelper)) })
	scene("identify-other", func(v *Visit) { v.ToActing(identity.AsHelper) })
	scene("confirm-other", func(v *Visit) { v.ToActing(identity.AsHelper); v.Card(Lin()) })
	scene("refused-same-card", func(v *Visit) { v.ToActing(identity.AsAgent); v.Card(Gang()) })
	scene("refused-agent-too-young", func(v *Visit) {
		young := Gang()
		young.Birth, young.Number = "2009-03-12", WithCheck("99999920090312001")
		v.ToCard()
		v.Tap(flow.ActFor, string(identity.AsAgent))
		v.Card(young)
	})
	scene("goodbye-both", func(v *Visit) { v.ToActing(identity.AsAgent); v.Card(Lin()); v.Tap(flow.Leave); v.Tap(flow.Leave) })
}

// representing is for a firm.
func representing(scene sceneFunc) {
	scene("firm", func(v *Visit) { v.ToFirm() })
	scene("firm-checking", func(v *Visit) { v.ToFirm(); v.Take(flow.Scanned{Ticket: v.State.Ticket, Text: "999999EL"}) })
	for _, lack := range []centre.FirmLack{centre.NoSuchFirm, centre.NoRight} {
		scene("firm-"+string(lack), func(v *Visit) {
			v.ToFirm()
			v.Take(flow.Scanned{Ticket: v.State.Ticket, Text: "999999EL"})
			v.Tell(&centre.Represented{Lack: lack})
		})
	}
	scene("firm-elsewhere", func(v *Visit) {
		v.ToFirm()
		v.Take(flow.Scanned{Ticket: v.State.Ticket, Text: "999999EL"})
		v.Untold(flow.Elsewhere)
	})
	scene("firm-code", func(v *Visit) { v.ToFirm(); v.Tap(flow.TypeIt); v.Type(RightCode) })
	scene("firm-code-doubtful", func(v *Visit) { v.ToFirm(); v.Tap(flow.TypeIt); v.Type(WrongCode); v.Tap(flow.Next) })
	scene("firm-code-no-right", func(v *Visit) {
		v.ToFirm()
		v.Tap(flow.TypeIt)
		v.Type(RightCode)
		v.Tap(flow.Next)
		v.Tell(&centre.Represented{Lack: centre.NoRight})
	})
	scene("firm-found", func(v *Visit) {
		v.ToFirm()
		v.Take(flow.Scanned{Ticket: v.State.Ticket, Text: "999999EL"})
		v.Tell(&centre.Represented{Firm: Works()})
	})
}

// signingIn is by a phone.
func signingIn(scene sceneFunc) {
	scene("identify-checking", func(v *Visit) { v.ToProof(); v.Take(flow.Scanned{Ticket: v.State.Ticket, Text: "999999ID"}) })
	scene("identify-code-spent", func(v *Visit) {
		v.ToProof()
		v.Take(flow.Scanned{Ticket: v.State.Ticket, Text: "999999ID"})
		v.Tell(&centre.Proved{State: centre.Spent})
	})
	scene("identify-phone-only", func(v *Visit) {
		v.ToProof()
		var gone []health.Code
		for _, d := range []catalog.Device{catalog.CardReader, catalog.PassportReader, catalog.SocialCardSlot} {
			gone = append(gone, health.At(string(d), health.Absent))
		}
		v.Take(flow.Conditions{Codes: gone, Online: true})
	})
	scene("sign-in-asking", func(v *Visit) { v.ToProof(); v.Tap(flow.UsePhone) })
	scene("sign-in-trouble", func(v *Visit) {
		v.ToProof()
		v.Tap(flow.UsePhone)
		v.Take(flow.NotTold{Ticket: v.State.Ticket, Trouble: flow.Elsewhere})
	})
	scene("sign-in", func(v *Visit) { v.ToSignIn() })
	for _, state := range []centre.SignInState{centre.Opened, centre.Declined, centre.Spent} {
		scene("sign-in-"+string(state), func(v *Visit) {
			v.ToSignIn()
			v.Pass(flow.PollEvery)
			v.Tell(&centre.Proved{State: state})
		})
	}
	scene("text-to", func(v *Visit) { v.ToText() })
	scene("text-to-wrong-number", func(v *Visit) { v.ToText(); v.Type("999999195002020020"); v.Tap(flow.Next) })
	scene("text-to-sending", func(v *Visit) { v.ToText(); v.Type(Lin().Number); v.Tap(flow.Next) })
	scene("text-to-wait", func(v *Visit) { v.ToText(); v.Type(Lin().Number); v.Tap(flow.Next); v.Tell(&centre.CodeSent{Wait: 42}) })
	scene("text-to-elsewhere", func(v *Visit) { v.ToText(); v.Type(Lin().Number); v.Tap(flow.Next); v.Untold(flow.Elsewhere) })
	scene("text-code", func(v *Visit) { v.ToTextCode() })
	scene("text-code-wrong", func(v *Visit) { v.ToTextCode(); v.TypeCode("123456", centre.Wrong) })
	scene("text-code-spent", func(v *Visit) { v.ToTextCode(); v.TypeCode("123456", centre.Spent) })
	scene("confirm-phone", func(v *Visit) { v.ToSignIn(); v.Pass(flow.PollEvery); v.Phone(Vouched()) })
	scene("goodbye-phone", func(v *Visit) {
		v.ToSignIn()
		v.Pass(flow.PollEvery)
		v.Phone(Vouched())
		v.Tap(flow.Leave)
		v.Tap(flow.Leave)
	})
}

func proving(scene sceneFunc) {
	scene("identify", func(v *Visit) { v.ToCard() })
	scene("identify-lift-first", func(v *Visit) { v.ToCard(); v.Pass(flow.HintAfter) })
	for _, trouble := range []flow.Trouble{flow.Misread, flow.Disconnected, flow.WrongCard} {
		scene("identify-"+string(trouble), func(v *Visit) {
			v.ToCard()
			v.Take(flow.DocumentFailed{Ticket: v.State.Ticket, Trouble: trouble})
		})
	}
	scene("confirm", func(v *Visit) { v.ToCard(); v.Card(Lin()) })
	scene("identify-any", func(v *Visit) { v.ToProof() })
	scene("identify-any-wrong-document", func(v *Visit) {
		v.ToProof()
		v.Take(flow.DocumentFailed{Ticket: v.State.Ticket, Trouble: flow.WrongCard})
	})
	scene("confirm-passport", func(v *Visit) { v.ToProof(); v.Card(Astrid()) })
	scene("refused-passport-expired", func(v *Visit) {
		old := Astrid()
		old.ValidTo = "2021-03-01"
		v.ToProof()
		v.Card(old)
	})
	scene("refused-no-birth", func(v *Visit) {
		unknown := Astrid()
		unknown.Birth = ""
		v.ToProof()
		v.Card(unknown)
	})
	scene("refused-not-yet-valid", func(v *Visit) {
		young := Lin()
		young.ValidFrom = "2026-12-01"
		v.ToCard()
		v.Card(young)
	})
	scene("identify-step-up", func(v *Visit) { v.toStepUp() })
	scene("goodbye-passport", func(v *Visit) { v.ToProof(); v.Card(Astrid()); v.Tap(flow.Leave); v.Tap(flow.Leave) })
	scene("refused-too-young", func(v *Visit) {
		young := Lin()
		young.Birth, young.Number = "1958-05-05", WithCheck("99999919580505002")
		v.ToCard()
		v.Card(young)
	})
	scene("refused-expired", func(v *Visit) {
		old := Lin()
		old.ValidTo = "2021-03-01"
		v.ToCard()
		v.Card(old)
	})
}

func filling(scene sceneFunc) {
	scene("form-residence", func(v *Visit) { v.ToCard(); v.Card(Lin()); v.Tap(flow.Next) })
	scene("form-residence-aloud", func(v *Visit) { v.ToCard(); v.Card(Lin()); v.Tap(flow.Next); v.Tap(flow.Hear) })
	scene("form-residence-again", func(v *Visit) { v.toBank(); v.Tap(flow.Back) })
	scene("filling", func(v *Visit) { v.Facts = nil; v.ToCard(); v.Card(Lin()); v.Tap(flow.Next) })
	scene("review-known", func(v *Visit) {
		v.Facts = Known()
		v.toBank()
		v.At(flow.Review)
	})
	scene("form-words", func(v *Visit) { v.toWords(); v.Type("zhiyuan"); v.Tap(flow.Key, " "); v.Type("fuwu") })
	scene("form-words-short", func(v *Visit) { v.toWords(); v.Tap(flow.Next) })
	scene("form-bank", func(v *Visit) { v.toBank() })
	scene("form-code", func(v *Visit) { v.To(Seals); v.Type("91999999MA00") })
	scene("form-code-wrong", func(v *Visit) { v.To(Seals); v.Type(WrongCode); v.Tap(flow.Next) })
	scene("form-account-wrong", func(v *Visit) { v.toAccount(); v.Type("4111111111111112"); v.Tap(flow.Next) })
	scene("form-phone", func(v *Visit) { v.toAccount(); v.Type("4111111111111111"); v.Tap(flow.Next); v.Type("1380013") })
	scene("review", func(v *Visit) { v.ToReview() })
	scene("review-offline", func(v *Visit) { v.ToReview(); v.Take(flow.Conditions{}) })
	scene("review-store-full", func(v *Visit) {
		v.ToReview()
		v.Tap(flow.Next)
		v.Take(flow.KeepFailed{Ticket: v.State.Ticket, Trouble: flow.StoreFull})
	})
	scene("leave", func(v *Visit) { v.ToReview(); v.Tap(flow.Leave) })
	scene("more-time", func(v *Visit) { v.ToReview(); v.Pass(flow.Patience + 5*time.Second) })
}

func ending(scene sceneFunc) {
	scene("submitting", func(v *Visit) { v.ToReview(); v.Tap(flow.Next) })
	scene("printing", func(v *Visit) { v.ToPrinting() })
	scene("paper-out", func(v *Visit) {
		v.ToPrinting()
		v.Take(flow.PrintFailed{Ticket: v.State.Ticket, Trouble: "no-paper", Started: true})
	})
	scene("paper-unsure", func(v *Visit) {
		v.ToPrinting()
		v.Restart()
		v.Take(flow.Recalled{Ticket: v.State.Ticket, Begun: true})
	})
	scene("paper-out-draft", func(v *Visit) {
		v.toDraftSlip()
		v.Take(flow.PrintFailed{Ticket: v.State.Ticket, Trouble: "no-paper"})
	})
	scene("paper-unsure-draft", func(v *Visit) {
		v.toDraftSlip()
		v.Restart()
		v.Take(flow.Recalled{Ticket: v.State.Ticket, Begun: true})
	})
	scene("review-resumed", func(v *Visit) { v.ToReview().Restart() })
	scene("account-resumed", func(v *Visit) { v.toAccount(); v.Restart() })
	scene("done-resumed", func(v *Visit) { v.ToDone(); v.Restart() })
	scene("paper-not-taken", func(v *Visit) {
		v.ToPrinting()
		v.Take(flow.Conditions{Codes: []health.Code{health.ReceiptNotTaken}, Online: true, NoPrinter: true})
		v.Take(flow.PrintFailed{Ticket: v.State.Ticket, Trouble: "paper-not-taken"})
	})
	scene("paper-unplugged-second", func(v *Visit) {
		v.ToDone()
		v.Tap(flow.Another)
		v.second()
		v.Take(flow.PrintFailed{Ticket: v.State.Ticket, Trouble: flow.Disconnected})
	})
	scene("done-without-slip", func(v *Visit) {
		v.ToPrinting()
		v.Take(flow.PrintFailed{Ticket: v.State.Ticket, Trouble: "jam"})
		v.Tap(flow.NoPaper)
	})
	scene("done-torn-slip", func(v *Visit) {
		v.ToPrinting()
		v.Take(flow.PrintFailed{Ticket: v.State.Ticket, Trouble: "jam", Started: true})
		v.Tap(flow.NoPaper)
	})
	scene("done-offline", func(v *Visit) { v.ToDone(); v.Pass(5 * time.Second) })
	scene("done-accepted", func(v *Visit) {
		v.ToDone()
		v.Take(flow.Conditions{Online: true})
		v.Take(flow.Answered{Slip: v.State.Visit.Slip, Official: "999999-20261122-000123-7"})
	})
	scene("done-rated", func(v *Visit) { v.ToDone(); v.Tap(flow.Rate, "5") })
	scene("goodbye", func(v *Visit) { v.ToDone(); v.Tap(flow.Finish) })
	scene("goodbye-slip-hangs", func(v *Visit) {
		v.ToDone()
		v.Take(flow.Conditions{Codes: []health.Code{health.ReceiptNotTaken}, Online: true, NoPrinter: true})
		v.Tap(flow.Finish)
	})
}

// jamLeaflet wants the leaflet, which does not come out whole.
func (v *Visit) jamLeaflet() {
	v.Tap(flow.PrintIt)
	v.Take(flow.PrintFailed{Ticket: v.State.Ticket, Trouble: "jam", Started: true})
}

// second goes on from the services to the printing of another application of the
// same person.
func (v *Visit) second() {
	v.Tap(flow.Open, "GLJT-999999")
	v.Tap(flow.Next)
	v.Tap(flow.Next)
	v.Tap(flow.Pick, "card")
	v.Tap(flow.Pick, "rural")
	v.Type("4111111111111111")
	v.Tap(flow.Next)
	v.Tap(flow.Pass)
	v.Tap(flow.Next)
	v.Take(flow.Kept{Ticket: v.State.Ticket, Slip: catalog.NewSlipNumber("YX07", Morning(), 37)})
	v.At(flow.Printing)
}

func (v *Visit) toServices() { v.Tap(flow.Begin) }

func (v *Visit) toBank() {
	v.ToCard()
	v.Card(Lin())
	v.Tap(flow.Next)
	v.Tap(flow.Pick, "card")
}

func (v *Visit) toAccount() {
	v.toBank()
	v.Tap(flow.Pick, "rural")
}

func (v *Visit) toProgress(delivered bool) {
	slip := catalog.NewSlipNumber("YX07", Morning(), 36)
	v.toServices()
	v.Tap(flow.LookUp)
	v.Take(flow.Scanned{Ticket: v.State.Ticket, Text: string(slip)})
	f := &flow.Finding{Slip: slip, Item: "GLJT-999999", At: Morning(), Delivered: delivered}
	if delivered {
		f.Official = "999999-20261122-000123-7"
	}
	v.Take(flow.Found{Ticket: v.State.Ticket, Finding: f})
}

// toWords goes on until something is to be written.
func (v *Visit) toWords() {
	v.To(NoCrime)
	v.Tap(flow.Pick, "other")
	v.Type("20080305")
	v.Tap(flow.Next)
}
