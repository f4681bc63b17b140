package sim

import (
	"fmt"
	"time"

	"yitiji/drivers"
)

// Person is one of the people whose cards the desk can present.
type Person struct {
	ID     int // 1 to 11; see UnknownCard
	Card   drivers.Card
	Prints []byte // up to two fingerprints of 512 bytes, which a reader gives only when asked
	Note   string // what is special about the card, in Chinese
	Gloss  string // the same in English
}

// UnknownCard is the number of the card that is none: a travel card, say.
const UnknownCard = 12

// Name is what the card calls its holder.
func (p Person) Name() string {
	if p.Card.Name == "" {
		return p.Card.EnglishName
	}
	return p.Card.Name
}

// People returns the eleven, in the order of their numbers. All live in the invented
// town 云溪镇, most in its village 安和村.
func People() []Person {
	people := append(residents(), others()...)
	for i := range people {
		people[i].ID = i + 1
		people[i].Card.Photo = photo(i + 1)
		people[i].Prints = prints(i + 1)
	}
	return people
}

// day reads YYYY-MM-DD as written below.
func day(s string) drivers.Date {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err) // a slip of the pen in this file
	}
	return drivers.Date{Year: t.Year(), Month: t.Month(), Day: t.Day()}
}

// resident makes a resident card. until is a day, or empty for 长期.
func resident(name, sex, nation, birth, serial, address, from, until string) drivers.Card {
	c := drivers.Card{
		Layout: drivers.Resident, Name: name, Sex: sex, Nation: nation, Birth: day(birth),
		Address: address, Number: number(birth, serial), Issuer: "云溪县公安局", From: day(from),
	}
	if until == "" {
		c.LongTerm = true
	} else {
		c.To = day(until)
	}
	return c
}

func residents() []Person {
	moved := resident("𠮷永福", "1", "01", "1939-08-02", "013", "云溪镇河东村五组7号", "2012-06-18", "")
	moved.Newest = "云溪镇安和村三组21号"
	return []Person{
		{
			Card: resident("王秀英", "2", "01", "1938-03-12", "028", "云溪镇安和村一组12号", "2010-05-06", ""),
			Note: "长期有效", Gloss: "long-term card",
		},
		{
			Card: resident("李国栋", "1", "01", "1946-11-22", "031", "云溪镇安和村二组3号", "2016-11-22", ""),
			Note: "11 月 22 日满 80", Gloss: "80 on 22 November 2026",
		},
		{
			Card: resident("陈𬴂", "1", "01", "1941-05-30", "017", "云溪镇安和村二组19号", "2011-04-01", ""),
			Note: "生僻字 𬴂", Gloss: "rare character in the name",
		},
		{
			Card: moved,
			Note: "生僻字 𠮷，追加地址", Gloss: "rare character, newest address",
		},
		{
			Card: resident("赵德福", "1", "11", "1935-01-09", "055", "云溪镇安和村四组2号", "2005-10-10", "2025-10-10"),
			Note: "证件已过期", Gloss: "expired card",
		},
		{
			Card: resident("周敏", "2", "01", "1958-09-15", "046", "云溪镇安和村一组8号", "2018-01-20", "2038-01-20"),
			Note: "未满 80", Gloss: "too young",
		},
		{
			Card: resident("次仁·卓玛", "2", "04", "1932-12-25", "062", "云溪镇安和村三组4号", "2009-07-15", ""),
			Note: "姓名带间隔号", Gloss: "name with a middle dot",
		},
	}
}

func others() []Person {
	permit := resident("黄嘉宝", "1", "", "1943-04-18", "079", "云溪镇云溪街18号", "2023-03-01", "2028-03-01")
	permit.Layout, permit.Pass = drivers.Permit, "H01234567"
	return []Person{
		{Card: permit, Note: "港澳台居民居住证", Gloss: "residence permit (J)"},
		{Card: drivers.Card{
			Layout: drivers.Foreigner2017, Name: "康艾玛", EnglishName: "CARTER, EMMA ROSE", Sex: "2", Country: "CAN",
			Birth: day("1942-02-14"), Number: number2017("CAN9999420214"), From: day("2019-09-09"), To: day("2029-09-09"),
		}, Note: "外国人永居证 2017 版", Gloss: "foreigner's card of 2017 (I)"},
		{Card: drivers.Card{
			Layout: drivers.Foreigner2023, Name: "马明远", EnglishName: "FITZGERALD-MONTGOMERY, ALEXANDER MAXIMILIAN", Sex: "1",
			Country: "826", Birth: day("1930-06-06"), Number: number("1930-06-06", "091"), From: day("2024-01-05"), To: day("2034-01-05"),
		}, Note: "外国人永居证 2023 版", Gloss: "foreigner's card of 2023 (Y)"},
		{
			Card: resident("何晓芸", "2", "01", "1988-04-16", "024", "云溪镇桥头街7号", "2014-06-01", "2034-06-01"),
			Note: "在职，有公积金、纳税记录", Gloss: "works; housing fund and taxes",
		},
	}
}

// photo is what stands in for a picture: WLT is proprietary and nobody may draw
// it, so these 1,024 bytes say whose they are.
func photo(id int) []byte {
	p := make([]byte, 1024)
	copy(p, fmt.Sprintf("YITIJI SIMULATED PHOTO %d", id))
	return p
}

// prints is what stands in for fingerprints: blocks that say whose they are. Cards
// from before 2013 have none, and some people have one.
func prints(id int) []byte {
	p := make([]byte, 512*(id%3))
	for i := range id % 3 {
		copy(p[512*i:], fmt.Sprintf("YITIJI SIMULATED FINGERPRINT %d-%d", id, i+1))
	}
	return p
}
