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
	ValidFrom   string   `json:"valid_from,omitempty"` // YYYY-MM-DD; empty when the document does not say
	ValidTo     string   `json:"valid_to,omitempty"`   // YYYY-MM-DD; empty when long-term (长期)
}
