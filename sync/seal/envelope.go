package seal

import (
	"crypto/hpke"
	"errors"
)

// Envelope is a seal whose slow half, the key exchange, is done. It seals one
// body; a second one is refused, for the two could then be linked.
type Envelope struct {
	enc    []byte
	sender *hpke.Sender
}

// Prepare makes an Envelope for one body.
func (k *PublicKey) Prepare() (*Envelope, error) {
	enc, sender, err := hpke.NewSender(k.key, kdf(), aead(), []byte(info))
	if err != nil {
		return nil, wrap("prepare", err)
	}
	return &Envelope{enc, sender}, nil
}

var errUsed = errors.New("seal: an envelope seals once; prepare another")

// Seal encrypts body to the key and binds it to h. It is not safe for
// concurrent use.
func (e *Envelope) Seal(h Header, body []byte) ([]byte, error) {
	if e.sender == nil {
		return nil, errUsed
	}
	sealed, err := e.sender.Seal(h.bytes(), body)
	e.sender = nil
	if err != nil {
		return nil, wrap("seal", err)
	}
	return tag(append(e.enc, sealed...)), nil
}

// Seal prepares an Envelope and uses it.
func (k *PublicKey) Seal(h Header, body []byte) ([]byte, error) {
	e, err := k.Prepare()
	if err != nil {
		return nil, err
	}
	return e.Seal(h, body)
}

// ErrOpen tells that sealed bytes do not open under a header: one of the two was
// changed, or they were sealed to another key.
var ErrOpen = errors.New("seal: does not open; changed, or sealed to another key")

// Open returns the body that was sealed to k under the header h. The error is
// ErrSuite or ErrOpen and says nothing of the body.
func (k *PrivateKey) Open(h Header, sealed []byte) ([]byte, error) {
	raw, err := untag(sealed)
	if err != nil {
		return nil, err
	}
	if len(raw) < encLen {
		return nil, ErrOpen
	}
	recipient, err := hpke.NewRecipient(raw[:encLen], k.key, kdf(), aead(), []byte(info))
	if err != nil {
		return nil, ErrOpen
	}
	body, err := recipient.Open(h.bytes(), raw[encLen:])
	if err != nil {
		return nil, ErrOpen
	}
	return body, nil
}
