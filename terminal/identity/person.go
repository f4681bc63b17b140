package identity

// Person is what a document says of its holder. Everything in it is personal.
type Person struct {
	Document    Document `json:"document"`
	Name        string   `json:"name"` // as on the document; the English name where there is no Chinese one
	EnglishName string   `json:"english_name,omitempty"`
	Sex         string   `json:"sex,omitempty"`    // GB/T 2261.1
	Nation      string   `json:"nation,omitempty"` // GB/T 3304
	Country     string   `json:"country,omitempty"`
	Birth       string   `json:"birth"` // YYYY-MM-DD
	Number      string   `json:"number"`
	Address     string   `json:"address,omitempty"`
	ValidTo     string   `json:"valid_to,omitempty"` // YYYY-MM-DD; empty when long-term (长期)
}

// Document is a kind of document. The centre maps it to each department's codes.
type Document string

// The documents that a terminal reads.
const (
	ResidentCard   Document = "resident-card"    // 居民身份证
	ResidentPermit Document = "residence-permit" // 港澳台居民居住证
	ForeignerCard  Document = "foreigner-card"   // 外国人永久居留身份证

	Passport         Document = "passport"           // 护照
	HomeReturnPermit Document = "home-return-permit" // 港澳居民来往内地通行证
	TaiwanPermit     Document = "taiwan-permit"      // 台湾居民来往大陆通行证
)

// Assurance is how surely a person was proved.
type Assurance string

// The assurance levels, weakest first.
const (
	NoProof   Assurance = "none"
	CardProof Assurance = "card" // the chip of a genuine card was read here
)
