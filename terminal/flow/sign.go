package flow

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"yitiji/terminal/catalog"
)

// sign asks for a signature, anew each time: it stands under what is handed in now.
func (t *turn) sign() {
	t.Visit.Signature = nil
	t.enter(Sign)
}

func (t *turn) tapSign(e Tap) {
	switch e.Do {
	case Draw:
		t.draw(catalog.Strokes(e.Value))
	case Clear:
		t.Visit.Signature, t.Visit.Problem = nil, catalog.Fine
	case Next:
		if t.Visit.Signature == nil {
			t.Visit.Problem = catalog.Missing
			return
		}
		t.forward()
	case Back:
		t.Visit.Signature = nil
		t.backward()
	}
}

// draw takes the whole hand so far. What is too little stays no signature.
func (t *turn) draw(s catalog.Strokes) {
	if _, err := s.Lines(); err != nil {
		t.Visit.Signature = nil
		return
	}
	t.Visit.Problem = catalog.Fine
	t.Visit.Signature = &catalog.Signature{Over: t.over(), Strokes: s, At: t.Now.UnixMilli()}
}

// over is the hash of what stands above the signature.
func (t *turn) over() string {
	unsigned := t.State
	unsigned.Visit.Signature, unsigned.Visit.Order = nil, nil
	raw, err := json.Marshal(unsigned.application())
	if err != nil {
		return "" // strings and numbers only
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}
