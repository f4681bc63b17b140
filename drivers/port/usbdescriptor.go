package port

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// Types of descriptors (USB 2.0, table 9-5) and the type of an endpoint.
const (
	deviceDescriptor    = 1
	configDescriptor    = 2
	interfaceDescriptor = 4
	endpointDescriptor  = 5
	bulkEndpoint        = 2    // bits 1..0 of bmAttributes
	inEndpoint          = 0x80 // bit 7 of bEndpointAddress
)

// errNoBulk says that a device has no interface that could carry a byte stream.
var errNoBulk = errors.New("no interface with bulk endpoints in both directions")

// errUSB says that descriptors make no sense.
var errUSB = errors.New("not descriptors of a USB device")

// pipes are the bulk endpoints of one interface, in the order in which the device
// lists them.
type pipes struct {
	number  int // of the interface
	in, out []endpoint
}

// endpoint is one end of a bulk pipe.
type endpoint struct {
	address byte
	packet  int // bytes of the largest packet
}

// findPipes picks the first interface of the first configuration that can carry a
// stream, from what usbfs gives on reading a device: its descriptor, then those of
// its configurations with all that belongs to them. Alternate settings are passed
// over: none is switched to.
func findPipes(descriptors []byte) (pipes, error) {
	var at pipes
	configs, chosen := 0, false
	for p := descriptors; len(p) > 0; {
		size := int(p[0])
		if size < 2 || size > len(p) {
			return pipes{}, fmt.Errorf("%w: torn at %d", errUSB, len(descriptors)-len(p))
		}
		switch d := p[:size]; {
		case p[1] == configDescriptor:
			configs++
		case p[1] == interfaceDescriptor && size >= 9:
			if configs == 1 && at.duplex() {
				return at, nil
			}
			at, chosen = pipes{number: int(d[2])}, d[3] == 0
		case p[1] == endpointDescriptor && size >= 7 && configs == 1 && chosen:
			at.add(d)
		}
		p = p[size:]
	}
	if !at.duplex() {
		return pipes{}, errNoBulk
	}
	return at, nil
}

// add adds an endpoint, if it is one of bulk.
func (p *pipes) add(d []byte) {
	e := endpoint{d[2], int(binary.LittleEndian.Uint16(d[4:]) & 0x7FF)}
	switch {
	case d[3]&3 != bulkEndpoint || e.packet == 0:
	case e.address&inEndpoint != 0:
		p.in = append(p.in, e)
	default:
		p.out = append(p.out, e)
	}
}

// duplex says whether bytes can go both ways.
func (p pipes) duplex() bool { return len(p.in) > 0 && len(p.out) > 0 }
