package sandbox

import (
	"fmt"

	"yitiji/platform/sandbox/city"
	"yitiji/terminal/catalog"
	"yitiji/terminal/identity"
)

// certificates shows the certificate that somebody chose (亮证); where an item lets nobody
// choose, it lists what they hold and may use.
func certificates(a asked) found {
	if kind := a.answer("certificate"); kind != "" {
		return a.certificate(kind)
	}
	f := found{
		says: "上述人员持有下列电子证照。", head: []string{"证照", "证照号码", "颁发机构", "颁发日期", "有效期至"},
	}
	for _, h := range a.person.Held {
		if h.ValidOn(dayOf(a.now)) {
			c := shown(a.person, h)
			f.rows = append(f.rows, []string{c.Name, c.Number, c.Issuer, string(c.Issued), untilOf(h)})
		}
	}
	if len(f.rows) == 0 {
		return nothing("没有查到您的电子证照。", "You hold no electronic certificates.")
	}
	f.facts = []line{{both("电子证照", "Certificates"), fmt.Sprintf("%d 张", len(f.rows))}}
	return f
}

// certificate shows those of one kind: most often one, and of births one for each child. The
// paper says across the page for what it is, and since when.
func (a asked) certificate(kind string) found {
	f, expired := found{}, city.Certificate{}
	for _, p := range a.holders(kind) {
		for _, h := range p.Held {
			switch {
			case h.Kind.Key != kind:
			case h.ValidOn(dayOf(a.now)):
				f.title = h.Kind.Name + "（电子证照打印件）"
				f.facts = append(f.facts, face(p, h)...)
			default:
				expired = h
			}
		}
	}
	switch name := a.option("certificate"); {
	case len(f.facts) > 0:
		f.says = "上述电子证照由颁发机构签发，打印内容与证照库一致。"
		f.watermark = fmt.Sprintf("仅用于%s，%s打印", a.chosen("purpose"), chineseDay(dayOf(a.now)))
		return f
	case expired.Number != "":
		return nothing(
			fmt.Sprintf("您的%s已经在%s到期，不能再用，请先换领。", name.In(catalog.Chinese), chineseDay(expired.Expires)),
			fmt.Sprintf("%s: it expired on %s and cannot be used any more. Please renew it first.", name.In(catalog.English), expired.Expires),
		)
	default:
		return nothing(
			fmt.Sprintf("电子证照库里没有您的%s。手里有纸质的，可以请发证部门补录；其他证照可以返回再选。", name.In(catalog.Chinese)),
			fmt.Sprintf("%s: there is none of yours in the store. If you have it on paper, its issuer can add it; go back to choose another.", name.In(catalog.English)),
		)
	}
}

// holders are in whose names the certificates are that somebody may show: a birth is
// certified to the child, and shown to its parents.
func (a asked) holders(kind string) []*city.Person {
	if kind == "birth" {
		return a.person.Children
	}
	return []*city.Person{a.person}
}

// face is what stands on a certificate.
func face(p *city.Person, h city.Certificate) []line {
	c := shown(p, h)
	return []line{
		{both("证照", "Certificate"), c.Name},
		{both("持证人", "Holder"), identity.MaskName(p.Name)},
		{both("证照号码", "Number"), c.Number},
		{both("颁发机构", "Issuer"), c.Issuer},
		{both("颁发日期", "Issued"), string(c.Issued)},
		{both("有效期至", "Valid until"), untilOf(h)},
		{both("电子证照标识", "Identifier"), c.Identifier},
	}
}

func untilOf(h city.Certificate) string {
	if h.Expires == "" {
		return "长期"
	}
	return string(h.Expires)
}
