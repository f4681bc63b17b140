package sandbox

import (
	"fmt"
	"strconv"

	"yitiji/platform/sandbox/city"
	"yitiji/terminal/catalog"
)

// since is the first month that a period asked for reaches back to.
func (a asked) since() string {
	switch a.answer("period") {
	case "year":
		return a.now.AddDate(-1, 0, 0).Format("2006-01")
	case "three":
		return a.now.AddDate(-3, 0, 0).Format("2006-01")
	}
	if year := a.answer("year"); year != "" {
		return year + "-01"
	}
	return ""
}

func firmName(f *city.Firm) string {
	if f == nil {
		return "城乡居民（个人缴费）"
	}
	return f.Name
}

// insurance is the record of contributions to the social insurance.
func insurance(a asked) found {
	in := a.person.Insurance
	if in == nil || len(in.Months) == 0 {
		return nothing("没有查到您的参保记录。", "There is no record of contributions.")
	}
	scheme := map[string]string{"employee": "企业职工", "resident": "城乡居民"}[in.Scheme]
	f := found{
		says: "兹证明上述人员在本市参加社会保险，缴费记录如下。",
		head: []string{"缴费月份", "缴费基数（元）", "险种", "缴费状态", "缴费单位"},
		facts: []line{
			{both("参保类型", "Scheme"), scheme},
			{both("参保单位", "Employer"), firmName(in.Firm)},
			{both("累计缴费", "In total"), fmt.Sprintf("%d 个月", len(in.Months))},
			{both("最近缴费", "Last month"), in.Months[len(in.Months)-1].Month},
		},
	}
	kind := a.chosen("kind")
	if kind == "" || a.answer("kind") == "all" {
		kind = "养老、失业、工伤"
		if in.Scheme == "resident" {
			kind = "养老"
		}
	}
	for _, m := range in.Months {
		if m.Month < a.since() {
			continue
		}
		state := "正常缴费"
		if m.Late {
			state = "补缴"
		}
		f.rows = append(f.rows, []string{m.Month, m.Base.Yuan(), kind, state, firmName(m.Firm)})
	}
	switch {
	case len(f.rows) == 0:
		f.facts = append(f.facts, line{both("所选时段", "In the period asked for"), "没有缴费"})
	case len(f.rows) > monthsListed:
		f.head, f.rows = byYears(in.Months, a.since(), kind)
	}
	return f
}

// monthsListed is how many months are listed one by one: what fits on two sheets. More are
// summed up by years.
const monthsListed = 40

func byYears(months []city.Month, since, kind string) (head []string, rows [][]string) {
	count, base := 0, catalog.Fen(0)
	for i, m := range months {
		if m.Month < since {
			continue
		}
		count, base = count+1, base+m.Base
		if i+1 == len(months) || months[i+1].Month[:4] != m.Month[:4] {
			rows = append(rows, []string{m.Month[:4], fmt.Sprint(count), (base / catalog.Fen(count)).Yuan(), kind, firmName(m.Firm)})
			count, base = 0, 0
		}
	}
	return []string{"年度", "缴费月数", "平均基数（元）", "险种", "缴费单位"}, rows
}

// pension is what is drawn every month.
func pension(a asked) found {
	in := a.person.Insurance
	if in == nil || in.Pension == 0 {
		return nothing("您目前没有领取养老待遇。", "You draw no pension at present.")
	}
	f := found{
		says: "兹证明上述人员在本市按月领取养老待遇，发放记录如下。",
		head: []string{"发放月份", "金额（元）", "发放状态"},
		facts: []line{
			{both("每月待遇", "Each month"), in.Pension.Yuan() + " 元"},
			{both("缴费年限", "Paid in for"), fmt.Sprintf("%d 年", len(in.Months)/12)},
			{both("资格认证", "Proof of life"), "上次通过 " + a.now.AddDate(0, -10, 0).Format("2006-01-02") + "，12 个月内有效"},
		},
	}
	for back := 11; back >= 0; back-- {
		f.rows = append(f.rows, []string{a.now.AddDate(0, -back, 0).Format("2006-01"), in.Pension.Yuan(), "已发放"})
	}
	return f
}

// fund is a housing-fund account with its movements.
func fund(a asked) found {
	acc := a.person.Fund
	if acc == nil {
		return nothing("没有查到您的住房公积金账户。", "You have no housing-fund account.")
	}
	f := found{
		says: "兹证明上述人员在本市缴存住房公积金，账户明细如下。",
		head: []string{"日期", "摘要", "金额（元）"},
		facts: []line{
			{both("个人账号", "Account"), acc.Account},
			{both("缴存单位", "Employer"), firmName(acc.Firm)},
			{both("月缴存额", "Each month"), acc.Monthly.Yuan() + " 元"},
			{both("账户余额", "Balance"), acc.Balance.Yuan() + " 元"},
		},
	}
	if acc.Loan > 0 {
		f.facts = append(f.facts, line{both("贷款余额", "Loan"), acc.Loan.Yuan() + " 元"})
	}
	for _, e := range acc.Entries {
		if string(e.Day) >= a.since() {
			f.rows = append(f.rows, []string{string(e.Day), e.What, e.Amount.Yuan()})
		}
	}
	return f
}

// tax is what was earned and paid, by years.
func tax(a asked) found {
	if len(a.person.Taxes) == 0 {
		return nothing("所选时段没有查到您的纳税记录。", "There is no record of taxes in that time.")
	}
	f := found{
		says: "兹证明上述人员个人所得税的纳税记录如下。", head: []string{"年度", "收入（元）", "已缴税额（元）", "扣缴义务人"},
	}
	total := catalog.Fen(0)
	for _, y := range a.person.Taxes {
		if year := a.answer("year"); year != "" && year != strconv.Itoa(y.Year) {
			continue
		}
		total += y.Paid
		f.rows = append(f.rows, []string{strconv.Itoa(y.Year), y.Income.Yuan(), y.Paid.Yuan(), firmName(y.Firm)})
	}
	f.facts = []line{{both("合计税额", "In total"), total.Yuan() + " 元"}, {both("税种", "Kind"), "个人所得税"}}
	return f
}

// medical is what the health insurance holds.
func medical(a asked) found {
	in := a.person.Insurance
	if in == nil {
		return nothing("没有查到您的医保登记。", "You are not registered with the health insurance.")
	}
	balance := catalog.Fen(len(in.Months)*137) * 10
	f := found{
		says: "兹证明上述人员参加本市基本医疗保险，信息如下。",
		facts: []line{
			{both("参保状态", "Status"), "正常参保"},
			{both("参保单位", "Employer"), firmName(in.Firm)},
			{both("个人账户余额", "Balance"), balance.Yuan() + " 元"},
		},
		head: []string{"就诊日期", "医疗机构", "类别", "医保支付（元）"},
	}
	for n := range len(a.person.Name) % 5 {
		f.rows = append(f.rows, []string{
			a.now.AddDate(0, -5+n, -3*n).Format("2006-01-02"), "云溪镇卫生院", "门诊", catalog.Fen(2300 + 1771*n).Yuan(),
		})
	}
	return f
}
