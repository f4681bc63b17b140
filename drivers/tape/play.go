package tape

import (
	"bytes"
	"context"
	"time"

	"yitiji/drivers/port"
)

// ending is how many bytes at the end of a question tell it from others.
const ending = 3

// answer is what the device said to a question, and when after it.
type answer struct {
	after time.Duration
	bytes []byte
}

// Player is the device of a tape.
type Player struct {
	answers map[string][][]answer // by the ending of the question: what followed each time
	unasked []Event               // what came before any question
	given   map[string]int        // how often a question was answered
}

// NewPlayer returns the device of a tape, at its beginning.
func NewPlayer(t Tape) *Player {
	p := &Player{answers: map[string][][]answer{}, given: map[string]int{}}
	var question []byte
	var asked time.Duration
	var key string
	for _, e := range t.Events {
		switch {
		case e.Side == Terminal && key != "": // a new question
			question, key = nil, ""
			fallthrough
		case e.Side == Terminal:
			question, asked = append(question, e.Bytes...), e.At
		case len(question) < ending:
			p.unasked = append(p.unasked, e)
		default:
			if key == "" {
				key = string(question[len(question)-ending:])
				p.answers[key] = append(p.answers[key], nil)
			}
			last := len(p.answers[key]) - 1
			p.answers[key][last] = append(p.answers[key][last], answer{e.At - asked, e.Bytes})
		}
	}
	return p
}

// Play is the device at the far end of line until ctx ends or the line is pulled.
func (p *Player) Play(ctx context.Context, line port.Port) error {
	ctx, cancel := context.WithCancel(ctx)
	talked := make(chan struct{})
	go func() {
		defer close(talked)
		p.talk(ctx, line)
	}()
	defer func() { cancel(); <-talked }()
	var heard []byte
	for buf := make([]byte, 4096); ; {
		n, err := line.Read(ctx, buf)
		if err != nil {
			return err
		}
		for _, b := range buf[:n] {
			if heard = append(heard, b); len(heard) < ending {
				continue
			}
			heard = heard[len(heard)-ending:]
			if err := p.answer(ctx, line, string(heard)); err != nil {
				return err
			}
		}
	}
}

// talk says what the device said without being asked.
func (p *Player) talk(ctx context.Context, line port.Port) {
	start := time.Now()
	for _, e := range p.unasked {
		if port.Sleep(ctx, time.Until(start.Add(e.At))) != nil {
			return
		}
		if _, err := line.Write(ctx, e.Bytes); err != nil {
			return
		}
	}
}

// answer answers a question that is on the tape; after the last answer to it that
// one is given again.
func (p *Player) answer(ctx context.Context, line port.Port, key string) error {
	times := p.answers[key]
	if len(times) == 0 {
		return nil
	}
	turn := min(p.given[key], len(times)-1)
	p.given[key]++
	start := time.Now()
	for _, a := range times[turn] {
		if err := port.Sleep(ctx, time.Until(start.Add(a.after))); err != nil {
			return err
		}
		if _, err := line.Write(ctx, bytes.Clone(a.bytes)); err != nil {
			return err
		}
	}
	return nil
}
