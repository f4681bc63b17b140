package escpos

import (
	"context"
	"errors"
	"testing"

	"yitiji/drivers"
	"yitiji/drivers/port"
	"yitiji/drivers/port/porttest"
)

// usb is a line beside which a printer can be asked.
type usb struct {
	port.Port
	status port.LPStatus
	err    error
}

func (u usb) Status(context.Context) (port.LPStatus, error) { return u.status, u.err }

func TestStatusBesideTheBytes(t *testing.T) {
	for _, c := range []struct {
		why   string
		said  port.LPStatus
		state drivers.State
		kind  drivers.Kind // empty for none
	}{
		{"what is wired to well says nothing", 0x18, drivers.Unknown, ""},
		{"paper out", 0x38, drivers.Offline, drivers.NoPaper},
		{"an error without a name", 0x10, drivers.Offline, ""},
		{"not selected", 0x08, drivers.Offline, ""},
	} {
		s := readingOfLP(c.said).status()
		if s.State != c.state || (c.kind == "") != (len(s.Kinds) == 0) || c.kind != "" && !s.Has(c.kind) {
			t.Errorf("%s: Status = %+v, want %s %q", c.why, s, c.state, c.kind)
		}
	}
}

func TestStatusOfUSBCountsOnlyInSilence(t *testing.T) {
	t.Parallel()
	mute, _ := porttest.Pipe()
	for state, line := range map[drivers.State]usb{
		drivers.Offline: {Port: mute, status: 0x38},
		drivers.Unknown: {Port: mute, err: errors.New("ENOTTY")},
	} {
		p, err := New(line, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if s := p.Status(t.Context()); s.State != state {
			t.Errorf("Status = %+v, want %s", s, state)
		}
	}
	near, far := porttest.Pipe()
	p, err := New(usb{Port: near, status: 0x38}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	answered := make(chan struct{})
	go func() {
		defer close(answered)
		for b := make([]byte, 3); ; {
			n, err := far.Read(t.Context(), b)
			if err != nil || n != 3 {
				return
			}
			_, _ = far.Write(t.Context(), []byte{0x12})
		}
	}()
	if s := p.Status(t.Context()); s.State != drivers.Online {
		t.Errorf("Status = %+v, want what DLE EOT says", s)
	}
	_ = p.Close()
	<-answered
}
