package tape

import (
	"bufio"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// Side says who sent.
type Side byte

// The sides of a conversation.
const (
	Terminal Side = '>'
	Device   Side = '<'
)

// Event is what one side sent at one time.
type Event struct {
	At    time.Duration // since the beginning of the tape
	Side  Side
	Bytes []byte
}

// Tape is a recorded conversation.
type Tape struct {
	Kind   string // of the device, as in configuration
	Events []Event
}

// header is the first line of a tape.
const header = "# yitiji tape 1, kind "

// Limits of a tape that is read: more is no tape of ours.
const (
	longestLine = 1 << 20
	mostEvents  = 1 << 20
)

// Write writes the tape as text: the kind, and a line for each event, such as
// "12.034567 > 10 04 01", in seconds.
func (t Tape) Write(w io.Writer) error {
	if _, err := fmt.Fprintf(w, "%s%s\n", header, t.Kind); err != nil {
		return err
	}
	for _, e := range t.Events {
		if err := writeEvent(w, e); err != nil {
			return err
		}
	}
	return nil
}

func writeEvent(w io.Writer, e Event) error {
	_, err := fmt.Fprintf(w, "%.6f %c % X\n", e.At.Seconds(), e.Side, e.Bytes)
	return err
}

// Read reads what Write wrote. Lines that begin with # are comments.
func Read(r io.Reader) (Tape, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, longestLine)
	if !lines.Scan() {
		return Tape{}, errors.Join(errors.New("tape: empty"), lines.Err())
	}
	kind, ok := strings.CutPrefix(lines.Text(), header)
	if !ok {
		return Tape{}, fmt.Errorf("tape: line 1 is not %q and a kind", strings.TrimSpace(header))
	}
	t := Tape{Kind: strings.TrimSpace(kind)}
	for number := 2; lines.Scan(); number++ {
		text := strings.TrimSpace(lines.Text())
		if text == "" || text[0] == '#' {
			continue
		}
		e, err := parseEvent(text)
		if err != nil || len(t.Events) == mostEvents {
			return Tape{}, fmt.Errorf("tape: line %d: %w", number, errors.Join(err, tooLong(t)))
		}
		t.Events = append(t.Events, e)
	}
	return t, lines.Err()
}

func tooLong(t Tape) error {
	if len(t.Events) < mostEvents {
		return nil
	}
	return fmt.Errorf("more than %d events", mostEvents)
}

func parseEvent(text string) (Event, error) {
	fields := strings.SplitN(text, " ", 3)
	if len(fields) != 3 || fields[1] != string(Terminal) && fields[1] != string(Device) {
		return Event{}, errors.New("want seconds, > or <, and bytes")
	}
	seconds, err := strconv.ParseFloat(fields[0], 64)
	if err != nil || seconds < 0 || seconds > 1e6 {
		return Event{}, fmt.Errorf("seconds %q", fields[0])
	}
	bytes, err := hex.DecodeString(strings.ReplaceAll(fields[2], " ", ""))
	if err != nil {
		return Event{}, err
	}
	return Event{time.Duration(seconds * float64(time.Second)), Side(fields[1][0]), bytes}, nil
}
