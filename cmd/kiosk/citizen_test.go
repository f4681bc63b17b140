package main

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// elders are the desk's cards whose holders may apply.
var elders = []int{1, 2, 3, 4, 7}

// citizen plays one visit after another by what the screen shows, as a person
// does: it knows nothing of the program.
type citizen struct {
	*world
	submitted chan<- struct{}
	thanked   map[string]bool
	stage     string
	presented time.Time
	person    int // whose card was laid down last
	last      page
}

// act looks at the screen and does one thing. It fails when the terminal is dead.
func (c *citizen) act() error {
	p, err := c.look()
	if err != nil {
		return err
	}
	return c.actOn(p)
}

// actOn does one thing on a screen that was looked at.
func (c *citizen) actOn(p page) error {
	c.stage, c.last = p.stage, p
	switch p.stage {
	case "attract":
		return c.tap(p.token, "begin", "")
	case "guide":
		return c.tap(p.token, "next", "")
	case "services":
		return c.tap(p.token, "open", "GLJT-999999")
	case "identify":
		c.present()
	case "confirm":
		c.hand("/reader/lift")
		return c.tap(p.token, "next", "")
	case "form":
		return c.answer(p)
	case "review":
		c.submit()
		return c.tap(p.token, "next", "")
	case "paper":
		return c.tap(p.token, c.aboutPaper(p), "")
	case "done":
		c.thanked[slipOf.FindString(p.text)] = true
		return c.tap(p.token, "finish", "")
	case "goodbye":
		return c.tap(p.token, "finish", "")
	}
	time.Sleep(5 * time.Millisecond)
	return nil
}

// aboutPaper answers whether the slip came out, where that is asked, by what lies before the citizen.
func (c *citizen) aboutPaper(p page) string {
	if !strings.Contains(p.text, `data-do="have"`) {
		return "no-paper"
	}
	for range 60 { // the printer still has what it was sent, and a person watches it
		if c.printed(slipOf.FindString(p.text)) > 0 {
			return "have"
		}
		time.Sleep(50 * time.Millisecond)
	}
	return "retry"
}

// present lays a card down, and again when it was not read.
func (c *citizen) present() {
	if time.Since(c.presented) < 3*time.Second {
		time.Sleep(5 * time.Millisecond)
		return
	}
	c.presented = time.Now()
	c.hand("/reader/lift")
	c.person = elders[rand.IntN(len(elders))]
	c.hand("/reader/present", "person", strconv.Itoa(c.person))
}

func (c *citizen) submit() {
	c.presented = time.Time{}
	select {
	case c.submitted <- struct{}{}:
	default:
	}
}

// answer fills in the question on the screen.
func (c *citizen) answer(p page) error {
	answers := map[string]string{"form.residence": "card", "form.bank": "rural"}
	if option, ok := answers[p.token]; ok {
		return c.tap(p.token, "pick", option)
	}
	if p.token == "form.phone" {
		return c.tap(p.token, "pass", "")
	}
	for _, digit := range account {
		if err := c.tap(p.token, "key", string(digit)); err != nil {
			return err
		}
	}
	return c.tap(p.token, "next", "")
}
