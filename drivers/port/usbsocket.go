package port

import (
	"context"
	"errors"
	"os"
	"slices"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// usbSocket is a USBDevice behind a Unix socket (SOCK_SEQPACKET), which stands in for
// a node of usbfs as for one of hidraw. The first message are the device's
// descriptors; each one after it is the address of an endpoint and one packet. Whoever
// is connected has claimed the device.
type usbSocket struct {
	line stream

	mu      sync.Mutex
	waiting map[byte][][]byte // packets that came while those of another endpoint were awaited
}

// dialUSB connects to a device, and asks for its descriptors.
func dialUSB(path string) (*usbSocket, []byte, error) {
	file, err := dial(path, unix.SOCK_SEQPACKET)
	if err != nil {
		return nil, nil, err
	}
	u := &usbSocket{line: stream{file: file, name: path}, waiting: map[byte][][]byte{}}
	limited, cancel := context.WithTimeout(context.Background(), greeting)
	defer cancel()
	descriptors := make([]byte, mostDescriptors)
	n, err := u.line.Read(limited, descriptors)
	if err != nil {
		return nil, nil, errors.Join(err, u.line.Close())
	}
	return u, slices.Clone(descriptors[:n]), nil
}

// Driver is USBDevice's: no driver of the kernel has it.
func (u *usbSocket) Driver(int) (string, error) { return "", u.Alive() }

// Detach is USBDevice's.
func (u *usbSocket) Detach(int) error { return unix.ENODATA }

// Attach is USBDevice's.
func (u *usbSocket) Attach(int) error { return unix.ENODATA }

// Claim is USBDevice's.
func (u *usbSocket) Claim(int) error { return u.Alive() }

// Release is USBDevice's.
func (u *usbSocket) Release(int) error { return u.Alive() }

// Alive is USBDevice's.
func (u *usbSocket) Alive() error {
	if u.line.Err() != nil {
		return unix.ENODEV
	}
	return nil
}

// Bulk is USBDevice's.
func (u *usbSocket) Bulk(endpoint byte, p []byte, wait time.Duration) (int, error) {
	limited, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	if endpoint&inEndpoint != 0 {
		return u.receive(limited, endpoint, p)
	}
	_, err := u.line.Write(limited, append([]byte{endpoint}, p...))
	return len(p), bulkError(err)
}

// receive waits for a packet of an endpoint.
func (u *usbSocket) receive(ctx context.Context, endpoint byte, p []byte) (int, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	message := make([]byte, 1+longestPacket)
	for len(u.waiting[endpoint]) == 0 {
		n, err := u.line.Read(ctx, message)
		if err != nil {
			return 0, bulkError(err)
		}
		from := message[0]
		u.waiting[from] = append(u.waiting[from], slices.Clone(message[1:n]))
	}
	packet := u.waiting[endpoint][0]
	u.waiting[endpoint] = u.waiting[endpoint][1:]
	return copy(p, packet), nil
}

// longestPacket is the most that a bulk endpoint carries at once (USB 3.2, 9.6.6).
const longestPacket = 1024

// Close is USBDevice's.
func (u *usbSocket) Close() error { return u.line.Close() }

// bulkError is what the kernel would say.
func bulkError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return unix.ETIMEDOUT
	}
	return unix.ENODEV
}
