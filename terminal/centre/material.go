package centre

import "yitiji/terminal/catalog"

// Materials asks what a person need not hand in: which electronic certificates they hold,
// and what they gave before.
type Materials struct {
	Subject Subject  `json:"subject"`
	Types   []string `json:"types"` // of certificates, as items name them
	Keys    []string `json:"keys"`  // of materials that may be used again
}

// Known is the answer to Materials.
type Known struct {
	Of           Mark          `json:"of"` // whose they are
	Certificates []Certificate `json:"certificates"`
	Given        []Given       `json:"given"`
}

// Certificate is an electronic certificate (电子证照) that somebody holds.
type Certificate struct {
	Type       string      `json:"type"`
	Identifier string      `json:"identifier"` // 电子证照标识, by GB/T 36904
	Name       string      `json:"name"`
	Holder     string      `json:"holder"` // masked
	Number     string      `json:"number"` // masked
	Issuer     string      `json:"issuer"`
	Issued     catalog.Day `json:"issued"`
	Expires    catalog.Day `json:"expires,omitempty"` // empty: for good
}

// Given is a material that a person handed in before.
type Given struct {
	Material string      `json:"material"` // its key
	Name     string      `json:"name"`     // of the material, as the item called it then
	At       catalog.Day `json:"at"`
	Digests  []string    `json:"digests"` // SHA-256 of each page, in hexadecimal
}

// Upload opens a page on which a person hands in a material from a phone.
type Upload struct {
	Material string `json:"material"` // its key
	Name     string `json:"name"`     // what the page calls it
	Lang     string `json:"lang"`     // of the page
}

// Door is the answer to Upload: an address that the phone opens.
type Door struct {
	Token   string `json:"token"`
	Address string `json:"address"`
	Until   int64  `json:"until"` // milliseconds since 1970 UTC; then it is closed
}

// Uploaded asks what has come through a Door.
type Uploaded struct {
	Token string `json:"token"`
}

// Pages is the answer to Uploaded.
type Pages struct {
	Token   string   `json:"token"`
	Digests []string `json:"digests"` // SHA-256 of each, in hexadecimal
	Done    bool     `json:"done"`    // the person said that this is all
	Closed  bool     `json:"closed"`  // nothing more can come
}

// Kind implements Question.
func (*Materials) Kind() Kind { return AsksMaterials }

// Kind implements Question.
func (*Upload) Kind() Kind { return AsksUpload }

// Kind implements Question.
func (*Uploaded) Kind() Kind { return AsksUploaded }

func (*Materials) blank() Answer { return &Known{} }
func (*Upload) blank() Answer    { return &Door{} }
func (*Uploaded) blank() Answer  { return &Pages{} }

func (*Known) answer() {}
func (*Door) answer()  {}
func (*Pages) answer() {}
