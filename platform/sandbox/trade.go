package sandbox

import (
	"fmt"
	"slices"

	"yitiji/platform/sandbox/city"
	"yitiji/terminal/catalog"
)

// firmCode is the question for a firm's unified social credit code, in every item.
const firmCode = "firm-code"

// noFirm says why nothing can be done for the firm that answers name by its code. It is nil
// where the firm is there, and where none is named. The lock must be held.
func (s *Sandbox) noFirm(answers []catalog.Answer) catalog.Text {
	code := answerTo(answers, firmCode)
	switch firm, ok := s.registers().Firm(code); {
	case code == "":
		return nil
	case !ok:
		return both("没有查到这个信用代码的企业，请对着营业执照核对。", "There is no firm of this credit code; please compare it with the licence.")
	case firm.Status == city.Dissolved:
		return both(firm.Name+"已经注销，不能再办。", "This firm has been dissolved; nothing more can be done for it.")
	}
	return nil
}

// firms lists the firms of which somebody is the legal representative, or the one of them
// whose code is given.
func firms(a asked) found {
	code := a.answer(firmCode)
	mine := slices.DeleteFunc(slices.Clone(a.person.Firms), func(f *city.Firm) bool { return code != "" && code != f.Code })
	if len(mine) == 0 {
		return a.noneOfMine(code)
	}
	f := found{
		says: "经查询商事登记信息，上述人员担任法定代表人（经营者）的市场主体如下。",
		head: []string{"统一社会信用代码", "名称", "类型", "注册资本（元）", "成立日期", "状态"},
		facts: []line{
			{both("市场主体", "Firms"), fmt.Sprintf("%d 户", len(mine))}, {both("住所", "Address"), mine[0].Address}, {both("经营范围", "Scope"), mine[0].Scope},
		},
	}
	for _, firm := range mine {
		f.rows = append(f.rows, []string{firm.Code, firm.Name, firm.Kind, firm.Capital.Yuan(), string(firm.Founded), firm.Status})
	}
	return f
}

// noneOfMine says why no firm is shown to somebody: they represent none, or not this one.
func (a asked) noneOfMine(code string) found {
	if code == "" {
		return nothing("您名下没有登记的市场主体。", "You represent no registered firm.")
	}
	if why := a.s.noFirm(a.answers); why != nil {
		return found{none: true, note: why}
	}
	return nothing("这家企业的法定代表人（经营者）不是您，请由本人来打印。", "Somebody else represents this firm; they can print it themselves.")
}
