package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hpke"
)

// Contexts that keep questions apart from entries, and answers from questions
// (RFC 9180, 5.3 and 8.1).
const (
	inquiryInfo = "yitiji inquiry v1"
	answerUse   = "yitiji answer v1"
	answerKey   = 32
)

// Inquiry is a question that was sealed to the centre, and waits for its answer. Only
// whoever opened the question can answer it.
type Inquiry struct {
	Sealed []byte // what is sent
	answer cipher.AEAD
}

// Ask seals the question of a terminal to the centre.
func (k *PublicKey) Ask(terminal string, question []byte) (*Inquiry, error) {
	enc, sender, err := hpke.NewSender(k.key, kdf(), aead(), []byte(inquiryInfo))
	if err != nil {
		return nil, wrap("ask", err)
	}
	sealed, err := sender.Seal([]byte(terminal), question)
	if err != nil {
		return nil, wrap("ask", err)
	}
	answer, err := answerCipher(sender.Export)
	if err != nil {
		return nil, wrap("ask", err)
	}
	return &Inquiry{tag(append(enc, sealed...)), answer}, nil
}

// Open opens the answer. The error is ErrSuite or ErrOpen.
func (i *Inquiry) Open(sealed []byte) ([]byte, error) {
	raw, err := untag(sealed)
	if err != nil {
		return nil, err
	}
	answer, err := i.answer.Open(nil, nil, raw, nil)
	if err != nil {
		return nil, ErrOpen
	}
	return answer, nil
}

// Asked is a question that the centre has opened.
type Asked struct {
	Question []byte
	answer   cipher.AEAD
}

// Asked opens the question of a terminal. The error is ErrSuite or ErrOpen.
func (k *PrivateKey) Asked(terminal string, sealed []byte) (*Asked, error) {
	raw, err := untag(sealed)
	if err != nil {
		return nil, err
	}
	if len(raw) < encLen {
		return nil, ErrOpen
	}
	recipient, err := hpke.NewRecipient(raw[:encLen], k.key, kdf(), aead(), []byte(inquiryInfo))
	if err != nil {
		return nil, ErrOpen
	}
	question, err := recipient.Open([]byte(terminal), raw[encLen:])
	if err != nil {
		return nil, ErrOpen
	}
	answer, err := answerCipher(recipient.Export)
	if err != nil {
		return nil, wrap("answer", err)
	}
	return &Asked{question, answer}, nil
}

// Answer seals the answer to whoever asked.
func (a *Asked) Answer(answer []byte) []byte { return tag(a.answer.Seal(nil, nil, answer, nil)) }

// answerCipher is the cipher of answers: its key comes from the exchange that sealed the
// question, so that an answer fits no other question. Nonces are random, and a key serves
// one answer.
func answerCipher(export func(string, int) ([]byte, error)) (cipher.AEAD, error) {
	key, err := export(answerUse, answerKey)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}
