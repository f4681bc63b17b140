package web

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"yitiji/drivers"
)

// tone is a sound of so long at 440 Hz.
func tone(long time.Duration) drivers.Sound {
	const rate = 16000
	n := int(long.Seconds() * rate)
	wav := []byte("RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00")
	wav = binary.LittleEndian.AppendUint32(wav, rate)
	wav = binary.LittleEndian.AppendUint32(wav, 2*rate)
	wav = append(wav, 2, 0, 16, 0, 'd', 'a', 't', 'a')
	wav = binary.LittleEndian.AppendUint32(wav, uint32(2*n))
	for i := range n {
		wav = binary.LittleEndian.AppendUint16(wav, uint16(int16(8000*math.Sin(float64(i)*2*math.Pi*440/rate))))
	}
	binary.LittleEndian.PutUint32(wav[4:], uint32(len(wav)-8))
	return drivers.Sound{WAV: wav}
}

// serveAudio serves the page, and gives what plays in it.
func serveAudio(t *testing.T) (*httptest.Server, *Audio) {
	t.Helper()
	c := galleryClerk(t)
	s, err := New(Options{Terminal: running(t, c), Clerk: c, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(s.Handler())
	t.Cleanup(srv.Close)
	return srv, s.Audio()
}

// browse opens the page in a real browser with a microphone that beeps.
func browse(t *testing.T, address string) {
	t.Helper()
	var log bytes.Buffer
	child := exec.Command("chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--user-data-dir="+t.TempDir(),
		"--autoplay-policy=no-user-gesture-required", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
		"--remote-debugging-port=0", address)
	child.Stderr = &log
	child.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = syscall.Kill(-child.Process.Pid, syscall.SIGKILL)
		_ = child.Wait()
		if t.Failed() {
			t.Logf("chromium said:\n%s", log.String())
		}
	})
}

func awaitPage(t *testing.T, a *Audio) {
	t.Helper()
	for end := time.Now().Add(60 * time.Second); a.Status(t.Context()).State != drivers.Online; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("no page connects")
		}
	}
}

func TestSoundInARealBrowser(t *testing.T) {
	srv, audio := serveAudio(t)
	browse(t, srv.URL)
	awaitPage(t, audio)
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	start := time.Now()
	if err := audio.Play(ctx, tone(600*time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took < 500*time.Millisecond {
		t.Errorf("600 ms of sound were heard in %s", took)
	}
	first := make(chan error, 1)
	go func() { first <- audio.Play(ctx, tone(20*time.Second)) }()
	time.Sleep(100 * time.Millisecond)
	if err := audio.Play(ctx, tone(200*time.Millisecond)); err != nil {
		t.Errorf("a second sound: %v", err)
	}
	if err := <-first; !errors.Is(err, context.Canceled) {
		t.Errorf("the first sound ended with %v, want that it gave way", err)
	}
	sound, err := audio.Microphone().Record(ctx, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	long, err := length(sound.WAV)
	if err != nil || long < 500*time.Millisecond || long > 3*time.Second || loudest(sound.WAV) < 500 {
		t.Errorf("recorded %s as loud as %d, %v", long, loudest(sound.WAV), err)
	}
}

// loudest is the greatest sample.
func loudest(wav []byte) (most int) {
	for p := wav[44:]; len(p) >= 2; p = p[2:] {
		most = max(most, int(int16(binary.LittleEndian.Uint16(p))))
	}
	return most
}

func TestSoundWithoutAPage(t *testing.T) {
	_, audio := serveAudio(t)
	if audio.Status(t.Context()).State != drivers.NoDevice {
		t.Error("a speaker without a page is there")
	}
	if err := audio.Play(t.Context(), tone(time.Second)); drivers.KindOf(err) != drivers.Disconnected {
		t.Errorf("Play = %v", err)
	}
	if _, err := audio.Microphone().Record(t.Context(), time.Second); drivers.KindOf(err) != drivers.Disconnected {
		t.Errorf("Record = %v", err)
	}
	if err := audio.Play(t.Context(), drivers.Sound{WAV: []byte("no sound")}); err == nil {
		t.Error("what is no sound is played")
	}
}

// page connects as a page does, and gives what the terminal orders.
func page(t *testing.T, srv *httptest.Server, a *Audio) (orders io.Reader, leave func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, srv.URL+"/sound", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); answer.Body.Close() })
	awaitPage(t, a)
	return answer.Body, cancel
}

func TestAPageThatFailsOrLeaves(t *testing.T) {
	srv, audio := serveAudio(t)
	orders, leave := page(t, srv, audio)
	played := make(chan error, 1)
	begin := func() {
		go func() { played <- audio.Play(t.Context(), tone(10*time.Second)) }()
		if _, err := io.ReadFull(orders, make([]byte, len("event: play\n"))); err != nil {
			t.Fatal(err)
		}
	}
	begin()
	answer, err := http.Post(srv.URL+"/sound/1?failed", "text/plain", strings.NewReader("NotAllowedError"))
	if err != nil || answer.StatusCode != http.StatusNoContent {
		t.Fatalf("%v, %v", answer, err)
	}
	if err := <-played; drivers.KindOf(err) != drivers.NeedsTechnician || !strings.Contains(err.Error(), "NotAllowedError") {
		t.Errorf("a page that may not play: %v", err)
	}
	begin()
	leave()
	if err := <-played; drivers.KindOf(err) != drivers.Disconnected {
		t.Errorf("a page that leaves: %v", err)
	}
	if len(audio.now) != 0 {
		t.Errorf("%d sounds are kept", len(audio.now))
	}
}

func TestASoundIsServedOnlyWhileItPlays(t *testing.T) {
	srv, audio := serveAudio(t)
	_, _ = page(t, srv, audio)
	ctx, cancel := context.WithCancel(t.Context())
	played := make(chan error, 1)
	go func() { played <- audio.Play(ctx, tone(10*time.Second)) }()
	fetch := func() int {
		answer, err := http.Get(srv.URL + "/sound/1.wav")
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		return answer.StatusCode
	}
	for fetch() != http.StatusOK {
		time.Sleep(time.Millisecond)
	}
	cancel()
	if err := <-played; !errors.Is(err, context.Canceled) {
		t.Errorf("Play = %v", err)
	}
	if fetch() != http.StatusNotFound {
		t.Error("a sound outlives its visit")
	}
}

func FuzzLength(f *testing.F) {
	f.Add(tone(10 * time.Millisecond).WAV)
	f.Add([]byte("RIFF\x00\x00\x00\x00WAVE" + strings.Repeat("\x00", 40)))
	f.Fuzz(func(t *testing.T, wav []byte) {
		if long, err := length(wav); err == nil && long < 0 {
			t.Errorf("%d bytes last %s", len(wav), long)
		}
	})
}
