package city

import (
	"fmt"

	"yitiji/terminal/catalog"
	"yitiji/terminal/identity"
)

var (
	firmWords = []string{"云溪", "和丰", "锦程", "恒泰", "新禾", "海川", "晨曦", "百汇", "信达", "同德"}
	trades    = []struct{ name, scope, licence string }{
		{"纺织", "纺织品制造、销售；货物进出口", ""},
		{"餐饮管理", "餐饮服务；食品销售", "food-permit"},
		{"网络科技", "软件开发；信息系统集成服务", ""},
		{"建筑工程", "房屋建筑工程；市政公用工程施工", "building-permit"},
		{"农业发展", "水果、蔬菜种植与销售", ""},
		{"物流", "道路货物运输；仓储服务", "transport-permit"},
		{"医药", "药品零售；医疗器械销售", "drug-permit"},
		{"教育咨询", "教育咨询服务；文具用品零售", ""},
	}
	firmKinds = []string{"有限责任公司（自然人独资）", "有限责任公司（自然人投资或控股）", "个体工商户", "个人独资企业"}
)

// found founds the firms, each with a grown-up at its head.
func (c *City) found() {
	var heads []*Person
	for _, p := range c.People {
		if age := p.Age(c.Built); age >= 24 && age < 66 {
			heads = append(heads, p)
		}
	}
	for i := range firmCount {
		r := chance("firm", i)
		trade := trades[i%len(trades)]
		kind := oneOf(r, firmKinds)
		f := &Firm{
			Code: creditCode("91", i+1), Kind: kind, Legal: heads[(i*7)%len(heads)], Clerk: c.adult(i * 5),
			Name:    fmt.Sprintf("虚构市%s%s%s", firmWords[i%len(firmWords)], trade.name, "有限公司"),
			Capital: catalog.Fen(10+r.IntN(500)) * 10_000_00, Founded: c.day(r, 1+r.IntN(20)),
			Address: fmt.Sprintf("虚构市桥头街道创业路%d号", 1+r.IntN(300)), Scope: trade.scope, Status: "存续（在营、开业、在册）",
			Staff: 1 + r.IntN(80), Sold: catalog.Fen(r.IntN(9_000_000)) * 100,
		}
		if kind == firmKinds[2] {
			f.Code, f.Name = creditCode("92", i+1), fmt.Sprintf("虚构市云溪镇%s%s店", firmWords[i%len(firmWords)], trade.name)
		}
		f.TaxPaid = f.Sold * 3 / 100
		if trade.licence != "" {
			f.Licences = []string{trade.licence}
		}
		if i%13 == 12 {
			f.Status = Dissolved
		}
		f.Legal.Firms = append(f.Legal.Firms, f)
		c.Firms = append(c.Firms, f)
	}
}

// adult is somebody of age, from the nth on.
func (c *City) adult(n int) *Person {
	for i := range c.People {
		if p := c.People[(n+i)%len(c.People)]; p.Age(c.Built) >= identity.AgentAge {
			return p
		}
	}
	return c.People[0]
}
