package main

import (
	"context"
	"errors"

	"yitiji/drivers"
	"yitiji/drivers/doctor"
)

// programs stand in places, and are programs rather than devices: nobody holds them, so
// that everybody may look at them. Those that the configuration leaves out are nil.
type programs struct {
	photo drivers.PhotoDecoder
	voice drivers.Speech
}

// openPrograms checks the entries of the programs, and starts nothing.
func (d devices) openPrograms() (p programs, err error) {
	var photo, voice error
	if d.Photo.Kind != "" {
		p.photo, photo = d.Photo.Open("photo")
	}
	if d.Speech.Kind != "" {
		p.voice, voice = d.Speech.Open("speech")
	}
	return p, errors.Join(photo, voice)
}

// names are the places of the programs that there are.
func (p programs) names() (names []string) {
	if p.photo != nil {
		names = append(names, "photo")
	}
	if p.voice != nil {
		names = append(names, "speech")
	}
	return names
}

// look looks whether the programs are there.
func (p programs) look(ctx context.Context) (reports []report) {
	if p.photo != nil {
		reports = append(reports, report{Finding: doctor.Look(ctx, "photo", p.photo)})
	}
	if p.voice != nil {
		reports = append(reports, report{Finding: doctor.Look(ctx, "speech", p.voice)})
	}
	return reports
}

// close ends what runs.
func (p programs) close() {
	if p.photo != nil {
		_ = p.photo.Close()
	}
	if p.voice != nil {
		_ = p.voice.Close()
	}
}
