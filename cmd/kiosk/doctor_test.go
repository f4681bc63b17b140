package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"yitiji/drivers"
	"yitiji/drivers/all"
	"yitiji/drivers/doctor"
	"yitiji/drivers/meter"
	"yitiji/terminal/catalog"
	"yitiji/terminal/words"
)

var update = flag.Bool("update", false, "write the goldens anew")

func vocabulary(t *testing.T, lang catalog.Lang) words.Words {
	t.Helper()
	book, err := words.Open()
	if err != nil {
		t.Fatal(err)
	}
	return book.In(lang)
}

func TestEveryFindingHasWords(t *testing.T) {
	var names []string
	for _, k := range drivers.Kinds() {
		names = append(names, "doctor.do."+string(k))
	}
	for _, v := range doctor.Verdicts() {
		names = append(names, "doctor.verdict."+string(v))
	}
	for _, c := range doctor.CheckNames() {
		names = append(names, "doctor.check."+string(c))
	}
	for _, c := range doctor.Causes() {
		names = append(names, "doctor.cause."+string(c))
	}
	for _, layout := range []drivers.Layout{drivers.Resident, drivers.Permit, drivers.Foreigner2017, drivers.Foreigner2023} {
		names = append(names, "doctor.word."+string(layout))
	}
	for _, place := range []string{"idcard", "receipt", "code", "document", "paper", "socialcard", "travel", "dispenser", "ups", "signals", "photo", "speech"} {
		names = append(names, "doctor.place."+place)
	}
	for _, lang := range catalog.Languages() {
		w := vocabulary(t, lang)
		for _, name := range names {
			if !w.Knows(name) {
				t.Errorf("%s: no words for %s", lang, name)
			}
		}
	}
}

func TestDoctorSaysWhatToDo(t *testing.T) {
	reports := []report{
		{Finding: doctor.Finding{Place: "idcard", Verdict: doctor.Absent}},
		{
			Finding: doctor.Finding{Place: "receipt", Verdict: doctor.Hands, Kinds: []drivers.Kind{drivers.CoverOpen}, Note: "DLE EOT: 2=16"},
			Paper:   &meter.Forecast{Left: 12_400, Ends: time.Date(2026, 11, 25, 15, 20, 0, 0, time.UTC)},
		},
	}
	var text bytes.Buffer
	if err := (doctorCommand{}).write(&text, vocabulary(t, catalog.Chinese), reports); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"✗ idcard", "没有接上", "! receipt", "→ 合上盖子", "12 米", "11-25 15:20", "2=16"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the report lacks %q:\n%s", want, text.String())
		}
	}
	text.Reset()
	if err := (doctorCommand{JSON: true}).write(&text, vocabulary(t, catalog.Chinese), reports); err != nil {
		t.Fatal(err)
	}
	var again []report
	if err := json.Unmarshal(text.Bytes(), &again); err != nil || len(again) != 2 || again[1].Verdict != doctor.Hands || again[1].Paper.Left != 12_400 {
		t.Errorf("as JSON: %v, %+v", err, again)
	}
}

func TestExitStatus(t *testing.T) {
	for verdict, want := range map[doctor.Verdict]int{doctor.Fine: 0, doctor.Mute: 0, doctor.Hands: 1, doctor.Absent: 2, doctor.Broken: 2} {
		if got := end("doctor", statusOf(verdict)); got != want {
			t.Errorf("%s ends with %d, want %d", verdict, got, want)
		}
	}
	for _, c := range []struct {
		why, command string
		err          error
		want         int
	}{
		{"a wrong configuration says nothing of the devices", "doctor", errors.New("configuration"), notExamined},
		{"nor does it of a place", "doctor <places>", errors.New("configuration"), notExamined},
		{"other commands only fail", "check", errors.New("configuration"), 1},
		{"all went well", "check", nil, 0},
	} {
		if got := end(c.command, c.err); got != c.want {
			t.Errorf("%s: %d, want %d", c.why, got, c.want)
		}
	}
}

// What keeps the doctor from examining anything is no verdict on a device.
func TestDoctorThatCannotExamine(t *testing.T) {
	unknown, wrong := nothingPluggedIn(t), nothingPluggedIn(t)
	wrong.Devices.Photo = all.PhotoDecoder{Kind: "magic"}
	deaf := nothingPluggedIn(t)
	l, err := net.Listen("unix", deaf.doctorSocket())
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			c.Close()
		}
	}()
	for _, c := range []struct {
		why    string
		conf   config
		places []string
	}{
		{"an unknown place", unknown, []string{"toaster"}},
		{"an unknown kind", wrong, nil},
		{"a terminal that hangs up", deaf, nil},
	} {
		err := (doctorCommand{Lang: "en", Places: c.places}).Run(t.Context(), c.conf)
		if got := end("doctor", err); got != notExamined {
			t.Errorf("%s: %v ends with %d, want %d", c.why, err, got, notExamined)
		}
	}
}

func TestHelpTellsEveryExitStatus(t *testing.T) {
	for _, status := range []int{0, needsHand, isBroken, notExamined, interrupted} {
		if help := (doctorCommand{}).Help(); !regexp.MustCompile(fmt.Sprintf(`(?m)^ +%d `, status)).MatchString(help) {
			t.Errorf("the help does not tell of %d:\n%s", status, help)
		}
	}
}

// A program that stands in a place is looked at whether or not the terminal runs: the
// list is the same.
func TestTheListIsTheSameWhileTheTerminalRuns(t *testing.T) {
	conf := nothingPluggedIn(t)
	conf.Devices.Photo = all.PhotoDecoder{Kind: "program", Program: "/no/such/decoder"}
	conf.Devices.Speech = all.Speech{Kind: "espeak", Command: "/no/such/voice"}
	w := vocabulary(t, catalog.Chinese)
	stopped, err := (doctorCommand{}).reports(t.Context(), conf, w)
	if err != nil {
		t.Fatal(err)
	}
	site, err := conf.site()
	if err != nil {
		t.Fatal(err)
	}
	running, err := conf.Devices.open(site, new(meter.Book))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var group errgroup.Group
	running.run(ctx, &group)
	group.Go(func() error {
		return askable(conf, running).answerTechnician(ctx)
	})
	defer func() { cancel(); _ = group.Wait() }()
	for {
		if _, err := askTerminal(t.Context(), conf); err == nil {
			break
		}
	}
	asked, err := (doctorCommand{}).reports(t.Context(), conf, w)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"idcard", "receipt", "code", "photo", "speech"}; !slices.Equal(names(stopped), want) || !slices.Equal(names(asked), want) {
		t.Errorf("stopped %v, running %v, want %v", names(stopped), names(asked), want)
	}
	for _, r := range asked[3:] {
		if r.Verdict != doctor.Absent || !slices.Equal(r.Causes, []drivers.Cause{drivers.ProgramMissing}) {
			t.Errorf("a program that is not installed is %+v", r.Finding)
		}
	}
}

func names(reports []report) (names []string) {
	for _, r := range reports {
		names = append(names, r.Place)
	}
	return names
}

// What a technician reads in Chinese is Chinese, but for the names of places and what
// the device itself says, which is marked.
func TestDoctorSpeaksChinese(t *testing.T) {
	reports := []report{
		{Finding: doctor.Finding{Place: "idcard", Verdict: doctor.Absent, Causes: []drivers.Cause{drivers.NotPlugged}, Note: "open serial: no such file"}},
		{Finding: doctor.Finding{Place: "receipt", Verdict: doctor.Hands, Kinds: []drivers.Kind{drivers.Busy}, Causes: []drivers.Cause{drivers.LineHeld}}},
		{Finding: doctor.Finding{
			Place: "dispenser", Verdict: doctor.Hands, Kinds: []drivers.Kind{drivers.NeedsTechnician}, Causes: []drivers.Cause{drivers.StackerEmpty},
			Gauges: []drivers.Gauge{{Name: "stacker", Level: -1, Low: true}, {Name: "bin", Level: -1, Low: true, Fills: true}}, Facts: map[string]any{"card": drivers.AtGate},
		}},
		{Finding: doctor.Finding{
			Place: "ups", Verdict: doctor.Fine, Causes: []drivers.Cause{drivers.OnBattery},
			Facts: map[string]any{"mains": false, "input": 0.0, "output": 220.3, "load": 34},
		}},
		{Finding: doctor.Finding{Place: "document", Verdict: doctor.Hands, Kinds: []drivers.Kind{drivers.NoPaper}, Gauges: []drivers.Gauge{{Name: "tray-1", Level: 0, Capacity: 250, Low: true}}}},
		{Finding: doctor.Finding{Place: "paper", Verdict: doctor.Hands, Checks: []doctor.Check{{Name: doctor.ScansPage, Kind: drivers.Misread, Cause: doctor.PageBlank, Note: "the page is blank"}}}},
		{Finding: doctor.Finding{Place: "code", Verdict: doctor.Fine, Checks: []doctor.Check{{Name: doctor.ReadsCard, Passed: true, Facts: map[string]any{"layout": drivers.Resident}}}}},
	}
	var text bytes.Buffer
	if err := (doctorCommand{}).write(&text, vocabulary(t, catalog.Chinese), reports); err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "doctor.zh-Hans.golden")
	if *update {
		if err := os.WriteFile(golden, text.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || text.String() != string(want) {
		t.Errorf("the doctor says\n%s\nwant (go test -update writes it)\n%s%v", text.String(), want, err)
	}
	for line := range strings.Lines(text.String()) {
		_, said, _ := strings.Cut(line, " ")
		if said = strings.TrimSpace(said); strings.HasPrefix(line, " ") && !strings.HasPrefix(said, "设备原文: ") && regexp.MustCompile(`[a-z]{2,} [a-z]{2,}`).MatchString(said) {
			t.Errorf("this is English: %s", line)
		}
	}
}

// nothingPluggedIn is a configuration of which no device is plugged in.
func nothingPluggedIn(t *testing.T) config {
	conf := defaults()
	conf.Data, conf.Quirks = t.TempDir(), ""
	return conf
}

// A disk that keeps nothing is no reason to say nothing of the devices.
func TestDoctorSpeaksWithoutADisk(t *testing.T) {
	conf := nothingPluggedIn(t)
	conf.Data = filepath.Join(conf.Data, "gone")
	var status exitStatus
	if err := (doctorCommand{JSON: true, Lang: "en"}).Run(t.Context(), conf); !errors.As(err, &status) || status != 2 {
		t.Errorf("doctor without a folder for its counters = %v, want exit status 2", err)
	}
}

// Ctrl-C says nothing about a device.
func TestDoctorThatIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(200*time.Millisecond, cancel)
	var status exitStatus
	if err := (doctorCommand{Lang: "en"}).Run(ctx, nothingPluggedIn(t)); !errors.As(err, &status) || status != interrupted {
		t.Errorf("an interrupted doctor = %v, want exit status %d", err, interrupted)
	}
}
