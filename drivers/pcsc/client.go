package pcsc

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/port"
)

// Socket is where Debian's pcscd listens.
const Socket = "/run/pcscd/pcscd.comm"

// mostAnswer bounds the answer of a card: an extended one has 65,536 bytes and a status.
const mostAnswer = 65536 + 2

// client is a conversation with the daemon. One goroutine at a time uses it; Close may be
// called by any.
type client struct {
	conn   net.Conn
	handle uint32 // the context, in the daemon's sense

	mu   sync.Mutex
	lost error // why it cannot be used any more
}

// dial greets the daemon at path.
func dial(ctx context.Context, path string) (*client, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "unix", path)
	if err != nil {
		return nil, drivers.Because(drivers.ServiceDown, fmt.Errorf("pcscd: %w", err))
	}
	c := &client{conn: conn}
	if err := c.greet(ctx); err != nil {
		c.hangUp(err)
		return nil, err
	}
	return c, nil
}

// greet compares versions and establishes a context.
func (c *client) greet(ctx context.Context) error {
	answer, err := c.ask(ctx, cmdVersion, words(major, minor, 0), 12)
	if err != nil {
		return err
	}
	if rv := code(word(answer, 8)); rv != success || word(answer, 0) != major {
		return fmt.Errorf("pcscd speaks protocol %d.%d, this program %d.%d", word(answer, 0), word(answer, 4), major, minor)
	}
	if answer, err = c.ask(ctx, cmdEstablish, words(2, 0, 0), 12); err != nil {
		return err
	}
	if rv := code(word(answer, 8)); rv != success {
		return rv
	}
	c.handle = word(answer, 4)
	return nil
}

// ask sends a command and reads an answer of a size. After any error but the daemon's
// own the conversation is over: nobody knows what would come next.
func (c *client) ask(ctx context.Context, command uint32, body []byte, size int, more ...[]byte) ([]byte, error) {
	if err := cmp.Or(c.err(), ctx.Err()); err != nil {
		return nil, err
	}
	defer c.until(ctx)()
	message := append(words(uint32(len(body)), command), body...)
	for _, p := range more {
		message = append(message, p...)
	}
	answer := make([]byte, size)
	_, err := c.conn.Write(message)
	if err == nil {
		_, err = io.ReadFull(c.conn, answer)
	}
	if err != nil {
		return nil, c.broken(ctx, err)
	}
	return answer, nil
}

// until lets reads and writes end with ctx, up to the call of what it returns. A context
// that ends just when the answer is there leaves no deadline to the next one.
func (c *client) until(ctx context.Context) (done func()) {
	passed := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(passed)
		_ = c.conn.SetDeadline(time.Unix(1, 0))
	})
	return func() {
		if !stop() {
			<-passed
			_ = c.conn.SetDeadline(time.Time{})
		}
	}
}

// rest reads what follows an answer.
func (c *client) rest(ctx context.Context, size uint32) ([]byte, error) {
	if size > mostAnswer {
		return nil, c.broken(ctx, fmt.Errorf("%w: %d bytes", errMessage, size))
	}
	defer c.until(ctx)()
	p := make([]byte, size)
	if _, err := io.ReadFull(c.conn, p); err != nil {
		return nil, c.broken(ctx, err)
	}
	return p, nil
}

// broken hangs up and says why. The caller's own end is its context's error.
func (c *client) broken(ctx context.Context, err error) error {
	if errors.Is(err, os.ErrDeadlineExceeded) && ctx.Err() != nil {
		c.hangUp(port.ErrGone)
		return ctx.Err()
	}
	err = fmt.Errorf("pcscd: %w (%w)", port.ErrGone, err)
	c.hangUp(err)
	return c.err()
}

// hangUp ends the conversation; the daemon lets go of everything that it held. The first
// reason stays.
func (c *client) hangUp(why error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lost == nil {
		c.lost = why
		_ = c.conn.Close()
	}
}

func (c *client) err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.lost
}

// readers lists the daemon's readers.
func (c *client) readers(ctx context.Context) ([]reader, error) {
	answer, err := c.ask(ctx, cmdReaders, nil, mostReader*readerSize)
	if err != nil {
		return nil, err
	}
	return parseReaders(answer)
}

// connect takes the card in a reader for this program alone.
func (c *client) connect(ctx context.Context, called string) (handle, protocol uint32, err error) {
	body := append(words(c.handle), name(called)...)
	answer, err := c.ask(ctx, cmdConnect, append(body, words(shareExclusive, protocolAny, 0, 0, 0)...), 4+nameSize+20)
	if err != nil {
		return 0, 0, err
	}
	at := 4 + nameSize
	if rv := code(word(answer, at+16)); rv != success {
		return 0, 0, rv
	}
	return word(answer, at+8), word(answer, at+12), nil
}

// disconnect lets a card go, reset for whoever comes next.
func (c *client) disconnect(ctx context.Context, handle uint32) error {
	answer, err := c.ask(ctx, cmdDisconnect, words(handle, resetCard, 0), 12)
	if err != nil {
		return err
	}
	if rv := code(word(answer, 8)); rv != success {
		return rv
	}
	return nil
}

// transmit sends a command to a card and returns its answer.
func (c *client) transmit(ctx context.Context, handle, protocol uint32, command []byte) ([]byte, error) {
	body := words(handle, protocol, headerOfSending, uint32(len(command)), 0, headerOfSending, mostAnswer, 0)
	answer, err := c.ask(ctx, cmdTransmit, body, 32, command)
	if err != nil {
		return nil, err
	}
	if rv := code(word(answer, 28)); rv != success {
		return nil, rv
	}
	return c.rest(ctx, word(answer, 24))
}
