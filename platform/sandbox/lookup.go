package sandbox

import (
	"cmp"
	"context"
	"slices"
	"time"

	"yitiji/platform/connect"
	"yitiji/platform/paper"
	"yitiji/platform/sandbox/city"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/identity"
)

// Lookup implements connect.Department: the register that answers for the item, in rows,
// and as a sealed paper where the item gives one.
func (s *Sandbox) Lookup(ctx context.Context, use connect.Use, q *centre.Lookup) (*centre.Finding, error) {
	mood, err := s.suffer(ctx, Department)
	if err != nil {
		return nil, err
	}
	whose := q.Subject
	if mood == Mixes {
		whose = s.neighbour(whose)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	out := &centre.Finding{Of: whose.Mark()}
	person, known := s.resident(whose)
	it, listed := s.item(use.Item)
	if !known || !listed {
		out.None, out.Note = true, both("本部门没有您的登记。", "This office has no record of you.")
		return out, nil
	}
	f := registerFor(it)(asked{s, person, it, q.Answers, use.At})
	out.None, out.Note, out.Rows = f.none, f.note, rowsOf(f)
	switch {
	case mood == Lies:
		out.Paper = &centre.Paper{Number: "0"}
	case !f.none && s.press != nil && givesPaper(it):
		out.Paper, err = s.proof(whose, person, it, f, q.Answers)
	}
	return out, err
}

// givesPaper reports whether an item ends in something to print.
func givesPaper(it *catalog.Item) bool {
	return it.Result.Kind == catalog.Proof || slices.Contains(it.Delivery, catalog.OnPaper)
}

// rowsShown bounds what is read on a screen; the paper has all of it.
const rowsShown = 24

// rowsOf is what a register has as the rows of a screen: the facts, and the latest lines of
// the table.
func rowsOf(f found) []centre.Row {
	var out []centre.Row
	for _, l := range f.facts {
		out = append(out, centre.Row{Label: l.label, Value: l.value})
	}
	if len(f.rows) == 0 {
		return out
	}
	out = append(out, centre.Row{Label: both("明细（最近的在前）", "Details, the latest first"), Part: true})
	for i := len(f.rows) - 1; i >= max(0, len(f.rows)-rowsShown); i-- {
		cells := f.rows[i]
		out = append(out, centre.Row{Label: both(cells[0], cells[0]), Value: joined(cells[1:])})
	}
	return out
}

func joined(cells []string) string {
	out := ""
	for _, c := range cells {
		if c != "" && out != "" {
			out += " · "
		}
		out += c
	}
	return out
}

// proof prints what a register has, and puts it on record.
func (s *Sandbox) proof(whose centre.Subject, p *city.Person, it *catalog.Item, f found, answers []catalog.Answer) (*centre.Paper, error) {
	now := time.Now()
	office := officeFor(it)
	r, err := s.enter(connect.Record{
		Name: it.Result.Name, Holder: identity.MaskName(p.Name), Issuer: office.Name,
		Issued: dayOf(now), Until: dayOf(now.Add(proofLasts)),
	}, whose.Mark())
	if err != nil {
		return nil, err
	}
	sheet := paper.Sheet{
		Title: cmp.Or(f.title, it.Result.Name[catalog.Chinese]), SealFor: office.Seal, Watermark: f.watermark,
		Facts: []paper.Fact{{Label: "姓名", Value: p.Name}, {Label: "证件号码", Value: identity.MaskNumber(p.Number)}},
		Body:  []string{f.says}, Table: paper.Table{Head: f.head, Rows: f.rows},
		Notes: []string{"本件自出具之日起九十日内有效。复印件须与编号一并核验。"},
	}
	for _, l := range f.facts {
		sheet.Facts = append(sheet.Facts, paper.Fact{Label: l.label[catalog.Chinese], Value: l.value})
	}
	if use := (asked{s, p, it, answers, now}).chosen("purpose"); use != "" {
		sheet.Facts = append(sheet.Facts, paper.Fact{Label: "用途", Value: use})
	}
	return s.print(r, sheet)
}
