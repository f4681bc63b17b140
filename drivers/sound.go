package drivers

import (
	"context"
	"time"
)

// Speaker plays sound to the person at the terminal. The front end fulfils it: the
// sound card belongs to the browser.
type Speaker interface {
	// Play plays the whole sound, and returns when it has been heard. A second
	// Play ends the first, which then returns context.Canceled.
	Play(ctx context.Context, s Sound) error

	// Status says whether there is anybody who plays. It never fails.
	Status(ctx context.Context) Status
}

// Microphone hears the person at the terminal. The front end fulfils it.
type Microphone interface {
	// Record records until the given time is over or ctx ends, and returns what
	// was heard so far.
	Record(ctx context.Context, limit time.Duration) (Sound, error)

	// Status says whether there is anybody who listens. It never fails.
	Status(ctx context.Context) Status
}

// Speech turns text into sound.
type Speech interface {
	// Say returns the text as spoken in a language. It may answer from a cache.
	Say(ctx context.Context, u Utterance) (Sound, error)

	// Status says whether the voices are there. It never fails.
	Status(ctx context.Context) Status

	// Close ends what runs; see CardReader.Close.
	Close() error
}

// Utterance is what is to be said.
type Utterance struct {
	Text     string
	Language string // BCP 47: "zh-Hans", "en"
	Rate     int    // per cent of the normal speed; 0 means 100
	Fixed    bool   // a sentence of the program's own: it says nothing of a person, and may be kept
}

// Sound is a RIFF WAVE file: PCM of 16 bits, one channel.
type Sound struct{ WAV []byte }
