package sandbox

import (
	"fmt"

	"yitiji/platform/sandbox/city"
	"yitiji/terminal/identity"
)

// property lists rights to real estate, or says that there are none: 无房 is a proof too.
func property(a asked) found {
	if len(a.person.Homes) == 0 {
		return found{
			says:  "经查询本市不动产登记簿，截至本件出具之时，未查到上述人员名下的不动产登记信息，特此证明。",
			facts: []line{{both("查询结果", "Result"), "名下无不动产登记"}},
		}
	}
	f := found{
		says: "经查询本市不动产登记簿，上述人员名下的不动产登记信息如下，特此证明。",
		head: []string{"不动产权证号", "坐落", "面积（㎡）", "用途", "共有情况", "抵押"},
	}
	for _, h := range a.person.Homes {
		mortgage := "无"
		if h.Mortgage {
			mortgage = "有"
		}
		f.rows = append(f.rows, []string{h.Title, h.Address, h.Area, h.Use, h.Share, mortgage})
	}
	f.facts = []line{{both("不动产", "Real estate"), fmt.Sprintf("%d 处", len(f.rows))}}
	return f
}

// marriage is whether somebody is married, and since when.
func marriage(a asked) found {
	if a.person.Spouse == nil {
		return found{
			says:  "经查询婚姻登记信息系统，未查到上述人员的结婚登记记录。",
			facts: []line{{both("查询结果", "Result"), "没有结婚登记记录"}},
		}
	}
	return found{
		says: "经查询婚姻登记信息系统，上述人员的婚姻登记记录如下。",
		facts: []line{
			{both("登记类别", "Kind"), "结婚登记"},
			{both("登记日期", "Day"), string(a.person.Married)},
			{both("配偶", "Spouse"), identity.MaskName(a.person.Spouse.Name)},
			{both("登记机关", "Office"), "虚构市民政局婚姻登记处"},
		},
	}
}

// household is the register of a household: its head and its members, masked.
func household(a asked) found {
	p := a.person
	if p.Household == "" {
		return nothing("您的户籍不在本市，请向户籍地查询。", "You are not registered in this city; please ask where you are.")
	}
	f := found{
		says: "兹证明上述人员的户籍登记在本市，登记信息如下。", head: []string{"姓名", "与本人关系", "性别", "出生日期"},
		facts: []line{
			{both("户号", "Household"), p.Household},
			{both("住址", "Address"), "虚构市" + p.Address},
			{both("户口类别", "Kind"), "家庭户"},
			{both("登记机关", "Office"), "云溪派出所"},
		},
	}
	member := func(relation string, m *city.Person) {
		sex := map[string]string{"1": "男", "2": "女"}[m.Sex]
		f.rows = append(f.rows, []string{identity.MaskName(m.Name), relation, sex, m.Birth[:4]})
	}
	if p.Spouse != nil {
		member("配偶", p.Spouse)
	}
	for _, c := range p.Children {
		member(map[string]string{"1": "子", "2": "女"}[c.Sex], c)
	}
	for _, e := range p.Parents {
		member(map[string]string{"1": "父", "2": "母"}[e.Sex], e)
	}
	return f
}

// conviction says that there is no criminal record. Where there is one, nothing is told at
// a terminal.
func conviction(a asked) found {
	if a.person.Convicted {
		return nothing("这次查询要由窗口办理，请到派出所。", "This has to be done at the police counter.")
	}
	return found{
		says:  "经查询，截至本件出具之时，未发现上述人员有犯罪记录，特此证明。",
		facts: []line{{both("查询结果", "Result"), "未发现犯罪记录"}},
	}
}

func residence(a asked) found {
	for _, h := range a.person.Held {
		if h.Kind.Key == "residence-permit" {
			return found{
				says: "兹证明上述人员在本市办理了居住登记，信息如下。",
				facts: []line{
					{both("居住证编号", "Permit"), identity.MaskTail(h.Number)},
					{both("居住地址", "Address"), "虚构市" + a.person.Address},
					{both("签发日期", "Issued"), string(h.Issued)},
					{both("有效期至", "Valid until"), string(h.Expires)},
				},
			}
		}
	}
	return nothing("没有查到您的居住登记。", "You are not registered as living here.")
}

func disabled(a asked) found {
	if a.person.Disabled == "" {
		return nothing("没有查到残疾人证。", "There is no certificate of disability.")
	}
	return found{
		says:  "兹证明上述人员持有残疾人证，登记信息如下。",
		facts: []line{{both("类别与等级", "Kind and degree"), a.person.Disabled}, {both("发证机关", "Issuer"), "虚构市残疾人联合会"}},
	}
}

func degree(a asked) found {
	for _, h := range a.person.Held {
		if h.Kind.Key == "degree" {
			return found{
				says:  "经查询学籍学历信息，上述人员的毕业信息如下。",
				facts: []line{{both("学校", "School"), h.Kind.Issuer}, {both("证书编号", "Number"), h.Number}, {both("毕业日期", "Day"), string(h.Issued)}},
			}
		}
	}
	return nothing("没有查到您的学历信息。", "There is no record of a degree.")
}
