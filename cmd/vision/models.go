package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"yitiji/drivers/vision/wire"
)

// published is what the makers of the models have published; see docs/vision.md. Of
// MiniFASNet there is no published ONNX file: sites make it from the published weights.
var published = map[string]string{
	yunet2022: "50ef07f702a31741ca46a4c0d947773b64143b9362780237bf0d427d6c79bab7",
	yunet2023: "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4",
	sface:     "0ba9fbfa01b5270c96627c4ef784da859931e02f04419c829e83484087c34e79",
}

// The names of the files, as they were published.
const (
	yunet2022 = "face_detection_yunet_2022mar.onnx" // for OpenCV before 4.8
	yunet2023 = "face_detection_yunet_2023mar.onnx" // for OpenCV 4.8 and later
	sface     = "face_recognition_sface_2021dec.onnx"
	fasNear   = "2.7_80x80_MiniFASNetV2.onnx"
	fasWide   = "4_0_0_80x80_MiniFASNetV1SE.onnx"
)

// models are the models that are there, by task.
type models struct {
	list []wire.Model
	done map[wire.Task]bool
}

// load loads what is in the folder. The cascade is used only where faces cannot be
// detected by a model. What is not there is not installed, and no error.
func load(s sight, folder, cascade string) models {
	m := models{done: map[wire.Task]bool{}}
	now, other := yunet2022, yunet2023
	if newer(s.Version(), 4, 8) {
		now, other = other, now
	}
	if !exists(folder, now) && exists(folder, other) {
		m.list = append(m.list, wire.Model{Task: wire.Detect, File: other, Refused: "it is for another version than OpenCV " + s.Version() + ", which needs " + now})
	}
	m.try(s, wire.Detect, folder, now)
	m.try(s, wire.Match, folder, sface)
	m.try(s, wire.Alive, folder, fasNear, fasWide)
	if !m.done[wire.Detect] {
		m.try(s, wire.Frames, filepath.Dir(cascade), filepath.Base(cascade))
	}
	return m
}

// try loads the models of one task, where their first file is there.
func (m *models) try(s sight, task wire.Task, folder string, names ...string) {
	if folder == "" || !exists(folder, names[0]) {
		return
	}
	paths := make([]string, len(names))
	whole := true
	for i, name := range names {
		paths[i] = filepath.Join(folder, name)
		sum := published[name]
		whole = whole && sum != "" && sum == sumOf(paths[i])
	}
	entry := wire.Model{Task: task, File: strings.Join(names, ", "), Published: whole}
	if err := s.Load(task, paths...); err != nil {
		entry.Refused = clip(err.Error())
	} else {
		m.done[task] = true
	}
	m.list = append(m.list, entry)
}

func exists(folder, name string) bool {
	_, err := os.Stat(filepath.Join(folder, name))
	return err == nil
}

// sumOf is the SHA-256 of a file in hexadecimal digits, or empty.
func sumOf(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return ""
	}
	return hex.EncodeToString(h.Sum(nil))
}

// newer says whether a version such as "4.6.0" is that one or a later one.
func newer(version string, major, minor int) bool {
	var a, b int
	if _, err := fmt.Sscanf(version, "%d.%d", &a, &b); err != nil {
		return false
	}
	return a > major || a == major && b >= minor
}

// clip makes a text fit into an answer, on one line of printable characters.
func clip(s string) string {
	s = strings.ToValidUTF8(strings.Join(strings.Fields(s), " "), "?")
	for i := range s {
		if i > 300 {
			return s[:i] + "…"
		}
	}
	return s
}
