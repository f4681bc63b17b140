package centre

import "yitiji/terminal/catalog"

// Profile asks what is known of a person already, so that nobody gives it again.
type Profile struct {
	Subject Subject           `json:"subject"`
	Wanted  []catalog.Prefill `json:"wanted"`
}

// Facts is the answer to Profile: what is known of what was wanted.
type Facts struct {
	Of     Mark                       `json:"of"`
	Values map[catalog.Prefill]string `json:"values"`
}

// Kind implements Question.
func (*Profile) Kind() Kind { return AsksProfile }

func (*Profile) blank() Answer { return &Facts{} }

func (*Facts) answer() {}
