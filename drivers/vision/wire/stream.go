package wire

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// The bounds of a message.
const (
	// MostHead is far more than a look with the longest code takes.
	MostHead = 64 << 10
	// MostPicture is the largest reference; a preview takes some 50 KB.
	MostPicture = 4 << 20
)

// ErrMessage says that what came is no message. The text never quotes it.
var ErrMessage = errors.New("not a message of the camera worker's protocol")

// head is what stands before a picture.
type head interface{ check() error }

// write sends one message in one piece.
func write(w io.Writer, h head, picture []byte) error {
	if err := h.check(); err != nil {
		return err
	}
	text, err := json.Marshal(h)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrMessage, err)
	}
	if len(text) > MostHead || len(picture) > MostPicture {
		return fmt.Errorf("%w: head of %d bytes, picture of %d", ErrMessage, len(text), len(picture))
	}
	message := make([]byte, 8, 8+len(text)+len(picture))
	binary.BigEndian.PutUint32(message, uint32(len(text)))
	binary.BigEndian.PutUint32(message[4:], uint32(len(picture)))
	message = append(append(message, text...), picture...)
	defer clear(message)
	_, err = w.Write(message)
	return err
}

// read receives one message. io.EOF is the end between two messages.
func read(r io.Reader, h head) (picture []byte, err error) {
	var lengths [8]byte
	if _, err := io.ReadFull(r, lengths[:]); err != nil {
		return nil, err
	}
	size, room := binary.BigEndian.Uint32(lengths[:]), binary.BigEndian.Uint32(lengths[4:])
	if size == 0 || size > MostHead || room > MostPicture {
		return nil, fmt.Errorf("%w: head of %d bytes, picture of %d", ErrMessage, size, room)
	}
	text, err := part(r, size)
	if err != nil {
		return nil, err
	}
	defer clear(text)
	if err := decode(text, h); err != nil {
		return nil, err
	}
	return part(r, room)
}

// part reads so many bytes. What is read of a part that breaks off is overwritten.
func part(r io.Reader, size uint32) ([]byte, error) {
	if size == 0 {
		return nil, nil
	}
	p := make([]byte, size)
	n, err := io.ReadFull(r, p)
	if err != nil {
		clear(p[:n])
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	return p, nil
}

// decode reads exactly one object without unknown keys. The errors of json may quote
// what they dislike, so they are not passed on.
func decode(text []byte, h head) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(h); err != nil {
		return fmt.Errorf("%w: its head is not the expected object", ErrMessage)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: something stands behind its head", ErrMessage)
	}
	return h.check()
}
