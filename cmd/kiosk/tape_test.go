package main

import (
	"context"
	"encoding/hex"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"yitiji/drivers"
	"yitiji/drivers/all"
	"yitiji/drivers/port"
	"yitiji/drivers/sim"
)

// A reader is recorded by the command, and the tape is played to a terminal: it says how
// it is, and gives a card that is nobody's. Of the person nothing is on the tape.
func TestTapeIsRecordedAndPlayed(t *testing.T) {
	folder := t.TempDir()
	person := sim.People()[2]
	device := sim.NewReader(sim.ReaderOptions{Link: filepath.Join(folder, "idcard")})
	t.Cleanup(func() { device.Close() })
	if err := device.Plug(); err != nil {
		t.Fatal(err)
	}
	device.Present(person)
	conf := config{Data: folder}
	conf.Devices.IDCard = all.CardReader{Kind: "sdt", Line: all.Line{Port: device.Path()}}
	file := filepath.Join(folder, "reader.tape")
	if err := (recordCommand{Place: "idcard", File: file, For: 2 * time.Second}).Run(t.Context(), conf); err != nil {
		t.Fatal(err)
	}
	recorded, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{person.Card.Name, person.Card.Number, person.Card.Address} {
		if holds(string(recorded), word) {
			t.Error("what the card says is on the tape")
		}
	}

	link := filepath.Join(folder, "played")
	ctx, cancel := context.WithCancel(t.Context())
	played := make(chan error, 1)
	go func() { played <- playCommand{File: file, Link: link}.Run(ctx) }()
	defer func() {
		cancel()
		if err := <-played; err != nil {
			t.Errorf("play: %v", err)
		}
	}()
	reader := openPlayed(t, link)
	defer reader.Close()
	if s := reader.Status(t.Context()); s.State != drivers.Online {
		t.Errorf("the tape is %+v", s)
	}
	limited, end := context.WithTimeout(t.Context(), 20*time.Second)
	defer end()
	card, err := reader.Read(limited, drivers.CardRequest{})
	if err != nil || card.Number == "" || card.Number == person.Card.Number {
		t.Errorf("Read = a card of %q, %v", card.Layout, err)
	}
}

// openPlayed opens the reader of a tape as soon as it is there.
func openPlayed(t *testing.T, link string) drivers.CardReader {
	t.Helper()
	open, err := all.CardReader{Kind: "sdt", Line: all.Line{Port: link}}.Opener(all.NewSite(port.Tree{}, nil), "idcard")
	if err != nil {
		t.Fatal(err)
	}
	for {
		reader, err := open(t.Context())
		if err == nil {
			return reader
		}
		if t.Context().Err() != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

var notHex = regexp.MustCompile(`[^0-9A-F]`)

// holds says whether a tape holds a word, as text or as the card spells it.
func holds(tape, word string) bool {
	var spelled []byte
	for _, unit := range utf16.Encode([]rune(word)) {
		spelled = append(spelled, byte(unit), byte(unit>>8))
	}
	return strings.Contains(tape, word) || strings.Contains(notHex.ReplaceAllString(tape, ""), strings.ToUpper(hex.EncodeToString(spelled)))
}
