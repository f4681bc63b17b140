package flow_test

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"yitiji/terminal/catalog"
	"yitiji/terminal/flow"
	"yitiji/terminal/flow/flowtest"
)

// licence is an item with every step, whose conditions turn on what is answered.
const licence = `code: X-1
scheme: sample
version: 1
work: apply
name: {zh-Hans: 换证, en: n}
summary: {zh-Hans: 名, en: n}
icon: heart
minutes: 1
domain: traffic
audience: [person]
identity: {level: card}
conditions:
  - {if: age >= 18, else: {zh-Hans: 未成年, en: a minor}}
  - {if: answers.reason != "lost" || answers.police == "yes", else: {zh-Hans: 先报案, en: tell the police first}}
  - {if: answers.copies != "9", else: {zh-Hans: 太多, en: too many}}
guide:
  who: {zh-Hans: 谁, en: w}
  bring: {zh-Hans: 带, en: b}
  process: [{zh-Hans: 办, en: p}]
consent: {zh-Hans: 同意, en: yes I do}
notices: [{text: {zh-Hans: 系统周末维护, en: mind the weekend}, to: 2026-12-31}]
situations:
  - {key: reason, kind: choice, ask: {zh-Hans: 问, en: q}, label: {zh-Hans: 原因, en: l}, options: [{key: old, name: {zh-Hans: 到期, en: one}}, {key: lost, name: {zh-Hans: 丢失, en: two}}]}
  - {key: police, kind: choice, when: {field: reason, is: lost}, ask: {zh-Hans: 报案了吗, en: q}, label: {zh-Hans: 报案, en: l}, options: [{key: "yes", name: {zh-Hans: 是, en: one}}, {key: "no", name: {zh-Hans: 否, en: two}}]}
form:
  - {key: copies, kind: digits, ask: {zh-Hans: 几份, en: q}, label: {zh-Hans: 份数, en: l}, min: 1, max: 1, example: "2"}
needs: [idcard]
offline: queue
fee: {kind: free}
result: {kind: acceptance, name: {zh-Hans: 结果, en: r}}
delivery: [message]
`

// with opens an item that is licence with some changes, given in pairs.
func with(t *testing.T, changes ...string) *flowtest.Visit {
	t.Helper()
	words, err := fs.ReadFile(catalog.Builtin(), catalog.VocabularyFile)
	if err != nil {
		t.Fatal(err)
	}
	c, err := catalog.Load(fstest.MapFS{
		catalog.VocabularyFile: {Data: words}, "x.yaml": {Data: []byte(strings.NewReplacer(changes...).Replace(licence))},
	})
	if err != nil {
		t.Fatal(err)
	}
	v := flowtest.BeginWith(t, c)
	v.Tap(flow.Begin)
	v.Tap(flow.Open, "X-1")
	return v
}

func TestEveryStepInItsOrderAndBack(t *testing.T) {
	v := with(t)
	v.At(flow.Notice)
	v.Tap(flow.Next)
	v.At(flow.Guide)
	v.Tap(flow.Next)
	v.At(flow.Identify)
	v.Card(flowtest.Lin())
	v.At(flow.Confirm)
	v.Tap(flow.Next)
	v.Tap(flow.Pick, "lost")
	v.Tap(flow.Pick, "yes")
	if v.State.Stage != flow.Form || v.State.Visit.Field != "copies" {
		t.Fatalf("at %s, %q", v.State.Stage, v.State.Visit.Field)
	}
	v.Type("2")
	v.Tap(flow.Next)
	v.At(flow.Review)
	for _, want := range []string{"copies", "police", "reason"} {
		v.Tap(flow.Back)
		if v.State.Visit.Field != want {
			t.Fatalf("back at %q, want %q", v.State.Visit.Field, want)
		}
	}
	v.Tap(flow.Back)
	v.At(flow.Confirm)
	v.Tap(flow.Next)
	if got, _ := v.State.Visit.Answer("police"); got != "yes" {
		t.Error("what was answered is gone after a step back")
	}
	v.Tap(flow.Back)
	v.Tap(flow.Back)
	v.At(flow.Identify)
	v.Tap(flow.Back)
	v.At(flow.Guide)
	v.Tap(flow.Back)
	v.At(flow.Notice)
	v.Tap(flow.Back)
	v.At(flow.Services)
}

func TestStepsThatHaveNothingToAskArePassedOver(t *testing.T) {
	v := with(t, "to: 2026-12-31", "to: 2026-01-31")
	if v.State.Stage != flow.Guide || slices.Contains(v.State.Visit.Plan, catalog.StepNotice) {
		t.Errorf("a notice of the past: at %s", v.State.Stage)
	}
}

// A condition is judged as soon as its questions were asked, and the person may change the
// answer that it turns on.
func TestConditionsOnAnswers(t *testing.T) {
	v := with(t)
	v.Tap(flow.Next)
	v.Tap(flow.Next)
	v.Card(flowtest.Lin())
	v.Tap(flow.Next)
	v.Tap(flow.Pick, "lost")
	v.Tap(flow.Pick, "no")
	if v.State.Stage != flow.Refused || v.State.Visit.Unfit.In(catalog.Chinese) != "先报案" {
		t.Fatalf("at %s: %v", v.State.Stage, v.State.Visit.Unfit)
	}
	v.Tap(flow.Edit)
	v.Tap(flow.Pick, "yes")
	v.Type("9")
	v.Tap(flow.Next)
	v.At(flow.Refused)
	v.Tap(flow.Edit)
	v.Tap(flow.Erase)
	v.Type("2")
	v.Tap(flow.Next)
	v.At(flow.Review)

	v.Tap(flow.Edit, "police") // and from the review
	v.Tap(flow.Pick, "no")
	v.At(flow.Refused)
	v.Tap(flow.Edit)
	v.Tap(flow.Back) // is no way round the condition
	v.At(flow.Refused)
	v.Tap(flow.Edit)
	v.Tap(flow.Pick, "yes")
	v.At(flow.Review)
	v.Tap(flow.Next)
	if got := flowtest.Effect[flow.KeepApplication](v).Application.Answers; len(got) != 3 || got[1].Value != "yes" {
		t.Errorf("answers %+v", got)
	}
}

// What is kept fails, and the review is there again with everything; then it goes on.
func TestAFailedStepIsTakenAgain(t *testing.T) {
	v := with(t)
	v.Tap(flow.Next)
	v.Tap(flow.Next)
	v.Card(flowtest.Lin())
	v.Tap(flow.Next)
	v.Tap(flow.Pick, "old")
	v.Type("1")
	v.Tap(flow.Next)
	for range 2 {
		v.Tap(flow.Next)
		v.At(flow.Submitting)
		v.Take(flow.KeepFailed{Ticket: v.State.Ticket, Trouble: flow.StoreFails})
		v.At(flow.Review)
	}
	v.Tap(flow.Retry)
	v.Take(flow.Kept{Ticket: v.State.Ticket, Slip: "S"})
	v.Take(flow.Answered{Slip: "S", Official: "1"})
	v.At(flow.Printing)
	v.Take(flow.PrintEnded{Ticket: v.State.Ticket})
	v.At(flow.Done)
}
