package city

import (
	"time"

	"yitiji/terminal/identity"
)

// deskPeople are those whose cards the device desk presents, in its order. A test holds
// the two lists together.
func deskPeople() []*Person {
	local := func(name, sex, nation, birth string, serial int, address, until string) *Person {
		return &Person{Status: Registered, Person: identity.Person{
			Document: identity.ResidentCard, Name: name, Sex: sex, Nation: nation, Birth: birth,
			Number: number(parse(birth), serial), Address: address, ValidTo: until,
		}}
	}
	permit := local("黄嘉宝", "1", "", "1943-04-18", 79, "云溪镇云溪街18号", "2028-03-01")
	permit.Status, permit.Document = Overseas, identity.ResidentPermit
	return append([]*Person{
		local("王秀英", "2", "01", "1938-03-12", 28, "云溪镇安和村一组12号", ""),
		local("李国栋", "1", "01", "1946-11-22", 31, "云溪镇安和村二组3号", ""),
		local("陈𬴂", "1", "01", "1941-05-30", 17, "云溪镇安和村二组19号", ""),
		local("𠮷永福", "1", "01", "1939-08-02", 13, "云溪镇安和村三组21号", ""),
		local("赵德福", "1", "11", "1935-01-09", 55, "云溪镇安和村四组2号", "2025-10-10"),
		local("周敏", "2", "01", "1958-09-15", 46, "云溪镇安和村一组8号", "2038-01-20"),
		local("次仁·卓玛", "2", "04", "1932-12-25", 62, "云溪镇安和村三组4号", ""),
		permit,
	}, append(deskForeigners(), local("何晓芸", "2", "01", "1988-04-16", 24, "云溪镇桥头街7号", "2034-06-01"))...)
}

// lastOfDesk is the last of them: of working age, with all that comes with it.
const lastOfDesk = 10

func deskForeigners() []*Person {
	return []*Person{
		{Status: Foreigner, Person: identity.Person{
			Document: identity.ForeignerCard, Name: "康艾玛", EnglishName: "CARTER, EMMA ROSE", Sex: "2", Country: "CAN",
			Birth: "1942-02-14", Number: "CAN999942021411", ValidTo: "2029-09-09",
		}},
		{Status: Foreigner, Person: identity.Person{
			Document: identity.ForeignerCard, Name: "马明远", EnglishName: "FITZGERALD-MONTGOMERY, ALEXANDER MAXIMILIAN", Sex: "1",
			Country: "826", Birth: "1930-06-06", Number: number(time.Date(1930, 6, 6, 0, 0, 0, 0, time.UTC), 91), ValidTo: "2034-01-05",
		}},
	}
}
