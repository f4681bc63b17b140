package catalog

import "slices"

// The keys of the questions on delivery, which no item has to write.
const (
	DeliveryField = "delivery"
	AddressField  = "delivery-address"
)

// The options of DeliveryField.
const (
	CollectIt    = "pick-up"
	PostToCard   = "post-card"  // to the address on the card
	PostToOther  = "post-other" // to another one
	addressChars = 60
)

// deliveryFields are the questions of StepDeliver: none where there is nothing to choose.
func (it *Item) deliveryFields() []Field {
	if !slices.Contains(it.Delivery, Post) {
		return nil
	}
	how := Field{
		Key: DeliveryField, Kind: Choice,
		Ask:   Text{Chinese: "办好后，怎么给您？", English: "How shall the result reach you?"},
		Label: Text{Chinese: "领取方式", English: "Delivery"},
	}
	if slices.Contains(it.Delivery, PickUp) {
		how.Options = append(how.Options, Option{Key: CollectIt, Name: Text{Chinese: "我自己去窗口领", English: "I collect it at the counter"}})
	}
	how.Options = append(how.Options,
		Option{Key: PostToCard, Name: Text{Chinese: "寄到身份证上的地址", English: "Post it to the address on my card"}, Show: "address"},
		Option{Key: PostToOther, Name: Text{Chinese: "寄到别的地址", English: "Post it to another address"}},
	)
	return []Field{how, {
		Key: AddressField, Kind: Words, When: &When{DeliveryField, PostToOther},
		Ask:   Text{Chinese: "寄到哪里？", English: "Where shall we post it?"},
		Label: Text{Chinese: "收件地址", English: "Postal address"},
		Why:   Text{Chinese: "写到门牌号，如：云溪镇安和村12号。", English: "Down to the house number."},
		Min:   5, Max: addressChars, Example: "云溪镇安和村12号",
	}}
}
