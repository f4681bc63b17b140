package view

import (
	"strings"

	"yitiji/terminal/flow"
)

// keyboard is the board on which words are written.
func (d *draft) keyboard() Keyboard {
	w := d.s.Visit.Typing
	k := Keyboard{}
	all := w.Candidates()
	for i, c := range all {
		if i >= w.More*flow.CandidateRow && len(k.Candidates) < flow.CandidateRow {
			k.Candidates = append(k.Candidates, Button{Act: Act{flow.Choose, c.Text}, Text: c.Text, Primary: i == 0})
		}
	}
	if len(all) > flow.CandidateRow {
		k.Further = Button{Act: Act{Do: flow.Further}, Text: d.say("board.more")}
	}
	if w.Board == flow.Signs {
		k.Rows = d.rowsOf("1234567890", "，。、？！：；（）", "-/#@.%+《》")
	} else {
		k.Rows = d.rowsOf("qwertyuiop", "asdfghjkl", "zxcvbnm")
	}
	last := len(k.Rows) - 1
	k.Rows[last] = append(k.Rows[last], Button{Act: Act{Do: flow.Erase}, Text: d.say("form.erase")})
	k.Rows = append(k.Rows, d.bottomRow(w.Board))
	return k
}

// codeboard is the board for a credit code: its 31 characters, where a keyboard has them.
func (d *draft) codeboard() Keyboard {
	k := Keyboard{Exact: true, Rows: d.rowsOf("1234567890", "QWERTYUP", "ADFGHJKL", "XCBNM")}
	last := len(k.Rows) - 1
	k.Rows[last] = append(k.Rows[last],
		Button{Act: Act{Do: flow.Erase}, Text: d.say("form.erase")},
		Button{Act: Act{Do: flow.Clear}, Text: d.say("form.clear")},
	)
	return k
}

func (d *draft) rowsOf(rows ...string) [][]Button {
	var out [][]Button
	for _, row := range rows {
		var keys []Button
		for key := range strings.SplitSeq(row, "") {
			keys = append(keys, Button{Act: Act{flow.Key, key}, Text: key})
		}
		out = append(out, keys)
	}
	return out
}

// bottomRow leads to the other boards.
func (d *draft) bottomRow(b flow.Board) []Button {
	turn := func(to flow.Board) Button {
		return Button{Act: Act{flow.Turn, string(to)}, Text: d.say("board." + string(to))}
	}
	others := []Button{turn(flow.Latin), turn(flow.Signs)}
	switch b {
	case flow.Latin:
		others[0] = turn(flow.Pinyin)
	case flow.Signs:
		others = []Button{turn(flow.Pinyin), turn(flow.Latin)}
	}
	return append(others,
		Button{Act: Act{flow.Key, " "}, Text: d.say("board.space"), Primary: true},
		Button{Act: Act{Do: flow.Clear}, Text: d.say("form.clear")},
	)
}
