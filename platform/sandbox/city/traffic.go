package city

import (
	"fmt"
	"math/rand/v2"
	"time"

	"yitiji/terminal/catalog"
)

var (
	offences = []struct {
		what   string
		fine   catalog.Fen
		points int
	}{
		{"机动车违反规定停放，影响其他车辆通行", 200_00, 0},
		{"驾驶机动车超过规定时速未达百分之二十", 50_00, 0},
		{"驾驶机动车违反道路交通信号灯通行", 200_00, 6},
		{"驾驶时拨打接听手持电话", 200_00, 3},
		{"机动车不按规定使用转向灯", 100_00, 0},
		{"机动车违反禁止标线指示", 100_00, 1},
	}
	roads  = []string{"云溪大道与书院路口", "桥头街东门路口", "滨海大道3公里处", "听涛路学校路段"}
	models = []string{"样例牌小型轿车", "样例牌小型普通客车", "样例牌纯电动轿车", "样例牌两轮摩托车"}
)

// drive gives a licence to every second grown-up, a car to many of them, and violations to
// some cars. The desk's elders who ask for a licence have one.
func (c *City) drive(r *rand.Rand, i int, p *Person, age int) {
	if age < 18 || (i > lastOfDesk && r.IntN(2) == 0) || p.Status == Foreigner {
		return
	}
	p.Licence = &Licence{
		File: fmt.Sprintf("%s%06d", Region, 300+i), Class: oneOf(r, []string{"C1", "C1", "C2", "B2", "D"}),
		First: c.day(r, min(age-17, 1+r.IntN(30))), Until: dayOf(c.Built.AddDate(0, r.IntN(72)-2, r.IntN(28))), Points: r.IntN(4),
	}
	if i == 5 { // 周敏: it runs out soon
		p.Licence.Until = dayOf(c.Built.AddDate(0, 0, 20))
	}
	if i > lastOfDesk && r.IntN(3) == 0 {
		return
	}
	v := Vehicle{
		Plate: fmt.Sprintf("虚A%05d", 1000+17*i), Kind: "小型汽车号牌", Model: models[i%len(models)], Engine: fmt.Sprintf("%06d", 271828+31*i),
		Registered: c.day(r, 1+r.IntN(9)), Inspection: dayOf(c.Built.AddDate(0, r.IntN(20)-1, 0)),
	}
	p.Vehicles = append(p.Vehicles, v)
	n := r.IntN(4)
	if i <= lastOfDesk {
		n = 1 + i%2
	}
	for nth := range n {
		p.Violations = append(p.Violations, c.violation(r, i, nth, v.Plate))
	}
}

func (c *City) violation(r *rand.Rand, i, nth int, plate string) Violation {
	o := oneOf(r, offences)
	at := c.Built.AddDate(0, 0, -1-r.IntN(90))
	return Violation{
		Number: fmt.Sprintf("%s190%07d", Region, 100*i+nth+1), Plate: plate,
		At:    time.Date(at.Year(), at.Month(), at.Day(), 7+r.IntN(13), r.IntN(60), 0, 0, at.Location()),
		Where: oneOf(r, roads), What: o.what, Fine: o.fine, Points: o.points, Settled: i > 9 && r.IntN(3) == 0,
	}
}
