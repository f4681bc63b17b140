package view

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"yitiji/terminal/flow"
)

// Touches lists what a person can touch. A dialog covers the rest.
func (s Screen) Touches() []flow.Tap {
	var all []flow.Tap
	add := func(a Act) {
		if a.Do != "" {
			all = append(all, flow.Tap{On: s.Token, Do: a.Do, Value: a.Value})
		}
	}
	if s.Dialog != nil {
		for _, b := range s.Dialog.Buttons {
			add(b.Act)
		}
		return all
	}
	add(s.Hush.Act)
	add(s.Aside.Act)
	for _, e := range append(append([]Element{}, s.Main...), s.Side...) {
		for _, a := range acts(e) {
			add(a)
		}
	}
	for _, b := range s.Bar {
		add(b.Act)
	}
	return all
}

// acts are what an element can be touched for, but for the digits of a keypad.
func acts(e Element) []Act {
	var all []Act
	switch e := e.(type) {
	case Hero:
		all = append(all, e.Act)
	case Choice:
		for _, o := range e.Options {
			if !o.Closed {
				all = append(all, o.Act)
			}
		}
	case Facts:
		for _, r := range e.Rows {
			all = append(all, r.Act)
		}
	case Keypad:
		all = append(all, e.Left.Act)
	case Keyboard:
		for _, b := range append(e.Candidates, e.Further) {
			all = append(all, b.Act)
		}
		for _, b := range slices.Concat(e.Rows...) {
			all = append(all, b.Act)
		}
	case Signature:
		all = append(all, Act{flow.Draw, sampleHand})
	}
	return all
}

// sampleHand is a signature as good as any, for whoever tries what can be touched.
const sampleHand = "100,200 140,180 180,160 220,200 260,240 300,200 340,180 380,200;420,160 460,240"

// Check says what no screen may lack: words for everything, and something to be said by a
// voice.
func (s Screen) Check() error {
	text := s.String()
	switch {
	case strings.ContainsAny(text, "⟦⟧"):
		i := strings.Index(text, "⟦")
		return fmt.Errorf("no words for %q", text[i:min(len(text), i+60)])
	case strings.Contains(text, "<no value>"):
		return errors.New("a sentence is not complete")
	case s.Speak == "":
		return errors.New("nothing to say")
	}
	return nil
}
