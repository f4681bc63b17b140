package city

import "math/rand/v2"

// Names as they are given here: common ones, and some whose characters are rare.
var (
	surnames   = []string{"陈", "李", "林", "黄", "张", "王", "吴", "刘", "蔡", "杨", "许", "郑", "谢", "郭", "曾", "梁", "罗", "宋", "唐", "邓", "欧阳", "司徒", "冼", "佘", "仝", "昝", "禤", "侴"}
	manOld     = []string{"福生", "德旺", "水根", "金财", "国强", "建军", "志明", "永昌", "炳坤", "树声"}
	manYoung   = []string{"浩然", "子轩", "俊杰", "宇辰", "家豪", "一鸣", "思远", "嘉诚", "奕", "翀"}
	womanOld   = []string{"秀兰", "桂英", "玉珍", "月娥", "金凤", "惠芳", "丽华", "淑贞", "彩霞", "亚妹"}
	womanYoung = []string{"诗涵", "欣怡", "梓萱", "雨桐", "嘉欣", "晓彤", "思琪", "可", "玥", "芷若"}
	rareGiven  = []string{"㛃", "䶮", "𬭎", "犇", "𬱖", "堃", "喆", "婳祎", "𫖯", "昪"}
)

// given is a given name that fits the time of birth. One in fourteen is rare.
func given(r *rand.Rand, man bool, year int) string {
	if r.IntN(14) == 0 {
		return oneOf(r, rareGiven)
	}
	switch {
	case man && year < 1985:
		return oneOf(r, manOld)
	case man:
		return oneOf(r, manYoung)
	case year < 1985:
		return oneOf(r, womanOld)
	}
	return oneOf(r, womanYoung)
}

// nation is one of GB/T 3304 with names of its own.
type nation struct {
	code       string
	men, women []string
}

var nations = []nation{
	{"02", []string{"朝克图", "巴特尔"}, []string{"萨仁高娃", "乌云其木格"}},
	{"04", []string{"扎西·多吉", "丹增"}, []string{"央金", "格桑·梅朵"}},
	{"05", []string{"买买提·艾力", "吐尔逊·依明"}, []string{"阿依古丽·买买提", "热依汗古丽"}},
	{"08", []string{"韦廷光", "覃勇"}, []string{"韦彩凤", "覃小妹"}},
	{"14", []string{"吉克阿牛", "沙马木果"}, []string{"阿果吉吉", "曲比阿乌"}},
}

// streets and villages of the city.
var places = []string{
	"云溪镇安和村%d组%d号", "云溪镇上溪村%d组%d号", "云溪镇柳湾村%d组%d号", "云溪镇河东村%d组%d号",
	"云溪镇云溪街%d号%d室", "桥头街道东门路%d号%d室", "桥头街道书院巷%d号%d室", "滨海新区听涛路%d号%d室",
}
