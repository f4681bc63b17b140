package identity

import "slices"

// Document is a kind of document. The centre maps it to each department's codes.
type Document string

// The documents that a terminal reads: the chip of the first three, which proves itself; the
// machine-readable zone of the next three; and of a social-security card what lies open in its chip.
const (
	ResidentCard   Document = "resident-card"    // 居民身份证
	ResidentPermit Document = "residence-permit" // 港澳台居民居住证
	ForeignerCard  Document = "foreigner-card"   // 外国人永久居留身份证

	Passport         Document = "passport"           // 护照
	HomeReturnPermit Document = "home-return-permit" // 港澳居民来往内地通行证
	TaiwanPermit     Document = "taiwan-permit"      // 台湾居民来往大陆通行证

	SocialCard Document = "social-card" // 社会保障卡
)

// Documents lists every document.
func Documents() []Document {
	return []Document{ResidentCard, ResidentPermit, ForeignerCard, Passport, HomeReturnPermit, TaiwanPermit, SocialCard}
}

// Assurance is how surely a person was proved.
type Assurance string

// The assurance levels, weakest first.
const (
	NoProof   Assurance = "none"
	CodeProof Assurance = "code" // what can be copied or handed on was shown: a zone, an open file, a phone
	CardProof Assurance = "card" // the chip of a genuine card was read here
)

// Assurances lists every level, weakest first.
func Assurances() []Assurance { return []Assurance{NoProof, CodeProof, CardProof} }

// Meets reports whether a is as sure as need, or surer.
func (a Assurance) Meets(need Assurance) bool {
	return slices.Index(Assurances(), a) >= slices.Index(Assurances(), need)
}

// Way is how somebody proved who they are.
type Way string

// The ways.
const (
	ByDocument Way = "document" // it was laid on a reader
	ByPhone    Way = "phone"    // the person's own phone said so, through an account of 统一身份认证
	ByText     Way = "text"     // they typed the code that was sent to the phone of such an account
)

// Proof is who somebody was shown to be, how, and how surely. The zero Proof is of nobody.
type Proof struct {
	Person Person
	Way    Way
	Level  Assurance
}

// Read is what a document proves that was read here.
func Read(holder Person) Proof { return Proof{holder, ByDocument, holder.Document.Assurance()} }

// Vouched is what a person's phone proves in a way: no more than that whoever stands here holds it.
func Vouched(owner Person, way Way) Proof { return Proof{owner, way, CodeProof} }

// Assurance is how surely it is known who somebody is.
func (p Proof) Assurance() Assurance {
	if p.Level == "" {
		return NoProof
	}
	return p.Level
}

// Assurance is how surely a document proves its holder when it is read here: an identity card proves
// that it is genuine to the security module of the reader. A zone on paper does not, nor do the files
// of a social-security card that are read without its keys.
func (d Document) Assurance() Assurance {
	switch d {
	case ResidentCard, ResidentPermit, ForeignerCard:
		return CardProof
	case Passport, HomeReturnPermit, TaiwanPermit, SocialCard:
		return CodeProof
	}
	return NoProof
}
