package console

import (
	"fmt"
	"time"

	"yitiji/platform/store"
)

// aliveWithin is how long after its last hello a terminal counts as online:
// several hellos, and the pause between two writes of the last one.
const aliveWithin = 45 * time.Second

func at(m store.Millis) string {
	if m == 0 {
		return "—"
	}
	return m.Time().Format("2006-01-02 15:04:05")
}

func day(m store.Millis) string {
	if m == 0 {
		return "—"
	}
	return m.Time().Format("2006-01-02")
}

func alive(m store.Millis) bool {
	return time.Since(m.Time()) < aliveWithin
}

// moment words a time.
func moment(t time.Time) string { return at(store.MillisOf(t)) }

// ago words how long ago m was.
func ago(m store.Millis) string {
	d := time.Since(m.Time())
	switch {
	case m == 0:
		return "从未"
	case d < aliveWithin:
		return "刚刚"
	case d < time.Hour:
		return fmt.Sprintf("%d 分钟前", int(d.Minutes())+1)
	case d < 48*time.Hour:
		return fmt.Sprintf("%d 小时前", int(d.Hours()))
	}
	return fmt.Sprintf("%d 天前", int(d.Hours()/24))
}

// lasting words how long something lasts, by the day or the hour where it is whole ones.
func lasting(d time.Duration) string {
	switch day := 24 * time.Hour; {
	case d > day && d%day == 0:
		return fmt.Sprintf("%d 天", int(d/day))
	case d >= time.Hour && d%time.Hour == 0:
		return fmt.Sprintf("%d 小时", int(d.Hours()))
	}
	return fmt.Sprintf("%d 分钟", int(d.Minutes()))
}

// word looks a code up, and shows the code itself when nobody worded it.
func word(words map[string]string, code string) string {
	if w, ok := words[code]; ok {
		return w
	}
	return code
}

func kindWord(kind string) string {
	return word(map[string]string{
		"application": "申办", "rating": "评价", "print": "打印情况", "material": "材料",
		"complaint": "投诉", "audit": "审计", "device": "设备", "command": "指令结果",
	}, kind)
}

func stateWord(state store.State) string {
	return word(map[string]string{
		string(store.Received): "已收件", string(store.Recorded): "已记录",
		string(store.Unknown): "未知类型", string(store.Unopened): "无法解封",
		string(store.Awaited): "等附件",
	}, string(state))
}

// levelWord is 好差评 in its five words.
func levelWord(level int) string {
	if level < 1 || level > 5 {
		return "—"
	}
	return [...]string{"非常不满意", "不满意", "基本满意", "满意", "非常满意"}[level-1]
}

func alarmWord(kind store.AlarmKind) string {
	return word(map[string]string{
		string(store.AlarmConflict): "序号冲突", string(store.AlarmChain): "哈希链断开",
		string(store.AlarmUnopened): "无法解封", string(store.AlarmDamaged): "内容受损",
		string(store.AlarmBehind): "终端落后", string(store.AlarmLie): "答非所问",
		string(store.AlarmFork): "终端被复制", string(store.AlarmAudit): "审计链断开", string(store.AlarmClock): "时钟不准",
		string(store.AlarmBlob): "附件不符", string(store.AlarmLate): "材料迟迟未到",
	}, string(kind))
}

// alarmAdvice says what to do about an alarm.
func alarmAdvice(kind store.AlarmKind) string {
	return word(map[string]string{
		string(store.AlarmConflict): "同一序号收到另一份内容，已拒收。终端的存储可能被更换或复制：停用该终端并核对。",
		string(store.AlarmChain):    "与相邻记录接不上，记录已留存。核对该终端的存储是否被改动。",
		string(store.AlarmUnopened): "记录已原样留存，但打不开。核对终端登记时的中心公钥。",
		string(store.AlarmBehind):   "终端的存储比中心旧，可能被更换或恢复：给它一个新登记码，重新登记。",
		string(store.AlarmDamaged):  "内容与其哈希不符，已拒收。检查线路与终端程序。",
		string(store.AlarmFork):     "两台机器以同一终端的身份上传：它的磁盘可能被复制。停用其中一台，给另一台新的登记码。",
		string(store.AlarmAudit):    "审计记录与前一条接不上，中间有记录没有到达或被改动。到现场执行 kiosk audit verify。",
		string(store.AlarmClock):    "终端的时钟与中心相差五分钟以上，它已暂停办理。检查对时服务与主板电池。",
		string(store.AlarmBlob):     "附件与其地址不符，已丢弃，等终端重传。反复出现时检查线路与终端磁盘。",
		string(store.AlarmLate):     "申请已到一天，它的材料还没有到齐，部门尚未收到。看该终端的待传清单：kiosk outbox list。",
		string(store.AlarmLie):      "部门系统的回答说的是别人或别的事，已丢弃，终端按“部门系统连不上”处理。请部门查对接口。",
	}, string(kind))
}

func wayWord(way string) string {
	return word(map[string]string{"document": "出示证件", "phone": "本人手机", "text": "短信验证码"}, way)
}

func roleWord(role string) string {
	return word(map[string]string{"agent": "受托代办人", "helper": "社区代办员"}, role)
}

func rightWord(right string) string {
	return word(map[string]string{"head": "法定代表人", "clerk": "授权经办人"}, right)
}

func assuranceWord(assurance string) string {
	return word(map[string]string{"card": "身份证芯片", "code": "证件或手机码", "none": "未核验"}, assurance)
}

func documentWord(document string) string {
	return word(map[string]string{
		"resident-card": "居民身份证", "residence-permit": "港澳台居民居住证", "foreigner-card": "外国人永久居留身份证",
		"passport": "护照", "home-return-permit": "港澳居民来往内地通行证", "taiwan-permit": "台湾居民来往大陆通行证", "social-card": "社会保障卡",
	}, document)
}

// suite is the name of the algorithms that sealed bytes begin with.
func suite(sealed []byte) string {
	if len(sealed) == 0 || int(sealed[0]) >= len(sealed) || sealed[0] > 16 {
		return "?"
	}
	return string(sealed[1 : 1+int(sealed[0])])
}
