package sim

import (
	"errors"
	"net"
)

// lp is the outlet of a USB printer: a socket of bytes in place of /dev/usb/lp0, and
// beside it one that tells the printer's status and name to whoever connects.
type lp struct {
	*socket
	questions *net.UnixListener
}

// lpID is the device ID of the printer, without its length.
const lpID = "MFG:YITIJI;MDL:SIM-80;CMD:ESC/POS;CLS:PRINTER;DES:SIM-80;"

// lp plugs the printer in as a USB printer.
func (p *Printer) lp() (outlet, error) {
	whole := func(b []byte) []byte { return b }
	s, err := manner{
		node: "lp0", stream: true, join: whole, cut: func(b []byte) [][]byte { return [][]byte{b} },
	}.open()
	if err != nil {
		return nil, err
	}
	l := &lp{socket: s}
	l.questions, err = net.ListenUnix("unixpacket", &net.UnixAddr{Name: s.Path() + ".status", Net: "unixpacket"})
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	p.running.Go(func() { l.answer(p.lpStatus) }) // Close must not wait for it: it may be the printer who pulls the plug
	return l, nil
}

// answer tells everyone who connects, until the plug is pulled.
func (l *lp) answer(status func() byte) {
	for {
		conn, err := l.questions.AcceptUnix()
		if err != nil {
			return
		}
		_, _ = conn.Write(append([]byte{status(), 0, byte(2 + len(lpID))}, lpID...))
		_ = conn.Close()
	}
}

// lpStatus is the status byte of IEEE 1284.
func (p *Printer) lpStatus() byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	return flags(0x00, flag{p.online(), 0x18}, flag{p.paper == PaperOut, 0x20}) // selected, no error; no paper
}

// Close is port.Port's.
func (l *lp) Close() error { return errors.Join(l.questions.Close(), l.socket.Close()) }
