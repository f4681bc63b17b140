package porttest

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
)

// Exchange is one step of a conversation: bytes that the driver sent, then bytes
// that the device answered. Either may be empty.
type Exchange struct {
	Sent     []byte
	Answered []byte
}

// Format writes traffic as text, one direction a line: "> 10 04 01" is what the
// driver sent, "< 12" what came back.
func Format(w io.Writer, traffic []Exchange) error {
	for _, x := range traffic {
		if err := formatLine(w, ">", x.Sent); err != nil {
			return err
		}
		if err := formatLine(w, "<", x.Answered); err != nil {
			return err
		}
	}
	return nil
}

func formatLine(w io.Writer, mark string, p []byte) error {
	if len(p) == 0 {
		return nil
	}
	_, err := fmt.Fprintf(w, "%s % X\n", mark, p)
	return err
}

// Parse reads what Format wrote. Lines that begin with # and empty lines are
// passed over, so that a recording can tell its story.
func Parse(r io.Reader) ([]Exchange, error) {
	var traffic []Exchange
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for number := 1; lines.Scan(); number++ {
		mark, text, _ := strings.Cut(strings.TrimSpace(lines.Text()), " ")
		if mark == "" || mark[0] == '#' {
			continue
		}
		p, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
		if err != nil {
			return nil, fmt.Errorf("traffic line %d: %w", number, err)
		}
		if traffic, err = appendTo(traffic, mark, p); err != nil {
			return nil, fmt.Errorf("traffic line %d: %w", number, err)
		}
	}
	return traffic, lines.Err()
}

// appendTo adds p to the last exchange where it belongs there, else to a new one.
func appendTo(traffic []Exchange, mark string, p []byte) ([]Exchange, error) {
	fresh := len(traffic) == 0 || mark == ">" && len(traffic[len(traffic)-1].Answered) > 0
	if fresh {
		traffic = append(traffic, Exchange{})
	}
	last := &traffic[len(traffic)-1]
	switch mark {
	case ">":
		last.Sent = append(last.Sent, p...)
	case "<":
		last.Answered = append(last.Answered, p...)
	default:
		return nil, fmt.Errorf("want > or <, not %q", mark)
	}
	return traffic, nil
}
