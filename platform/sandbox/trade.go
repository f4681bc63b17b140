package sandbox

import "fmt"

// firms lists the firms of which somebody is the legal representative. An answer may name
// one by its code.
func firms(a asked) found {
	var f found
	for _, firm := range a.person.Firms {
		if code := a.answer("code"); code != "" && code != firm.Code {
			continue
		}
		f.rows = append(f.rows, []string{firm.Code, firm.Name, firm.Kind, firm.Capital.Yuan(), string(firm.Founded), firm.Status})
	}
	if len(f.rows) == 0 {
		return nothing("您名下没有登记的市场主体。", "You represent no registered firm.")
	}
	first := a.person.Firms[0]
	f.says = "经查询商事登记信息，上述人员担任法定代表人（经营者）的市场主体如下。"
	f.head = []string{"统一社会信用代码", "名称", "类型", "注册资本（元）", "成立日期", "状态"}
	f.facts = []line{
		{both("市场主体", "Firms"), fmt.Sprintf("%d 户", len(f.rows))}, {both("住所", "Address"), first.Address}, {both("经营范围", "Scope"), first.Scope},
	}
	return f
}

// certificates lists what somebody holds and may use.
func certificates(a asked) found {
	f := found{
		says: "上述人员持有下列电子证照。", head: []string{"证照", "证照号码", "颁发机构", "颁发日期", "有效期至"},
	}
	for _, h := range a.person.Held {
		if h.ValidOn(dayOf(a.now)) {
			c := shown(a.person, h)
			until := string(c.Expires)
			if until == "" {
				until = "长期"
			}
			f.rows = append(f.rows, []string{c.Name, c.Number, c.Issuer, string(c.Issued), until})
		}
	}
	if len(f.rows) == 0 {
		return nothing("没有查到您的电子证照。", "You hold no electronic certificates.")
	}
	f.facts = []line{{both("电子证照", "Certificates"), fmt.Sprintf("%d 张", len(f.rows))}}
	return f
}
