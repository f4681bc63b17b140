package flow

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"yitiji/terminal/catalog"
	"yitiji/terminal/hanzi"
)

// Board is a layout of the keyboard on the screen.
type Board string

// The boards.
const (
	Pinyin Board = "pinyin" // letters that become characters
	Latin  Board = "latin"
	Signs  Board = "signs" // digits and punctuation
)

// Typing is how something is being written.
type Typing struct {
	Board   Board
	Letters string // of pinyin, which have not become characters yet
	More    int    // how many rows of candidates are passed
}

// mostLetters bounds what waits to become characters: a short sentence.
const mostLetters = 40

// Candidates lists what the letters may mean.
func (w Typing) Candidates() []hanzi.Candidate {
	if w.Letters == "" {
		return nil
	}
	return hanzi.Candidates(w.Letters)
}

// boardFor is the board with which a language begins.
func boardFor(lang catalog.Lang) Board {
	if lang == catalog.English {
		return Latin
	}
	return Pinyin
}

// begin makes the keyboard ready for a new text.
func (t *turn) beginTyping() { t.Visit.Typing = Typing{Board: boardFor(t.Visit.Lang)} }

// write changes draft as the keyboard says. room tells whether a text may stand there.
func (t *turn) write(draft string, e Tap, room func(string) bool) string {
	w := &t.Visit.Typing
	switch e.Do {
	case Key:
		return t.press(draft, e.Value, room)
	case Choose:
		return t.choose(draft, e.Value, room)
	case Turn:
		if b := Board(e.Value); b == Pinyin || b == Latin || b == Signs {
			w.Board = b
		}
	case Further:
		w.More++
		if w.More*CandidateRow >= len(w.Candidates()) {
			w.More = 0
		}
	case Erase:
		if w.Letters != "" {
			w.Letters, w.More = w.Letters[:len(w.Letters)-1], 0
			return draft
		}
		_, last := utf8.DecodeLastRuneInString(draft)
		return draft[:len(draft)-last]
	case Clear:
		w.Letters, w.More = "", 0
		return ""
	}
	return draft
}

// CandidateRow is how many candidates are shown, and passed, at once.
const CandidateRow = 5

// press takes a key. Letters of pinyin wait until a candidate is chosen; the space bar
// chooses the first one.
func (t *turn) press(draft, key string, room func(string) bool) string {
	w := &t.Visit.Typing
	switch {
	case w.Board == Pinyin && isLetter(key):
		if len(w.Letters) < mostLetters {
			w.Letters, w.More = w.Letters+key, 0
		}
		return draft
	case w.Letters != "":
		if all := w.Candidates(); len(all) > 0 {
			draft = t.choose(draft, all[0].Text, room)
		}
		if key == " " {
			return draft
		}
	}
	if r, n := utf8.DecodeRuneInString(key); n != len(key) || unicode.IsControl(r) || !room(draft+key) {
		return draft
	}
	return draft + key
}

func isLetter(key string) bool { return len(key) == 1 && key[0] >= 'a' && key[0] <= 'z' }

// choose takes a candidate, and leaves the letters that it does not stand for.
func (t *turn) choose(draft, text string, room func(string) bool) string {
	w := &t.Visit.Typing
	for _, c := range w.Candidates() {
		if c.Text == text && room(draft+text) {
			w.Letters, w.More = w.Letters[min(c.Letters, len(w.Letters)):], 0
			w.Letters = strings.TrimLeft(w.Letters, "'")
			return draft + text
		}
	}
	return draft
}
