package port

import (
	"errors"
	"net"
	"path/filepath"
	"time"
)

// lpSocket asks a printer behind a Unix socket for its status. It does so at a socket
// of its own (SOCK_SEQPACKET), beside the one at path and called the same with .status
// behind it. That one tells whoever connects at once, in one message: the status byte
// of IEEE 1284, and behind it the device ID with its length.
type lpSocket struct{ path string }

// lpPatience is how long the printer may take, as the kernel waits for a real one.
const lpPatience = 5 * time.Second

// errNoStatus says that a printer tells nothing of itself.
var errNoStatus = errors.New("no status of IEEE 1284")

func (s lpSocket) status() (byte, error) {
	told, err := s.told()
	if err != nil {
		return 0, err
	}
	return told[0], nil
}

func (s lpSocket) deviceID() ([]byte, error) {
	told, err := s.told()
	if err != nil {
		return nil, err
	}
	return told[1:], nil
}

// told is what the printer says of itself, at least one byte.
func (s lpSocket) told() ([]byte, error) {
	node, err := filepath.EvalSymlinks(s.path) // a link to the one leads beside neither
	if err != nil {
		return nil, err
	}
	conn, err := net.DialTimeout("unixpacket", node+".status", lpPatience)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if err := conn.SetReadDeadline(time.Now().Add(lpPatience)); err != nil {
		return nil, err
	}
	told := make([]byte, 1+longestID)
	n, err := conn.Read(told)
	if err == nil && n == 0 {
		err = errNoStatus
	}
	return told[:n], err
}
