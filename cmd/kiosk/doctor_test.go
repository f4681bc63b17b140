package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/doctor"
	"yitiji/drivers/meter"
	"yitiji/terminal/catalog"
	"yitiji/terminal/words"
)

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
		var status exitStatus
		_ = errors.As(statusOf(verdict), &status)
		if int(status) != want {
			t.Errorf("%s ends with %d, want %d", verdict, status, want)
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
