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
		line  usb
		state drivers.State
		kind  drivers.Kind // empty for none
	}{
		{"what is wired to well says nothing", usb{status: 0x18}, drivers.Unknown, ""},
		{"paper out", usb{status: 0x38}, drivers.Offline, drivers.NoPaper},
		{"an error without a name", usb{status: 0x10}, drivers.Offline, ""},
		{"not selected", usb{status: 0x08}, drivers.Offline, ""},
		{"it cannot be asked", usb{err: errors.New("ENOTTY")}, drivers.Unknown, ""},
	} {
		c.line.Port, _ = porttest.Pipe() // nobody answers in real time
		p, err := New(c.line, Options{})
		if err != nil {
			t.Fatal(err)
		}
		s := p.Status(t.Context())
		if s.State != c.state || (c.kind == "") != (len(s.Kinds) == 0) || c.kind != "" && !s.Has(c.kind) {
			t.Errorf("%s: Status = %+v, want %s %q", c.why, s, c.state, c.kind)
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
