package espeak

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"yitiji/drivers"
)

// The bounds of speaking.
const (
	// normal is espeak-ng's own speed, in words a minute.
	normal = 175
	// longest is the text that is spoken at most, in bytes: a screen full is less.
	longest = 8 << 10
	// mostSound and mostSaid are what a child may write: the longest text at the slowest
	// rate takes some 70 MB, and of complaints the first line is wanted.
	mostSound = 96 << 20
	mostSaid  = 64 << 10
	// grace is how long a child that was told to end may take.
	grace = 500 * time.Millisecond
	// DefaultKeep is how much sound is kept: some 400 sentences.
	DefaultKeep = 64 << 20
)

// Options say which program speaks, and how much is kept.
type Options struct {
	Place   string            // in faults; empty means "speech"
	Command string            // path of espeak-ng; empty finds it
	Voices  map[string]string // by language, beside the usual ones
	Keep    int               // bytes of sound; 0 means DefaultKeep
}

// Speech speaks. It implements drivers.Speech; its methods may be called from any
// goroutine.
type Speech struct {
	place   string
	command string
	voices  map[string]string
	turn    chan struct{} // one child at a time: two would share the processor anyway
	life    context.Context
	end     context.CancelFunc

	mu   sync.Mutex
	said cache
}

var _ drivers.Speech = (*Speech)(nil)

// errFlood says that a child wrote more than any sentence takes.
var errFlood = errors.New("more sound than any sentence takes")

// New returns the voices and starts nothing.
func New(o Options) *Speech {
	life, end := context.WithCancel(context.Background())
	s := &Speech{
		place: cmp.Or(o.Place, "speech"), command: cmp.Or(o.Command, "espeak-ng"),
		voices: map[string]string{"zh-Hans": "cmn-latn-pinyin", "zh-Hant": "cmn-latn-pinyin", "zh": "cmn-latn-pinyin", "yue": "yue", "en": "en-gb", "ug": "ug", "kk": "kk"},
		turn:   make(chan struct{}, 1), life: life, end: end, said: cache{limit: cmp.Or(o.Keep, DefaultKeep)},
	}
	for language, voice := range o.Voices {
		s.voices[language] = voice
	}
	return s
}

// String names the program.
func (s *Speech) String() string { return s.command }

// Close ends what is being said, and returns when nothing runs any more. Closing twice
// is fine.
func (s *Speech) Close() error {
	s.end()
	s.turn <- struct{}{}
	<-s.turn
	return nil
}

// Status is drivers.Speech's.
func (s *Speech) Status(context.Context) drivers.Status {
	if s.life.Err() != nil {
		return drivers.Status{State: drivers.NoDevice, Note: "closed"}
	}
	path, err := exec.LookPath(s.command)
	if err != nil {
		return drivers.Status{State: drivers.NoDevice, Causes: []drivers.Cause{drivers.ProgramMissing}, Note: err.Error()}
	}
	return drivers.Status{State: drivers.Online, Note: path}
}

// Say is drivers.Speech's. A language without a voice is an error without a Fault, as
// is an empty text.
func (s *Speech) Say(ctx context.Context, u drivers.Utterance) (drivers.Sound, error) {
	u.Text, u.Rate = spoken(u.Text), cmp.Or(u.Rate, 100)
	if err := s.check(u); err != nil {
		return drivers.Sound{}, fmt.Errorf("%s: %w", s.place, err)
	}
	if wav, ok := s.kept(u); ok {
		return drivers.Sound{WAV: wav}, nil
	}
	wav, err := s.make(ctx, u)
	if err != nil {
		return drivers.Sound{}, s.fault(ctx, err)
	}
	if u.Fixed {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.said.put(u, wav)
	}
	return drivers.Sound{WAV: wav}, nil
}

func (s *Speech) check(u drivers.Utterance) error {
	switch {
	case u.Text == "":
		return errors.New("nothing to say")
	case len(u.Text) > longest:
		return fmt.Errorf("text of %d bytes: at most %d are said at once", len(u.Text), longest)
	case s.voices[u.Language] == "":
		return fmt.Errorf("no voice for language %q", u.Language)
	case u.Rate < 40 || u.Rate > 250:
		return fmt.Errorf("rate of %d %%: want 40 to 250", u.Rate)
	}
	return nil
}

func (s *Speech) kept(u drivers.Utterance) ([]byte, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.said.get(u)
}

// make runs the program. The text goes through a pipe: arguments are seen by everyone
// on the machine.
func (s *Speech) make(ctx context.Context, u drivers.Utterance) ([]byte, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(s.life, cancel)()
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	out, complaints := bounded{room: mostSound}, bounded{room: mostSaid}
	child := exec.CommandContext(ctx, s.command, "-v", s.voices[u.Language], "-s", strconv.Itoa(normal*u.Rate/100), "--stdin", "--stdout")
	child.Stdin, child.Stdout, child.Stderr = strings.NewReader(u.Text), &out, &complaints
	child.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	child.Cancel = func() error { return syscall.Kill(-child.Process.Pid, syscall.SIGKILL) } // and what it started
	child.WaitDelay = grace
	if err := child.Run(); err != nil {
		return nil, cmp.Or(ctx.Err(), err)
	}
	wav, err := whole(out.kept.Bytes())
	if err != nil { // what it complains of may quote the text: only the first line, which does not
		line, _, _ := strings.Cut(complaints.kept.String(), "\n")
		return nil, fmt.Errorf("%w: %s", err, line)
	}
	return wav, nil
}

// bounded keeps what a child writes up to a size, and then refuses more, which ends the
// child: one that runs wild must not fill the memory.
type bounded struct {
	kept bytes.Buffer // not embedded: its ReadFrom knows no bound
	room int
}

func (b *bounded) Write(p []byte) (int, error) {
	if len(p) > b.room-b.kept.Len() {
		return 0, errFlood
	}
	return b.kept.Write(p)
}

// fault puts an error into words for people. The end of the caller's context is no
// fault.
func (s *Speech) fault(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return err
	}
	kind := drivers.NeedsTechnician
	if errors.Is(err, exec.ErrNotFound) || s.life.Err() != nil {
		kind = drivers.Disconnected
	}
	return &drivers.Fault{Device: s.place, Op: "say", Kind: kind, Err: err}
}

// headerSize is that of a WAVE file with the plain PCM header that espeak-ng writes.
const headerSize = 44

// whole sets the lengths of a WAVE file right that was written to a pipe.
func whole(wav []byte) ([]byte, error) {
	if len(wav) <= headerSize || string(wav[:4]) != "RIFF" || string(wav[8:16]) != "WAVEfmt " || string(wav[36:40]) != "data" {
		return nil, fmt.Errorf("no sound came, but %d bytes", len(wav))
	}
	binary.LittleEndian.PutUint32(wav[4:], uint32(len(wav)-8))
	binary.LittleEndian.PutUint32(wav[40:], uint32(len(wav)-headerSize))
	return wav, nil
}

// number finds digits that are a number to be spelled: no year and no sum of money has
// six.
var number = regexp.MustCompile(`[0-9]{6,}[Xx]?`)

// spoken is text as it is to be read: without control characters, long numbers digit by
// digit.
func spoken(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, " "))
	text = number.ReplaceAllStringFunc(text, func(digits string) string {
		return strings.Join(strings.Split(digits, ""), " ")
	})
	return strings.TrimSpace(text)
}
