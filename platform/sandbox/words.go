package sandbox

import (
	"yitiji/platform/sandbox/city"
	"yitiji/terminal/centre"
)

func moodWord(m MoodKind) string {
	return map[MoodKind]string{
		Fine: "正常", Down: "连不上", Slow: "变慢", Fails: "报错", Mixes: "答成别人的", Lies: "答得不通",
	}[m]
}

func systemWord(s System) string {
	return map[System]string{Certificates: "电子证照库", Department: "部门业务系统", Payments: "公共支付平台", Papers: "文件核验", Identities: "统一身份认证平台", Firms: "企业登记库"}[s]
}

func stageWord(s centre.Stage) string {
	return map[centre.Stage]string{
		centre.Received: "已收件", centre.Correcting: "补正", centre.Accepted: "已受理", centre.NotTaken: "不予受理",
		centre.Handling: "办理中", centre.Granted: "准予", centre.Denied: "不予批准", centre.Withdrawn: "已撤回",
		centre.Ready: "待领取", centre.Sent: "寄送中", centre.Handed: "已领取",
	}[s]
}

func actWord(a Act) string {
	return map[Act]string{
		Accept: "受理", Refuse: "不予受理", Correct: "要求补正", Resume: "已补正", Handle: "开始办理", Grant: "批准", Deny: "不批准",
		Finish: "可领取", Send: "寄出", Hand: "已领走",
	}[a]
}

func payWord(p Payment) string {
	return map[Payment]string{PayNow: "付款", PayFail: "银行拒绝", PayLate: "过时才付到"}[p]
}

func orderWord(s centre.PaymentState) string {
	return map[centre.PaymentState]string{
		centre.Unpaid: "待付", centre.PaidUp: "已付", centre.Lapsed: "已关闭", centre.Refused: "被拒", centre.Refunded: "已退款",
	}[s]
}

func statusWord(s city.Status) string {
	return map[city.Status]string{city.Registered: "本地户籍", city.Resident: "居住证", city.Overseas: "港澳台", city.Foreigner: "外国人"}[s]
}
