package centre_test

import (
	"reflect"
	"strings"
	"testing"

	"yitiji/terminal/centre"
	"yitiji/terminal/identity"
)

func TestEveryQuestionSurvivesTheWire(t *testing.T) {
	for _, q := range centre.Questions() {
		raw, err := centre.Request{Use: centre.Use{Purpose: centre.ForApplying, Item: "X-1"}, Question: q}.Encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := centre.DecodeRequest(raw)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got.Question, q) || got.Use.Item != "X-1" || got.Use.Purpose != centre.ForApplying {
			t.Errorf("%s: came back as %+v", q.Kind(), got)
		}
		if a, err := centre.DecodeAnswer(q, []byte("{}")); err != nil || a == nil {
			t.Errorf("%s: the empty answer: %v, %v", q.Kind(), a, err)
		}
	}
}

func TestAnUnknownQuestionIsToldSo(t *testing.T) {
	_, err := centre.DecodeRequest([]byte(`{"kind":"fortune","body":{}}`))
	if err == nil || !strings.Contains(err.Error(), "older than the terminal") {
		t.Errorf("err = %v", err)
	}
}

func TestSubjectTakesNoMoreThanItNeeds(t *testing.T) {
	p := identity.Person{Document: identity.ResidentCard, Name: "王秀英", Number: "1", Address: "安和村", Birth: "1940-01-01"}
	raw, err := centre.Request{Question: &centre.Matters{Subject: centre.SubjectOf(p, identity.CardProof)}}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(raw), "安和村") || !strings.Contains(string(raw), "王秀英") {
		t.Errorf("asked with %s", raw)
	}
}

func FuzzDecode(f *testing.F) {
	for _, q := range centre.Questions() {
		raw, _ := centre.Request{Question: q}.Encode()
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := centre.DecodeRequest(raw)
		if err == nil && r.Question == nil {
			t.Error("neither a question nor an error")
		}
		for _, q := range centre.Questions() {
			_, _ = centre.DecodeAnswer(q, raw)
		}
	})
}
