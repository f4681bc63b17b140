package drivers_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"yitiji/drivers"
)

// Whoever prints a card by accident prints no fingerprint.
func TestSealedTellsNothing(t *testing.T) {
	card := drivers.Card{Fingerprints: drivers.Sealed("whorl")}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("card", "prints", card.Fingerprints)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("card", "card", card)
	raw, err := json.Marshal(card)
	if err != nil {
		t.Fatal(err)
	}
	everything := log.String() + string(raw)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%q", "%d"} {
		everything += fmt.Sprintf(verb, card.Fingerprints) + fmt.Sprintf(verb, card)
	}
	for _, leak := range []string{"whorl", "d2hvcmw", "77686f726c", "119 104"} {
		if strings.Contains(everything, leak) {
			t.Errorf("%q in %s", leak, everything)
		}
	}
	if !strings.Contains(everything, "sealed (5 bytes)") {
		t.Error("nothing says that there was something")
	}
}

func TestWipe(t *testing.T) {
	photo, prints := []byte("face"), []byte("whorl")
	card := drivers.Card{Name: "王秀英", Photo: photo, Fingerprints: prints}
	card.Wipe()
	if string(photo) != "\x00\x00\x00\x00" || string(prints) != "\x00\x00\x00\x00\x00" || card.Name != "" {
		t.Errorf("left: %q, %q, %q", photo, prints, card.Name)
	}
}
