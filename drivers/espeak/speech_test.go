package espeak

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/drivertest"
)

func say(t *testing.T, s *Speech, u drivers.Utterance) drivers.Sound {
	t.Helper()
	sound, err := s.Say(t.Context(), u)
	if err != nil {
		t.Fatal(err)
	}
	return sound
}

// seconds is how long a sound is, by its own header.
func seconds(t *testing.T, s drivers.Sound) float64 {
	t.Helper()
	le := binary.LittleEndian
	if len(s.WAV) < headerSize || int(le.Uint32(s.WAV[4:])) != len(s.WAV)-8 || int(le.Uint32(s.WAV[40:])) != len(s.WAV)-headerSize {
		t.Fatalf("a header of %d bytes that is wrong", len(s.WAV))
	}
	if channels, bits := le.Uint16(s.WAV[22:]), le.Uint16(s.WAV[34:]); channels != 1 || bits != 16 {
		t.Fatalf("%d channels of %d bits", channels, bits)
	}
	return float64(le.Uint32(s.WAV[40:])) / float64(le.Uint32(s.WAV[28:]))
}

func TestSays(t *testing.T) {
	s := New(Options{})
	defer s.Close()
	for language, text := range map[string]string{"zh-Hans": "请把身份证放在读卡器上。", "en": "Please lay your card on the reader.", "ug": "ياخشىمۇسىز"} {
		normal := seconds(t, say(t, s, drivers.Utterance{Text: text, Language: language}))
		slow := seconds(t, say(t, s, drivers.Utterance{Text: text, Language: language, Rate: 60}))
		if normal < 0.5 || slow < normal*1.2 {
			t.Errorf("%s: %.1f s, and %.1f s when slow", language, normal, slow)
		}
	}
	if s.Status(t.Context()).State != drivers.Online {
		t.Errorf("status %+v", s.Status(t.Context()))
	}
}

func TestNumbersAreSpelled(t *testing.T) {
	for in, want := range map[string]string{
		"编号 999999194001010023": "编号 9 9 9 9 9 9 1 9 4 0 0 1 0 1 0 0 2 3",
		"99999919400101002X":    "9 9 9 9 9 9 1 9 4 0 0 1 0 1 0 0 2 X",
		"2026 年 1200 元":         "2026 年 1200 元",
		"a\x07b\nc":             "a b c",
		"\xFF":                  "",
	} {
		if got := spoken(in); got != want {
			t.Errorf("spoken(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestOnlyFixedSentencesAreKept(t *testing.T) {
	s := New(Options{})
	defer s.Close()
	fixed := drivers.Utterance{Text: "请稍候", Language: "zh-Hans", Fixed: true}
	personal := drivers.Utterance{Text: "林秀英", Language: "zh-Hans"}
	say(t, s, fixed)
	say(t, s, personal)
	s.command = "/nowhere/espeak-ng"
	say(t, s, fixed)
	if _, err := s.Say(t.Context(), personal); drivers.KindOf(err) == "" {
		t.Error("what was said of a person is kept")
	}
}

func TestCacheForgetsTheOldest(t *testing.T) {
	c := cache{limit: 10}
	u := func(text string) drivers.Utterance { return drivers.Utterance{Text: text} }
	c.put(u("a"), make([]byte, 4))
	c.put(u("b"), make([]byte, 4))
	c.get(u("a"))
	c.put(u("c"), make([]byte, 4))
	c.put(u("too long"), make([]byte, 11))
	for text, want := range map[string]bool{"a": true, "b": false, "c": true, "too long": false} {
		if _, ok := c.get(u(text)); ok != want {
			t.Errorf("%s is kept: %v", text, ok)
		}
	}
	if c.size != 8 || c.order.Len() != 2 {
		t.Errorf("%d bytes in %d sentences", c.size, c.order.Len())
	}
}

func TestWhatCannotBeSaid(t *testing.T) {
	s := New(Options{Voices: map[string]string{"xx": "qqq"}})
	for _, c := range []struct {
		why  string
		u    drivers.Utterance
		kind drivers.Kind
	}{
		{"nothing", drivers.Utterance{Text: " \n", Language: "en"}, drivers.NeedsTechnician},
		{"no voice", drivers.Utterance{Text: "x", Language: "tlh"}, drivers.NeedsTechnician},
		{"a voice that is not installed", drivers.Utterance{Text: "x", Language: "xx"}, drivers.NeedsTechnician},
		{"too much", drivers.Utterance{Text: strings.Repeat("x", longest+1), Language: "en"}, drivers.NeedsTechnician},
		{"too fast", drivers.Utterance{Text: "x", Language: "en", Rate: 1000}, drivers.NeedsTechnician},
	} {
		if _, err := s.Say(t.Context(), c.u); drivers.KindOf(err) != c.kind {
			t.Errorf("%s: %v, want %s", c.why, err, c.kind)
		}
	}
	missing := New(Options{Command: "no-such-program"})
	if _, err := missing.Say(t.Context(), drivers.Utterance{Text: "x", Language: "en"}); drivers.KindOf(err) != drivers.Disconnected {
		t.Errorf("without the program: %v", err)
	}
	if s := missing.Status(t.Context()); s.State != drivers.NoDevice || !slices.Equal(s.Causes, []drivers.Cause{drivers.ProgramMissing}) {
		t.Errorf("without the program it is %+v", s)
	}
	if s.Close(); drivers.KindOf(second(s.Say(t.Context(), drivers.Utterance{Text: "x", Language: "en"}))) != drivers.Disconnected {
		t.Error("it speaks after Close")
	}
}

func second[T any](_ T, err error) error { return err }

func TestAHangingProgramIsEnded(t *testing.T) {
	folder := t.TempDir()
	program, pids := filepath.Join(folder, "espeak-ng"), filepath.Join(folder, "pids")
	// It never ends, and has a child that does not either.
	script := "#!/bin/sh\nsleep 600 &\necho $! >>" + pids + "\nwait\n"
	if err := os.WriteFile(program, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	s := New(Options{Command: program})
	defer s.Close()
	for range 2 { // the second finds the turn free again
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		start := time.Now()
		_, err := s.Say(ctx, drivers.Utterance{Text: "x", Language: "en"})
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > 5*time.Second {
			t.Errorf("Say = %v after %s", err, time.Since(start))
		}
	}
	raw, err := os.ReadFile(pids)
	if err != nil {
		t.Fatal(err)
	}
	for _, pid := range strings.Fields(string(raw)) {
		for alive := true; alive && t.Context().Err() == nil; time.Sleep(time.Millisecond) {
			state, err := os.ReadFile("/proc/" + pid + "/stat")
			alive = err == nil && !strings.Contains(string(state), ") Z ")
		}
	}
}

// broken writes a program that stands for espeak-ng and does one thing wrong.
func broken(t *testing.T, does string) *Speech {
	t.Helper()
	program := filepath.Join(t.TempDir(), "espeak-ng")
	if err := os.WriteFile(program, []byte("#!/bin/sh\n"+does+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return New(Options{Command: program})
}

// A hundred sentences to programs that do wrong leave nothing behind. No other test runs
// meanwhile.
func TestNothingIsLeft(t *testing.T) {
	nothingLeft := drivertest.NothingLeft(t)
	for _, does := range []string{"exit 0", "echo garbage; exit 1", "kill -SEGV $$", "yes | head -c 1000000", "exec sleep 600"} {
		s := broken(t, does)
		for range 20 {
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			if _, err := s.Say(ctx, drivers.Utterance{Text: "x", Language: "en"}); err == nil {
				t.Errorf("%q: it speaks", does)
			}
			cancel()
		}
		s.Close()
	}
	nothingLeft()
}

// A program that does not stop writing is stopped.
func TestFlood(t *testing.T) {
	for _, does := range []string{"exec yes", "exec yes >&2"} {
		s := broken(t, does)
		if _, err := s.Say(t.Context(), drivers.Utterance{Text: "x", Language: "en"}); drivers.KindOf(err) != drivers.NeedsTechnician {
			t.Errorf("%s: Say = %v", does, err)
		}
		s.Close()
	}
}

// Wherever in its sound the program breaks off, and whether it says so or not, half a
// header is no sound, and a program that failed has said nothing.
func TestProgramThatBreaksOff(t *testing.T) {
	wav := filepath.Join(t.TempDir(), "wav")
	sound := append([]byte("RIFF\xFF\xFF\xFF\x7FWAVEfmt "), make([]byte, 20)...)
	sound = append(sound, "data\xFF\xFF\xFF\x7F\x01\x02\x03\x04\x05\x06"...)
	if err := os.WriteFile(wav, sound, 0o600); err != nil {
		t.Fatal(err)
	}
	for at := range len(sound) + 1 {
		for end, well := range map[string]bool{"exit 0": true, "exit 1": false, "kill -KILL $$": false} {
			s := broken(t, fmt.Sprintf("head -c %d %s; %s", at, wav, end))
			got, err := s.Say(t.Context(), drivers.Utterance{Text: "x", Language: "en"})
			if (err == nil) != (well && at > headerSize) {
				t.Errorf("after %d bytes, %s: %d bytes, %v", at, end, len(got.WAV), err)
			}
			s.Close()
		}
	}
}

// Nothing runs after Close.
func TestCloseEndsTheProgram(t *testing.T) {
	pid := filepath.Join(t.TempDir(), "pid")
	s := broken(t, "echo $$ >"+pid+".new; mv "+pid+".new "+pid+"; exec sleep 600")
	said := make(chan error, 1)
	go func() {
		_, err := s.Say(t.Context(), drivers.Utterance{Text: "x", Language: "en"})
		said <- err
	}()
	number, err := os.ReadFile(pid)
	for ; err != nil && t.Context().Err() == nil; number, err = os.ReadFile(pid) {
		time.Sleep(time.Millisecond)
	}
	s.Close()
	if _, err := os.Stat("/proc/" + strings.TrimSpace(string(number))); err == nil {
		t.Error("it runs after Close")
	}
	if err := <-said; drivers.KindOf(err) != drivers.Disconnected {
		t.Errorf("Say = %v, want Disconnected", err)
	}
}

func FuzzWhole(f *testing.F) {
	f.Add(append([]byte("RIFF\x00\x00\x00\x00WAVEfmt "), make([]byte, 40)...))
	f.Fuzz(func(_ *testing.T, wav []byte) { _, _ = whole(wav) })
}
