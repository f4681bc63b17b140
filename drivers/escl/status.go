package escl

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"

	"yitiji/drivers"
)

// condition is the answer to ScannerStatus.
type condition struct {
	XMLName xml.Name `xml:"ScannerStatus"`
	State   string
	Adf     string   `xml:"AdfState"`
	Jobs    []string `xml:"Jobs>JobInfo>JobUri"`
}

// parseStatus reads the answer to ScannerStatus.
func parseStatus(p []byte) (condition, error) {
	var c condition
	if err := xml.NewDecoder(bytes.NewReader(p)).Decode(&c); err != nil {
		return condition{}, fmt.Errorf("status: %w", syntax(err))
	}
	if c.State == "" {
		return condition{}, errors.New("status: no state")
	}
	return c, nil
}

// feederKind is what a person can do about a state of the feeder; empty for nothing.
// An empty feeder is nothing that needs doing. ScannerAdfDoorOpen is not in the
// book; Kyocera's say it.
func feederKind(adf string) drivers.Kind {
	switch adf {
	case "ScannerAdfJam", "ScannerAdfMispick", "ScannerAdfMultipickDetected",
		"ScannerAdfDuplexPageTooShort", "ScannerAdfDuplexPageTooLong", "ScannerAdfInputTrayOverloaded":
		return drivers.Jam
	case "ScannerAdfHatchOpen", "ScannerAdfDoorOpen":
		return drivers.CoverOpen
	case "ScannerAdfInputTrayFailed":
		return drivers.NeedsTechnician
	}
	return ""
}

// loaded says that papers wait in the feeder.
func (c condition) loaded() bool {
	return c.Adf != "" && c.Adf != "ScannerAdfEmpty" && c.Adf != "ScannerAdfProcessing"
}

// trouble is why a scan from a source cannot go on, or nil. Nothing is known to be
// wrong with a scanner that is merely at work.
func (c condition) trouble(source drivers.PageSource) error {
	if c.State == "Down" || c.State == "Stopped" {
		return &refusal{drivers.NeedsTechnician, "scanner is " + c.State}
	}
	if kind := feederKind(c.Adf); source == drivers.Feeder && kind != "" {
		return &refusal{kind, "feeder says " + c.Adf}
	}
	return nil
}

// status puts a condition into the words of drivers. Working says that the scanner
// works for us.
func (c condition) status(working bool) drivers.Status {
	s := drivers.Status{State: drivers.Online}
	if c.Adf == "ScannerAdfEmpty" {
		s.Causes = []drivers.Cause{drivers.FeederEmpty}
	}
	switch c.State {
	case "Down", "Stopped":
		s.State, s.Kinds = drivers.HardwareError, []drivers.Kind{drivers.NeedsTechnician}
	case "Processing", "Testing":
		if !working {
			s.State = drivers.DeviceBusy
		}
	}
	if kind := feederKind(c.Adf); kind != "" {
		s.Kinds = append(s.Kinds, kind)
		if s.State == drivers.Online {
			s.State = drivers.Offline
		}
	}
	return s
}

// refusal is a failure whose meaning for people is known where it was noticed.
type refusal struct {
	kind drivers.Kind
	why  string
}

func (r *refusal) Error() string { return r.why }
