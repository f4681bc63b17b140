package view

import (
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/flow"
	"yitiji/terminal/words"
)

// sign asks for a signature under what was just read.
func (d *draft) sign() {
	v := d.s.Visit
	d.title("sign", words.With{"Item": v.Item.Name.In(d.w.Lang)})
	if v.Problem == catalog.Missing {
		d.main(Banner{Warn, d.say("sign.missing")})
	}
	pad := Signature{Hint: d.say("sign.hint")}
	if v.Signature != nil {
		pad.Strokes = string(v.Signature.Strokes)
	}
	d.main(pad)
	d.button(flow.Back, "bar.back")
	d.button(flow.Leave, "bar.leave")
	d.button(flow.Clear, "sign.again")
	d.primary(flow.Next, "sign.done")
}

// pay shows what there is to pay, and where the phone pays it. That it is paid, only the
// centre says.
func (d *draft) pay() {
	v := d.s.Visit
	d.button(flow.Back, "bar.back")
	d.button(flow.Leave, "bar.leave")
	switch {
	case v.Order == nil && v.Unanswered != flow.NoTrouble:
		d.title("pay-trouble")
		d.main(Banner{Warn, d.trouble(v.Unanswered)})
		d.button(flow.HandOver, "bar.hand-over")
	case v.Order == nil:
		d.title("pay-asking")
		d.main(Busy{})
	case v.Payment == centre.Unpaid:
		d.order(v.Order)
		d.button(flow.HandOver, "bar.hand-over")
	default:
		d.out.Mark = StopMark
		d.title("pay-" + string(v.Payment))
		d.button(flow.HandOver, "bar.hand-over")
		d.primary(flow.Retry, "pay.again")
	}
}

func (d *draft) order(o *centre.Order) {
	with := words.With{"Yuan": o.Amount.Yuan(), "Left": d.minutesTo(o.Until)}
	d.title("pay", with)
	d.main(Code{Content: o.Code, Amount: d.say("pay.amount", with), Lines: []string{d.say("pay.step-1"), d.say("pay.step-2"), d.say("pay.left", with)}})
	if d.s.Visit.Unanswered != flow.NoTrouble {
		d.main(Banner{Warn, d.say("pay.no-answer")})
	}
	if rows := d.rows(o.Rows); len(rows) > 0 {
		d.side(Facts{rows})
	}
}

// minutesTo is how long an order can still be paid, in whole minutes, at least one.
func (d *draft) minutesTo(until int64) int {
	left := until - d.s.Now.UnixMilli()
	return int(max(1, (left+59_999)/60_000))
}
