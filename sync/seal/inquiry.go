package seal

import (
	"crypto/cipher"
	"errors"
)

// Contexts that keep questions apart from entries, and answers from questions.
const (
	inquiryInfo = "yitiji inquiry v1"
	questionUse = "yitiji question v1"
	answerUse   = "yitiji answer v1"
)

// Inquiry is a question that was sealed to the centre, and waits for its answer. Only
// whoever opened the question can answer it.
type Inquiry struct {
	Sealed []byte // what is sent
	suite  string
	answer cipher.AEAD
}

// Ask seals the question of a terminal to the centre.
func (k *PublicKey) Ask(terminal string, question []byte) (*Inquiry, error) {
	enc, secret, err := k.key.encapsulate(inquiryInfo)
	if err != nil {
		return nil, wrap("ask", err)
	}
	s := k.key.suite()
	seals, sealErr := cipherFor(s, secret, questionUse)
	answer, answerErr := cipherFor(s, secret, answerUse)
	if err := errors.Join(sealErr, answerErr); err != nil {
		return nil, wrap("ask", err)
	}
	return &Inquiry{seals.Seal(tag(s.name(), enc), nil, question, []byte(terminal)), s.name(), answer}, nil
}

// Open opens the answer. The error is ErrSuite or ErrOpen.
func (i *Inquiry) Open(sealed []byte) ([]byte, error) {
	raw, err := untag(i.suite, sealed)
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
	suite    string
	answer   cipher.AEAD
}

// Asked opens the question of a terminal. The error is ErrSuite or ErrOpen.
func (k *PrivateKey) Asked(terminal string, sealed []byte) (*Asked, error) {
	s := k.key.suite()
	raw, err := untag(s.name(), sealed)
	if err != nil {
		return nil, err
	}
	if len(raw) < s.encLen() {
		return nil, ErrOpen
	}
	secret, err := k.key.decapsulate(raw[:s.encLen()], inquiryInfo)
	if err != nil {
		return nil, ErrOpen
	}
	opens, openErr := cipherFor(s, secret, questionUse)
	answer, answerErr := cipherFor(s, secret, answerUse)
	if err := errors.Join(openErr, answerErr); err != nil {
		return nil, wrap("answer", err)
	}
	question, err := opens.Open(nil, nil, raw[s.encLen():], []byte(terminal))
	if err != nil {
		return nil, ErrOpen
	}
	return &Asked{question, s.name(), answer}, nil
}

// Answer seals the answer to whoever asked. Its key comes from the exchange that sealed the
// question, so that it fits no other question.
func (a *Asked) Answer(answer []byte) []byte {
	return a.answer.Seal(tag(a.suite, nil), nil, answer, nil)
}
