package web

import (
	"bytes"
	"context"
	"net/http"

	"yitiji/terminal/flow"
)

// events streams the screen: the present one at once, then each that differs
// from the one before.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	var last []byte
	for state := range s.Terminal.Watch(ctx) {
		html := s.render(state)
		if bytes.Equal(html, last) {
			continue
		}
		last = html
		if _, err := w.Write(event(html)); err != nil {
			return
		}
		if err := out.Flush(); err != nil {
			return
		}
	}
}

func (s *Server) render(state flow.State) []byte {
	var b bytes.Buffer
	if err := s.pages.screen(&b, s.Clerk.Screen(state)); err != nil {
		s.Log.Error("screen", "stage", state.Stage, "err", err)
	}
	return b.Bytes()
}

// event frames html as one server-sent event: every line needs its own field.
func event(html []byte) []byte {
	out := []byte("event: screen\n")
	for line := range bytes.Lines(html) {
		out = append(append(append(out, "data: "...), bytes.TrimRight(line, "\r\n")...), '\n')
	}
	return append(out, '\n')
}
