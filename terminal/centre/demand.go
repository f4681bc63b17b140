package centre

import "yitiji/terminal/catalog"

// Demand asks how often services are used everywhere. It is about nobody, and for no item.
type Demand struct{}

// Demanded is the answer to Demand: how often each service was used lately. Those that
// nobody used are left out.
type Demanded struct {
	Counts map[catalog.ItemCode]int `json:"counts"`
}

// Kind implements Question.
func (*Demand) Kind() Kind { return AsksDemand }

func (*Demand) blank() Answer { return &Demanded{} }

func (*Demanded) answer() {}
