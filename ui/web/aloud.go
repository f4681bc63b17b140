package web

import (
	"context"
	"regexp"
	"sync"

	"yitiji/drivers"
	"yitiji/terminal/flow"
)

// readAloud reads each screen as it comes up, to whoever wants to hear it, until ctx ends.
// What is still being read when another screen comes up is broken off.
func (s *Server) readAloud(ctx context.Context) {
	var reading sync.WaitGroup
	defer reading.Wait()
	hush := func() {}
	defer func() { hush() }()
	said := ""
	for state := range s.Terminal.Watch(ctx) {
		text := s.aloud(state)
		if key := heard(state, text); key != said {
			said = key
			hush()
			hush = s.begin(ctx, &reading, text, state)
		}
	}
}

// begin begins to read, and gives what breaks it off.
func (s *Server) begin(ctx context.Context, reading *sync.WaitGroup, text string, state flow.State) context.CancelFunc {
	within, hush := context.WithCancel(ctx)
	reading.Go(func() {
		defer hush()
		s.read(within, text, state)
	})
	return hush
}

// aloud is what is to be read of a State; nothing where nobody wants to hear it.
func (s *Server) aloud(state flow.State) string {
	if !state.Visit.Aloud {
		return ""
	}
	return s.Clerk.Screen(state).Speak
}

var digits = regexp.MustCompile("[0-9]+")

// heard tells apart what must be read anew: another screen, or another sentence on it, but
// not the next second of a countdown.
func heard(state flow.State, text string) string {
	if text == "" {
		return ""
	}
	return state.Token() + " " + string(state.Visit.Lang) + " " + digits.ReplaceAllString(text, "")
}

// read reads a text. A voice that fails is logged: the words are on the screen too.
func (s *Server) read(ctx context.Context, text string, state flow.State) {
	if text == "" {
		return
	}
	sound, err := s.Voice.Say(ctx, drivers.Utterance{
		Text: text, Language: string(state.Visit.Lang), Fixed: !state.Visit.Personal(),
	})
	if err == nil {
		err = s.audio.Play(ctx, sound)
	}
	if err != nil && ctx.Err() == nil {
		s.Log.Warn("reading aloud", "err", err)
	}
}
