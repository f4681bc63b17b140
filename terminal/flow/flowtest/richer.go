package flowtest

import (
	"time"

	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/flow"
	"yitiji/terminal/health"
	"yitiji/terminal/identity"
)

// The items that have what the old-age allowance has not.
const (
	Licence = "JSZH-999999" // materials, a signature, a fee, delivery
	Proof   = "CBZM-999999" // looked up and printed
	Card    = "SBKB-999999" // decided at once; a card comes out
	Sums    = "GSKC-999999" // calculated here
	NoCrime = "WFZJ-999999" // something to write; a promise
	Pension = "YLRZ-999999" // decided at once
	Seals   = "GZKZ-999999" // a firm's credit code
	EBike   = "DDCP-999999" // an appointment
	Advice  = "PFWD-999999" // texts, some of which are told
)

// Zhou is a fictitious citizen of 46 years.
func Zhou() identity.Person {
	p := Lin()
	p.Name, p.Sex, p.Birth, p.Number = "周建国", "1", "1980-03-07", WithCheck("99999919800307001")
	return p
}

// To begins an item, up to the confirmation of the card, where it wants one.
func (v *Visit) To(item string) *Visit {
	v.T.Helper()
	v.Tap(flow.Begin)
	v.Tap(flow.Open, item)
	v.Tap(flow.Next)
	if v.State.Stage == flow.Identify {
		v.Card(Zhou())
		v.Tap(flow.Next)
	}
	if v.State.Stage == flow.Firm { // the register does not answer
		v.Take(flow.Scanned{Ticket: v.State.Ticket, Text: "999999EL"})
		v.Untold(flow.Elsewhere)
		v.Tap(flow.Pass)
	}
	return v
}

// ToFirm goes on to where a firm's licence is awaited.
func (v *Visit) ToFirm() *Visit {
	v.T.Helper()
	v.Tap(flow.Begin)
	v.Tap(flow.Open, Seals)
	v.Tap(flow.Next)
	v.Card(Zhou())
	v.Tap(flow.Next)
	v.At(flow.Firm)
	return v
}

// Works is a fictitious firm.
func Works() catalog.Enterprise {
	return catalog.Enterprise{Code: RightCode, Name: "虚构市清溪机械有限公司", Right: catalog.AsHead}
}

// RightCode is its credit code.
const RightCode = "91999999MA0000013X"

// WrongCode is a credit code of which one character is mistyped.
const WrongCode = "91999999MA0000013T"

// Tell is the centre's answer.
func (v *Visit) Tell(a centre.Answer) { v.Take(flow.Told{Ticket: v.State.Ticket, Answer: a}) }

// Untold is the lack of one.
func (v *Visit) Untold(t flow.Trouble) { v.Take(flow.NotTold{Ticket: v.State.Ticket, Trouble: t}) }

// ToMaterials goes on until the licence's materials are listed.
func (v *Visit) ToMaterials() *Visit {
	v.T.Helper()
	v.To(Licence)
	v.Tap(flow.Pick, "damaged")
	v.Type("13800138000")
	v.Tap(flow.Next)
	v.At(flow.Materials)
	return v
}

// HasPhoto is a centre that holds the photo, and what was given before.
func HasPhoto() *centre.Known {
	return &centre.Known{
		Certificates: []centre.Certificate{{
			Type: "id-photo", Identifier: "1.2.156.3005.2.1.1.1.001.0", Name: "证件照", Issuer: "云溪区公安分局", Issued: "2024-05-01",
		}},
	}
}

// ToScanned goes on until a page has been scanned for the old licence.
func (v *Visit) ToScanned() *Visit {
	v.T.Helper()
	v.ToMaterials()
	v.Tell(HasPhoto())
	v.Tap(flow.Pick, "old")
	v.Tap(flow.Pick, string(catalog.ByScan))
	v.Tap(flow.Scan)
	v.Take(flow.PagesScanned{Ticket: v.State.Ticket, Digests: []string{"a1"}})
	v.At(flow.Scanning)
	return v
}

// ToSign goes on until a signature is asked for.
func (v *Visit) ToSign() *Visit {
	v.T.Helper()
	v.ToScanned()
	v.Tap(flow.Next)
	v.Tap(flow.Next)
	v.Tap(flow.Pick, catalog.PostToCard)
	v.At(flow.Review)
	v.Tap(flow.Next)
	v.At(flow.Sign)
	return v
}

// Hand is a signature.
const Hand = "100,200 140,180 180,160 220,200 260,240 300,200 340,180 380,200;420,160 460,240"

// ToPay goes on until an order can be paid.
func (v *Visit) ToPay() *Visit {
	v.T.Helper()
	v.ToSign()
	v.Tap(flow.Draw, Hand)
	v.Tap(flow.Next)
	v.At(flow.Pay)
	v.Tell(&centre.Order{
		Number: "P20261122000001", Amount: 1000, Code: "https://pay.example.org/P20261122000001",
		Until: Morning().Add(5 * time.Minute).UnixMilli(),
	})
	return v
}

// ToFound goes on until the proof of insurance is on the screen.
func (v *Visit) ToFound() *Visit {
	v.T.Helper()
	v.toAsking()
	v.Tell(&centre.Finding{
		Rows: []centre.Row{
			{Label: catalog.Text{"zh-Hans": "参保情况", "en": "Insured"}, Part: true},
			{Label: catalog.Text{"zh-Hans": "养老保险", "en": "Pension"}, Value: "2003-07 — 2026-10"},
			{Label: catalog.Text{"zh-Hans": "累计缴费", "en": "Months paid"}, Value: "276"},
		},
		Paper: &centre.Paper{
			Name: catalog.Text{"zh-Hans": "社会保险参保证明", "en": "Proof of social insurance"}, Number: "CB20261122000001",
			Format: "application/pdf", Data: []byte("%PDF-1.7"), Sheets: 1,
		},
	})
	v.At(flow.Result)
	return v
}

func (v *Visit) toAsking() {
	v.To(Proof)
	for _, option := range []string{"all", "year", "work"} {
		v.Tap(flow.Pick, option)
	}
	v.At(flow.Asking)
}

// ToDeciding goes on until a department decides on a new card.
func (v *Visit) ToDeciding() *Visit {
	v.T.Helper()
	v.To(Card)
	v.Tap(flow.Pick, "lost")
	v.Tap(flow.Pass)
	v.Tap(flow.Next)
	v.Tap(flow.Draw, Hand)
	v.Tap(flow.Next)
	v.received()
	v.At(flow.Deciding)
	return v
}

// received is an application that is kept, and on which the centre has put its number.
func (v *Visit) received() {
	v.Take(flow.Kept{Ticket: v.State.Ticket, Slip: catalog.NewSlipNumber("YX07", Morning(), 36)})
	v.Take(flow.Answered{Slip: v.State.Visit.Slip, Official: "999999-20261122-000123-7"})
}

// ToSums goes on until a calculation is done.
func (v *Visit) ToSums() *Visit {
	v.T.Helper()
	v.To(Sums)
	for _, option := range []string{"2", "shared", "loan", "none"} {
		v.Tap(flow.Pick, option)
	}
	v.At(flow.Result)
	return v
}

// Times are two that may be booked, and one that is taken.
func Times() *centre.Free {
	place := catalog.Text{"zh-Hans": "云溪镇交警中队院内（云溪街35号）", "en": "Yunxi traffic police, 35 Yunxi Street, in the yard"}
	slot := func(key, zh, en string, left int) centre.Slot {
		return centre.Slot{Key: key, Name: catalog.Text{"zh-Hans": zh, "en": en}, Place: place, Left: left}
	}
	return &centre.Free{Field: "slot", Slots: []centre.Slot{
		slot("2026-11-24T09:00", "11月24日 周二 09:00", "Tue 24 Nov, 09:00", 0),
		slot("2026-11-24T14:00", "11月24日 周二 14:00", "Tue 24 Nov, 14:00", 3),
		slot("2026-11-25T10:00", "11月25日 周三 10:00", "Wed 25 Nov, 10:00", 1),
	}}
}

// ToTimes goes on until a time is to be chosen.
func (v *Visit) ToTimes() *Visit {
	v.T.Helper()
	v.To(EBike)
	v.Tap(flow.Pick, "town")
	v.Tell(Times())
	v.At(flow.Form)
	return v
}

// ToBooked goes on until the appointment is kept.
func (v *Visit) ToBooked() *Visit {
	v.T.Helper()
	v.ToTimes()
	v.Tap(flow.Pick, "2026-11-24T14:00")
	v.Type("13800138000")
	v.Tap(flow.Next)
	v.At(flow.Review)
	v.Tap(flow.Next)
	v.Take(flow.Kept{Ticket: v.State.Ticket, Slip: catalog.NewSlipNumber("YX07", Morning(), 36)})
	v.At(flow.Submitting)
	return v
}

// ToAdvice goes on until what the law says is told.
func (v *Visit) ToAdvice() *Visit {
	v.T.Helper()
	v.To(Advice)
	for _, option := range []string{"work", "unpaid"} {
		v.Tap(flow.Pick, option)
	}
	v.At(flow.Result)
	return v
}

// booked are the screens of an appointment.
func booked(scene sceneFunc) {
	scene("form-slot", func(v *Visit) { v.ToTimes() })
	scene("done-booked", func(v *Visit) {
		v.ToBooked()
		v.Take(flow.Answered{Slip: v.State.Visit.Slip, Official: "999999-20261122-000123-7"})
		v.Take(flow.PrintEnded{Ticket: v.State.Ticket})
	})
	scene("done-booked-unheard", func(v *Visit) {
		v.ToBooked()
		v.Pass(flow.AnswerPatience)
		v.Take(flow.PrintEnded{Ticket: v.State.Ticket})
	})
	scene("progress-booked", func(v *Visit) {
		v.toProgress(true)
		v.Tell(&centre.Standing{
			Item: EBike, Official: "999999-20261122-000123-7", Stage: centre.Received, Appointment: Times().Slots[1].Appointment(),
			Events: []centre.Event{{At: Morning().UnixMilli(), Stage: centre.Received}},
		})
	})
}

// givingIn are the screens of materials, signature and payment.
func givingIn(scene sceneFunc) {
	scene("materials-asking", func(v *Visit) { v.ToMaterials() })
	scene("materials", func(v *Visit) { v.ToMaterials(); v.Tell(HasPhoto()) })
	scene("materials-missing", func(v *Visit) { v.ToMaterials(); v.Tell(HasPhoto()); v.Tap(flow.Next) })
	scene("materials-leaflet-jam", func(v *Visit) { v.ToMaterials(); v.Tell(HasPhoto()); v.jamLeaflet() })
	scene("materials-unknown", func(v *Visit) { v.ToMaterials(); v.Untold(flow.Elsewhere) })
	scene("gather", func(v *Visit) { v.ToMaterials(); v.Tell(HasPhoto()); v.Tap(flow.Pick, "old") })
	scene("gather-no-scanner", func(v *Visit) {
		v.ToMaterials()
		v.Take(flow.Conditions{Codes: []health.Code{health.At("paper", health.Absent)}, Online: true})
		v.Tap(flow.Pick, "old")
	})
	scene("scanning", func(v *Visit) {
		v.ToMaterials()
		v.Tap(flow.Pick, "old")
		v.Tap(flow.Pick, string(catalog.ByScan))
	})
	scene("scanning-jam", func(v *Visit) {
		v.ToMaterials()
		v.Tap(flow.Pick, "old")
		v.Tap(flow.Pick, string(catalog.ByScan))
		v.Tap(flow.Scan)
		v.Take(flow.PagesScanned{Ticket: v.State.Ticket, Trouble: "jam"})
	})
	scene("scanning-look", func(v *Visit) { v.ToScanned() })
	scene("phone", func(v *Visit) {
		v.ToMaterials()
		v.Tap(flow.Pick, "old")
		v.Tap(flow.Pick, string(catalog.ByPhone))
		v.Tell(&centre.Door{Token: "t", Address: "https://centre.example.org/u/7f3k9q2m4x8p", Until: Morning().Add(10 * time.Minute).UnixMilli()})
		v.Pass(flow.PollEvery)
		v.Tell(&centre.Pages{Digests: []string{"a1", "a2"}})
	})
	scene("promise", func(v *Visit) { v.toPromise() })
	scene("deliver", func(v *Visit) { v.ToScanned(); v.Tap(flow.Next); v.Tap(flow.Next) })
	scene("sign", func(v *Visit) { v.ToSign() })
	scene("sign-missing", func(v *Visit) { v.ToSign(); v.Tap(flow.Next) })
	scene("pay", func(v *Visit) { v.ToPay() })
	scene("pay-lapsed", func(v *Visit) { v.ToPay(); v.Pass(flow.PollEvery); v.Tell(&centre.Paid{State: centre.Lapsed}) })
	scene("pay-trouble", func(v *Visit) { v.ToSign(); v.Tap(flow.Draw, Hand); v.Tap(flow.Next); v.Untold(flow.Elsewhere) })
}

func (v *Visit) toPromise() {
	v.To(Licence)
	v.Tap(flow.Pick, "expired")
	v.Type("13800138000")
	v.Tap(flow.Next)
	v.Tap(flow.Pick, "health")
	v.Tap(flow.Pick, string(catalog.ByPromise))
	v.At(flow.Promise)
}

// Known is what a centre may know of Lin.
func Known() *centre.Facts {
	return &centre.Facts{Values: map[catalog.Prefill]string{
		catalog.KnownPhone: "13800138000", catalog.KnownBank: "rural", catalog.KnownAccount: "4111111111111111",
	}}
}

// ToMine goes on until what concerns the person is asked for.
func (v *Visit) ToMine() *Visit {
	v.T.Helper()
	v.toServices()
	v.Tap(flow.MyPage)
	v.Card(Zhou())
	v.Tap(flow.Next)
	v.At(flow.Mine)
	return v
}

// Concerns is what a person may have.
func Concerns() *centre.Page {
	return &centre.Page{
		Reminders: []centre.Reminder{{
			Text: catalog.Text{"zh-Hans": "您的驾驶证 12 月 3 日到期，现在就能换。", "en": "Your driving licence expires on 3 December. You can renew it now."}, Item: Licence,
		}},
		Matters: []centre.Matter{
			{Item: NoCrime, Slip: "YX07-261119-0012-A", Official: "999999-20261119-000031-2", Stage: centre.Handling, At: "2026-11-19", Due: "2026-11-24"},
			{Item: "GLJT-999999", Slip: "YX07-261103-0004-C", Official: "999999-20261103-000007-9", Stage: centre.Granted, At: "2026-11-03"},
		},
		Drafts:       []centre.Draft{{Code: centre.NewDraftCode([]byte("7K3MQ9ZT2XFA")), Item: "DSZN-999999", Until: "2026-11-29"}},
		Certificates: []centre.Certificate{{Type: "driving-licence", Name: "机动车驾驶证", Expires: "2026-12-03"}, {Type: "residence", Name: "居住证", Expires: "2026-10-01"}},
	}
}

// concerns are the screens of what concerns the person.
func concerns(scene sceneFunc) {
	scene("mine", func(v *Visit) { v.ToMine(); v.Tell(Concerns()) })
	scene("mine-empty", func(v *Visit) { v.ToMine(); v.Tell(&centre.Page{}) })
	scene("mine-trouble", func(v *Visit) { v.ToMine(); v.Untold(flow.NoCentre) })
	scene("resuming", func(v *Visit) { v.toResuming() })
	scene("resuming-unknown", func(v *Visit) { v.toResuming(); v.Tell(&centre.Saved{Unknown: true}) })
	scene("resuming-trouble", func(v *Visit) { v.toResuming(); v.Untold(flow.NoCentre) })
	scene("saving", func(v *Visit) { v.ToReview(); v.Tap(flow.Leave); v.Tap(flow.Save) })
	scene("progress-handling", func(v *Visit) {
		v.toProgress(true)
		v.Tell(&centre.Standing{
			Item: "GLJT-999999", Official: "999999-20261122-000123-7", Stage: centre.Handling, Due: "2026-12-04",
			Events: []centre.Event{{At: Morning().UnixMilli(), Stage: centre.Received}, {At: Morning().Add(time.Hour).UnixMilli(), Stage: centre.Accepted}, {At: Morning().Add(2 * time.Hour).UnixMilli(), Stage: centre.Handling}},
		})
	})
}

// outcomes are the screens of what comes of it.
func outcomes(scene sceneFunc) {
	scene("asking", func(v *Visit) { v.toAsking() })
	scene("asking-trouble", func(v *Visit) { v.toAsking(); v.Untold(flow.Elsewhere) })
	scene("found", func(v *Visit) { v.ToFound() })
	scene("found-no-paper", func(v *Visit) {
		v.ToFound()
		v.Tap(flow.PrintIt)
		v.Take(flow.PaperFailed{Ticket: v.State.Ticket, Trouble: "no-paper"})
	})
	scene("found-printed", func(v *Visit) { v.ToFound(); v.Tap(flow.PrintIt); v.Take(flow.PaperPrinted{Ticket: v.State.Ticket}) })
	scene("sheets", func(v *Visit) { v.ToFound(); v.Tap(flow.PrintIt) })
	scene("done-found", func(v *Visit) { v.ToFound(); v.Tap(flow.Next) })
	scene("done-unhappy", func(v *Visit) { v.ToFound(); v.Tap(flow.Next); v.Tap(flow.Rate, "2"); v.Tap(flow.Pick, "slow") })
	scene("advice", func(v *Visit) { v.ToAdvice() })
	scene("sums", func(v *Visit) { v.ToSums() })
	scene("deciding", func(v *Visit) { v.ToDeciding() })
	scene("granted", func(v *Visit) {
		v.To(Pension)
		v.Tap(flow.Pick, "resident")
		v.Tap(flow.Pass)
		v.Tap(flow.Next)
		v.received()
		v.Tell(&centre.Standing{Stage: centre.Granted})
	})
	scene("denied", func(v *Visit) {
		v.ToDeciding()
		v.Tell(&centre.Standing{Stage: centre.Denied, Note: catalog.Text{
			"zh-Hans": "您名下没有社保卡。第一次领卡，请到窗口采集照片。", "en": "You have no card yet. For the first one, have your photo taken at the counter.",
		}})
	})
	scene("dispensing", func(v *Visit) { v.ToDeciding(); v.Tell(&centre.Standing{Stage: centre.Granted}); v.Tap(flow.Next) })
	scene("done-card", func(v *Visit) {
		v.ToDeciding()
		v.Tell(&centre.Standing{Stage: centre.Granted})
		v.Tap(flow.Next)
		v.Take(flow.CardGiven{Ticket: v.State.Ticket, Taken: true})
		v.Take(flow.PrintEnded{Ticket: v.State.Ticket})
	})
	scene("done-over", func(v *Visit) {
		v.ToMaterials()
		v.Tap(flow.HandOver)
		v.Take(flow.Kept{Ticket: v.State.Ticket, Slip: catalog.NewSlipNumber("YX07", Morning(), 36)})
		v.Pass(flow.AnswerPatience)
		v.Take(flow.PrintEnded{Ticket: v.State.Ticket})
	})
}

// toDraftSlip saves what was filled in; its slip is on its way.
func (v *Visit) toDraftSlip() {
	v.T.Helper()
	v.ToReview()
	v.Tap(flow.Leave)
	v.Tap(flow.Save)
	v.Tell(&centre.Saved{Draft: centre.Draft{Code: centre.NewDraftCode([]byte("7K3MQ9ZT2XFA")), Item: v.State.Visit.Item.Code}})
	v.At(flow.Printing)
}

// toResuming scans the code of what was saved, with a card.
func (v *Visit) toResuming() {
	v.toServices()
	v.Tap(flow.LookUp)
	v.Take(flow.Scanned{Ticket: v.State.Ticket, Text: string(centre.NewDraftCode([]byte("7K3MQ9ZT2XFA")))})
	v.Card(Zhou())
	v.Tap(flow.Next)
}
