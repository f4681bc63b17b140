package search

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"yitiji/terminal/catalog"
	"yitiji/terminal/hanzi"
)

// generated composes n items as a province has them: the same matters in each town, some
// matters much more often than others, each with the words that people have for it. It is the
// same on every run.
func generated(n int) ([]*catalog.Item, Options) {
	r := rand.New(rand.NewPCG(39554, 31))
	items := make([]*catalog.Item, n)
	o := Options{Local: map[catalog.ItemCode]int{}, Central: map[catalog.ItemCode]int{}}
	matters := mattersOf(r)
	for i := range items {
		it := generateItem(r, i, matters)
		items[i] = it
		if uses := int(2000 / math.Pow(float64(1+r.IntN(n)), 0.7)); uses > 0 {
			o.Central[it.Code] = 100 * uses
			o.Local[it.Code] = r.IntN(uses + 1)
		}
	}
	return items, o
}

// matter is what an item is about, without its town.
type matter struct {
	zh, en           string
	aliases, enAlias []string
	keywords, enKeys []string
	summary, enSum   string
}

// mattersOf composes every subject with every object and act, and shuffles them, so that some
// come up often and most seldom.
func mattersOf(r *rand.Rand) []matter {
	var out []matter
	for _, s := range subjects {
		for _, o := range objects {
			for _, a := range acts {
				out = append(out, matter{
					zh:       s.zh + o.zh + a.zh,
					en:       a.en + " of " + o.en + " for " + s.en,
					aliases:  []string{s.zh[:min(len(s.zh), 6)] + o.zh, a.zh[:min(len(a.zh), 6)] + o.zh},
					enAlias:  []string{s.en + " " + o.en},
					keywords: []string{s.zh, o.zh, o.key},
					enKeys:   []string{o.en},
					summary:  "符合条件的" + s.zh + "可以" + a.zh + "，凭有效身份证件。",
					enSum:    s.en + " may ask for this with a valid document",
				})
			}
		}
	}
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

func generateItem(r *rand.Rand, i int, matters []matter) *catalog.Item {
	city, town := cities[r.IntN(len(cities))], towns[r.IntN(len(towns))]
	skew := math.Pow(r.Float64(), 2.5) // some matters are everywhere, most in few places
	m := matters[int(skew*float64(len(matters)))]
	it := &catalog.Item{
		Code:     catalog.ItemCode(fmt.Sprintf("G%06d", i)),
		Name:     catalog.Text{catalog.Chinese: city.zh + town.zh + m.zh, catalog.English: m.en + ", " + town.en + ", " + city.en},
		Summary:  catalog.Text{catalog.Chinese: m.summary, catalog.English: m.enSum},
		Aliases:  catalog.Names{catalog.Chinese: m.aliases, catalog.English: m.enAlias},
		Keywords: catalog.Names{catalog.Chinese: m.keywords, catalog.English: m.enKeys},
	}
	if r.IntN(3) == 0 {
		it.Name[catalog.Chinese] = m.zh + "（" + city.zh + town.zh + "）"
	}
	return it
}

// asks composes n queries of all kinds about items that there are, each kind as often.
func asks(items []*catalog.Item, n int) (out []string) {
	r := rand.New(rand.NewPCG(31, 39554))
	for i := range n {
		it := items[r.IntN(len(items))]
		name := []rune(it.Name[catalog.Chinese])
		out = append(out, askFor(r, i%8, it, name))
	}
	return out
}

func askFor(r *rand.Rand, kind int, it *catalog.Item, name []rune) string {
	part := func(n int) string {
		at := r.IntN(len(name) - n)
		return string(name[at : at+n])
	}
	switch kind {
	case 0:
		return part(1)
	case 1:
		return part(2 + r.IntN(5))
	case 2:
		return strings.ReplaceAll(hanzi.Pinyin(part(2+r.IntN(3))), " ", "")
	case 3:
		return hanzi.Initials(part(2 + r.IntN(4)))
	case 4:
		return misspell(r, []rune(part(4+r.IntN(3))))
	case 5:
		return misspell(r, []rune(strings.ReplaceAll(hanzi.Pinyin(part(3+r.IntN(2))), " ", "")))
	case 6:
		words := strings.Fields(it.Name[catalog.English])
		return strings.Join(words[:1+r.IntN(len(words)-1)], " ")
	}
	forms := []string{"我想办%s怎么弄", "请问%s在哪里申请", "我妈妈八十岁了能领%s吗", "%s丢了怎么办", "我没有工作了可以办%s吗", "where can I get %s"}
	return fmt.Sprintf(forms[r.IntN(len(forms))], it.Keywords[catalog.Chinese][r.IntN(2)])
}

// misspell makes one mistake.
func misspell(r *rand.Rand, s []rune) string {
	i := r.IntN(len(s) - 1)
	switch r.IntN(4) {
	case 0:
		s[i], s[i+1] = s[i+1], s[i]
	case 1:
		s = append(s[:i], s[i+1:]...)
	case 2:
		s = append(s[:i+1], s[i:]...)
	default:
		s[i] = []rune("的在是xqz")[r.IntN(6)]
	}
	return string(s)
}

type named struct{ zh, en, key string }

func nameds(rows ...[3]string) (out []named) {
	for _, r := range rows {
		out = append(out, named{r[0], r[1], r[2]})
	}
	return out
}

var subjects = nameds(
	[3]string{"高龄老人", "elderly residents"}, [3]string{"失能老人", "frail residents"}, [3]string{"残疾人", "disabled persons"},
	[3]string{"重度残疾人", "severely disabled persons"}, [3]string{"退役军人", "veterans"}, [3]string{"优抚对象", "war families"},
	[3]string{"城乡居民", "residents"}, [3]string{"企业职工", "employees"}, [3]string{"灵活就业人员", "freelance workers"},
	[3]string{"失业人员", "unemployed persons"}, [3]string{"农民工", "migrant workers"}, [3]string{"高校毕业生", "graduates"},
	[3]string{"义务教育学生", "pupils"}, [3]string{"学前儿童", "children"}, [3]string{"孤儿", "orphans"}, [3]string{"新生儿", "newborns"},
	[3]string{"孕产妇", "mothers"}, [3]string{"独生子女父母", "parents of an only child"}, [3]string{"少数民族考生", "minority students"},
	[3]string{"低收入家庭", "poor families"}, [3]string{"低保对象", "relief recipients"}, [3]string{"住房困难家庭", "families without homes"},
	[3]string{"机动车所有人", "car owners"}, [3]string{"机动车驾驶人", "drivers"}, [3]string{"流动人口", "people from elsewhere"},
	[3]string{"港澳台居民", "Hong Kong residents"}, [3]string{"外国人", "foreigners"}, [3]string{"华侨", "overseas Chinese"},
	[3]string{"个体工商户", "sole traders"}, [3]string{"小微企业", "small firms"}, [3]string{"建筑施工企业", "builders"},
	[3]string{"食品经营者", "food sellers"}, [3]string{"餐饮服务单位", "restaurants"}, [3]string{"药品零售企业", "pharmacies"},
	[3]string{"医疗机构", "clinics"}, [3]string{"民办学校", "private schools"}, [3]string{"社会团体", "societies"},
	[3]string{"农民专业合作社", "farmers' cooperatives"}, [3]string{"渔业船舶", "fishing boats"}, [3]string{"道路运输企业", "hauliers"},
	[3]string{"房地产开发企业", "developers"}, [3]string{"物业服务企业", "property managers"}, [3]string{"律师事务所", "law firms"},
)

var objects = nameds(
	[3]string{"生活津贴", "living allowance", "津贴"}, [3]string{"护理补贴", "nursing allowance", "补贴"}, [3]string{"医疗救助", "medical relief", "医疗"},
	[3]string{"临时救助金", "emergency relief", "救助"}, [3]string{"养老保险", "pension insurance", "社保"}, [3]string{"医疗保险", "medical insurance", "医保"},
	[3]string{"失业保险金", "unemployment benefit", "失业金"}, [3]string{"工伤保险待遇", "injury benefit", "工伤"}, [3]string{"生育津贴", "maternity allowance", "生育"},
	[3]string{"住房公积金", "housing fund", "公积金"}, [3]string{"公共租赁住房", "public housing", "公租房"}, [3]string{"不动产权证书", "property title", "房产证"},
	[3]string{"居民身份证", "identity card", "身份证"}, [3]string{"居住证", "residence permit", "暂住证"}, [3]string{"户口登记", "household registration", "户口"},
	[3]string{"驾驶证", "driving licence", "驾照"}, [3]string{"行驶证", "vehicle licence", "机动车"}, [3]string{"通行证签注", "travel endorsement", "港澳"},
	[3]string{"普通护照", "passport", "护照"}, [3]string{"营业执照", "business licence", "执照"}, [3]string{"食品经营许可证", "food permit", "许可"},
	[3]string{"卫生许可证", "hygiene permit", "许可"}, [3]string{"完税证明", "tax certificate", "税"}, [3]string{"个人所得税", "income tax", "个税"},
	[3]string{"助学金", "study grant", "上学"}, [3]string{"入学资格", "school place", "入学"}, [3]string{"创业担保贷款", "start-up loan", "创业"},
	[3]string{"社会保障卡", "social security card", "社保卡"}, [3]string{"优待证", "courtesy card", "优待"}, [3]string{"法律援助", "legal aid", "律师"},
	[3]string{"劳动合同备案", "labour contract filing", "劳动"}, [3]string{"取水许可证", "water permit", "取水"}, [3]string{"建设工程规划许可证", "planning permit", "规划"},
	[3]string{"排污许可证", "emission permit", "环保"}, [3]string{"从业资格证", "professional certificate", "资格证"},
)

var acts = nameds(
	[3]string{"申领", "grant"}, [3]string{"申请", "application"}, [3]string{"补领", "replacement"}, [3]string{"换领", "renewal"}, [3]string{"变更登记", "change"},
	[3]string{"注销登记", "cancellation"}, [3]string{"资格认证", "verification"}, [3]string{"信息查询", "query"}, [3]string{"证明打印", "printing"}, [3]string{"缴费", "payment"},
)

var cities = nameds(
	[3]string{"广州市", "Guangzhou"}, [3]string{"韶关市", "Shaoguan"}, [3]string{"肇庆市", "Zhaoqing"}, [3]string{"清远市", "Qingyuan"}, [3]string{"深圳市", "Shenzhen"},
	[3]string{"珠海市", "Zhuhai"}, [3]string{"汕头市", "Shantou"}, [3]string{"佛山市", "Foshan"}, [3]string{"江门市", "Jiangmen"}, [3]string{"湛江市", "Zhanjiang"},
	[3]string{"茂名市", "Maoming"}, [3]string{"惠州市", "Huizhou"}, [3]string{"梅州市", "Meizhou"}, [3]string{"河源市", "Heyuan"}, [3]string{"阳江市", "Yangjiang"},
	[3]string{"东莞市", "Dongguan"}, [3]string{"中山市", "Zhongshan"}, [3]string{"潮州市", "Chaozhou"}, [3]string{"揭阳市", "Jieyang"}, [3]string{"云浮市", "Yunfu"},
)

var towns = nameds(
	[3]string{"安和镇", "Anhe"}, [3]string{"上溪镇", "Shangxi"}, [3]string{"柳湾镇", "Liuwan"}, [3]string{"云溪街道", "Yunxi"}, [3]string{"桥头街道", "Qiaotou"},
	[3]string{"东门街道", "Dongmen"}, [3]string{"石岭镇", "Shiling"}, [3]string{"太平镇", "Taiping"}, [3]string{"新田乡", "Xintian"}, [3]string{"大塘镇", "Datang"},
	[3]string{"沙溪镇", "Shaxi"}, [3]string{"高岗镇", "Gaogang"}, [3]string{"白石乡", "Baishi"}, [3]string{"龙山街道", "Longshan"}, [3]string{"凤凰街道", "Fenghuang"},
	[3]string{"水口镇", "Shuikou"}, [3]string{"长安镇", "Chang'an"}, [3]string{"清湖镇", "Qinghu"}, [3]string{"永丰乡", "Yongfeng"}, [3]string{"南兴镇", "Nanxing"},
	[3]string{"北桥镇", "Beiqiao"}, [3]string{"西坑乡", "Xikeng"}, [3]string{"城东街道", "Chengdong"}, [3]string{"城西街道", "Chengxi"}, [3]string{"河口镇", "Hekou"},
)
