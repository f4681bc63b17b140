package sandbox

import (
	"fmt"

	"yitiji/terminal/catalog"
)

// violations lists traffic violations, those first that are open.
func violations(a asked) found {
	if len(a.person.Violations) == 0 {
		return nothing("没有查到未处理的交通违法。", "There are no open violations.")
	}
	f := found{
		says: "经查询，上述人员名下机动车的道路交通安全违法记录如下。",
		head: []string{"决定书编号", "时间", "地点", "违法行为", "罚款（元）", "记分", "状态"},
	}
	open, fines := 0, catalog.Fen(0)
	for _, v := range a.person.Violations {
		state := "已缴款"
		if !v.Settled && !a.s.settled(v.Number) {
			state, open, fines = "未缴款", open+1, fines+v.Fine
		}
		f.rows = append(f.rows, []string{v.Number, v.At.Format("2006-01-02 15:04"), v.Where, v.What, v.Fine.Yuan(), fmt.Sprint(v.Points), state})
	}
	f.facts = []line{
		{both("未处理", "Open"), fmt.Sprintf("%d 条", open)},
		{both("罚款合计", "Fines"), fines.Yuan() + " 元"},
		{both("号牌号码", "Plate"), a.person.Violations[0].Plate},
	}
	return f
}

// licence is a driving licence, with its points.
func licence(a asked) found {
	l := a.person.Licence
	if l == nil {
		return nothing("没有查到您的机动车驾驶证。", "You hold no driving licence here.")
	}
	state := "正常"
	if l.Until < dayOf(a.now) {
		state = "逾期未换证"
	}
	return found{
		says: "兹证明上述人员持有机动车驾驶证，登记信息如下。",
		facts: []line{
			{both("档案编号", "File"), l.File},
			{both("准驾车型", "Class"), l.Class},
			{both("初次领证", "First issued"), string(l.First)},
			{both("有效期至", "Valid until"), string(l.Until)},
			{both("累积记分", "Points"), fmt.Sprintf("%d 分", l.Points)},
			{both("状态", "Status"), state},
		},
	}
}

// vehicles lists the cars of a person.
func vehicles(a asked) found {
	if len(a.person.Vehicles) == 0 {
		return nothing("您名下没有机动车。", "No vehicle is registered in your name.")
	}
	f := found{
		says: "兹证明上述人员名下机动车的登记信息如下。", head: []string{"号牌号码", "号牌种类", "品牌型号", "注册日期", "检验有效期至"},
		facts: []line{{both("机动车", "Vehicles"), fmt.Sprintf("%d 辆", len(a.person.Vehicles))}},
	}
	for _, v := range a.person.Vehicles {
		f.rows = append(f.rows, []string{v.Plate, v.Kind, v.Model, string(v.Registered), string(v.Inspection)})
	}
	return f
}
