package console

import (
	"fmt"
	"time"

	"yitiji/platform/store"
)

func verbWord(verb string) string {
	return word(map[string]string{"retry": "重传搁置的记录", "backup": "备份存储", "verify": "核对存储", "restart": "重启程序"}, verb)
}

// verbMeaning says what a command does at the terminal.
func verbMeaning(verb string) string {
	return word(map[string]string{
		"retry":   "把等人处理的记录再传一次。",
		"backup":  "把终端的存储另存一份。",
		"verify":  "逐条核对校验和与哈希链。",
		"restart": "等没有人使用时重新启动。",
	}, verb)
}

// outcomeWord is how far a command has come.
func outcomeWord(c store.Command) string {
	switch {
	case c.Outcome != "":
		return word(map[string]string{"done": "已执行", "refused": "终端拒绝", "expired": "到达时已过期", "unknown": "结果不明"}, c.Outcome)
	case waits(c):
		return "等待终端"
	}
	return "已过期"
}

// waits reports whether a terminal may still carry a command out.
func waits(c store.Command) bool {
	return c.Outcome == "" && time.Now().Before(c.ValidUntil.Time())
}

// outcomeTone is how that looks: done, wrong, or neither.
func outcomeTone(c store.Command) string {
	switch {
	case c.Outcome == "done":
		return "ok"
	case c.Outcome == "" || c.Outcome == "expired":
		return "wait"
	}
	return "bad"
}

// outcomeText is what there is to know besides.
func outcomeText(c store.Command) string {
	switch {
	case c.Report != "":
		return c.Report
	case waits(c):
		return "终端下次联系时取走。"
	case c.Outcome == "unknown":
		return "执行时程序结束，不知道做完没有。"
	case c.Outcome == "":
		return "有效期内没有收到终端的报告。"
	}
	return "—"
}

// until words when a time from now ends.
func until(d time.Duration) string {
	now := time.Now()
	end := now.Add(d)
	switch end.Format(time.DateOnly) {
	case now.Format(time.DateOnly):
		return "今天 " + end.Format("15:04")
	case now.AddDate(0, 0, 1).Format(time.DateOnly):
		return "明天 " + end.Format("15:04")
	}
	return fmt.Sprintf("%d 月 %d 日 %s", end.Month(), end.Day(), end.Format("15:04"))
}

// skewWord words how far a terminal's clock is from ours, of milliseconds.
func skewWord(ms int64) string {
	d := time.Duration(ms) * time.Millisecond
	switch {
	case d.Abs() < time.Second:
		return "与中心一致"
	case d > 0:
		return "比中心快 " + exactly(d)
	}
	return "比中心慢 " + exactly(-d)
}

// skewed reports whether a terminal's clock is so far off that it does nothing for people.
func skewed(ms int64) bool { return ms > maxSkew.Milliseconds() || -ms > maxSkew.Milliseconds() }

// maxSkew is the terminal's own limit.
const maxSkew = 5 * time.Minute

func exactly(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%.1f 秒", d.Seconds())
	case d < time.Hour:
		return fmt.Sprintf("%d 分 %d 秒", int(d.Minutes()), int(d.Seconds())%60)
	case d < 48*time.Hour:
		return fmt.Sprintf("%d 小时 %d 分", int(d.Hours()), int(d.Minutes())%60)
	}
	return fmt.Sprintf("%d 天", int(d.Hours()/24))
}

// soonWithin is how long before its end a certificate is looked at: terminals renew theirs well
// before.
const soonWithin = 30 * 24 * time.Hour

// soon reports whether a time is near or over.
func soon(m store.Millis) bool { return m != 0 && time.Until(m.Time()) < soonWithin }
