package console

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"yitiji/platform/store"
	"yitiji/terminal/catalog"
)

// decision is what an entry of kind audit says, as docs/audit.md lists it. It lies in the store under
// the centre's seal, and is opened to be looked at: there are too many to unfold each when it arrives.
// Nobody is named in it; numbers are masked.
type decision struct {
	Number uint64            `json:"number"`
	What   string            `json:"what"`
	Who    string            `json:"who"`
	Slip   string            `json:"slip"`
	Item   string            `json:"item"`
	Detail map[string]string `json:"detail"`
}

// decisionOf opens an entry of kind audit; nil for another one, and for one that does not open.
func (c *console) decisionOf(e store.Entry) *decision {
	if e.Kind != auditKind || c.options.Open == nil {
		return nil
	}
	body, err := c.options.Open(e)
	var d decision
	if err == nil {
		err = json.Unmarshal(body, &d)
	}
	if err != nil {
		c.options.Log.Warn("an audit entry does not open", "terminal", e.Terminal, "sequence", e.Sequence, "error", err)
		return nil
	}
	return &d
}

const auditKind = "audit"

// auditRow is an entry of kind audit in a list.
type auditRow struct {
	store.Entry
	Decision *decision
}

// auditsView is a list of decisions with what it was narrowed to.
type auditsView struct {
	Terminal string
	Rows     []auditRow
	Limit    int
}

// audits lists the decisions that terminals recorded, the newest first.
func (c *console) audits(w http.ResponseWriter, r *http.Request) {
	view := auditsView{Terminal: r.FormValue("terminal"), Limit: linesAtOnce}
	entries, err := c.store.Latest(r.Context(), store.Filter{Kind: auditKind, Terminal: view.Terminal}, linesAtOnce)
	if err != nil {
		c.fail(w, err)
		return
	}
	for _, e := range entries {
		view.Rows = append(view.Rows, auditRow{e, c.decisionOf(e)})
	}
	c.show(w, http.StatusOK, "audits", page{Title: "审计", Here: "audits", Data: view})
}

// Fields are what a decision says beside its code, in words, in the order of their names.
func (d *decision) Fields() (all []field) {
	for _, name := range slices.Sorted(maps.Keys(d.Detail)) {
		all = append(all, field{fieldWord(name), valueWord(name, d.Detail[name])})
	}
	return all
}

// Text is Fields in one line.
func (d *decision) Text() string {
	var all []string
	for _, f := range d.Fields() {
		all = append(all, f.Name+" "+f.Value)
	}
	return strings.Join(all, "，")
}

// field is a fact in words.
type field struct{ Name, Value string }

func decisionWord(code string) string {
	return word(map[string]string{
		"identity.proved": "身份核验通过", "identity.refused": "身份核验未通过", "item.refused": "事项不能办",
		"consent.given": "阅读并同意须知", "promise.given": "承诺后补材料",
		"signature.given": "已签名", "signature.withdrawn": "撤回签名",
		"payment.made": "缴费成功", "payment.failed": "缴费未成", "payment.given-up": "放弃缴费", "payment.refunded": "已退费",
		"application.kept": "申请已保存", "application.handed-over": "转人工窗口", "application.not-kept": "申请没有保存",
		"visit.ended": "办事结束", "visit.resumed": "重启后继续",
		"paper.printed": "已打印", "paper.unknown": "打印结果不明", "paper.failed": "没有打印",
		"paper.reprinted": "再次打印", "paper.confirmed": "本人确认已出纸", "paper.waived": "本人不要凭条",
		"card.issued": "卡已领取", "card.retained": "卡无人取走已收回", "card.unknown": "卡的去向不明", "card.failed": "没有出卡",
		"gate.closed": "暂停办理", "gate.opened": "恢复办理",
		"terminal.started": "程序启动", "terminal.stopped": "程序正常退出", "terminal.enrolled": "登记为终端",
		"devices.tested": "测试设备", "devices.recorded": "录制设备通信",
		"command.ended": "中心指令执行完毕", "certificate.renewed": "证书已更新", "store.recovered": "存储损坏后找回",
		"outbox.retried": "重送搁置的记录", "outbox.exported": "导出待上传的记录", "outbox.backed-up": "备份存储", "audit.missed": "有决定没有记入审计",
	}, code)
}

func deciderWord(who string) string {
	return word(map[string]string{"citizen": "办事人", "terminal": "终端", "technician": "技术人员", "centre": "中心"}, who)
}

func fieldWord(name string) string {
	return word(map[string]string{
		"reason": "原因", "way": "怎样核验", "role": "代办身份", "agent": "代办人号码", "document": "证件", "number": "证件号码", "assurance": "核验强度", "version": "事项版本",
		"material": "材料", "materials": "材料份数", "order": "订单号", "fen": "金额", "state": "订单状态", "stage": "所在步骤",
		"paper": "纸张", "paper-number": "文书编号", "copy": "第几份", "pages": "页数", "entries": "记录条数", "backup": "备份文件",
		"lost": "读不出的条数", "slips": "凭条数", "why": "损坏情况", "aside": "坏文件", "decisions": "决定条数",
		"command": "指令编号", "verb": "指令", "outcome": "结果", "until": "有效期至", "centre": "中心", "place": "设备", "tests": "测试",
	}, name)
}

// valueWord words what a field of a decision holds.
func valueWord(name, value string) string {
	switch name {
	case "document":
		return documentWord(value)
	case "assurance":
		return assuranceWord(value)
	case "way":
		return wayWord(value)
	case "role":
		return roleWord(value)
	case "verb":
		return verbWord(value)
	case "outcome":
		return outcomeWord(store.Command{Outcome: value})
	case "fen":
		if fen, err := strconv.ParseInt(value, 10, 64); err == nil {
			return fmt.Sprintf("%s 元", catalog.Fen(fen).Yuan())
		}
	case "reason", "state", "paper":
		return reasonWord(value)
	}
	return value
}

// reasonWord words why something was decided. That a service was refused for a condition of the
// terminal is said with the condition.
func reasonWord(code string) string {
	return word(map[string]string{
		"expired": "证件过期", "not-yet-valid": "证件尚未生效", "no-birth": "证件没有完整的出生日期", "code-spent": "手机码过期或无效", "same-card": "刷的是代办人自己的证件", "agent-too-young": "代办人未满十八岁", "declined": "在手机上拒绝", "wrong-document": "证件种类不符", "bad-number": "号码校验不符", "not-mine": "不是本人的证件",
		"unfit": "不符合办理条件", "hours.closed": "不在办理时间", "centre.unreachable": "网络中断",
		"person": "本人结束", "idle": "久无操作", "done": "办完", "restart": "重启时本人已离开",
		"store-full": "本机存满", "store-fails": "本机存储异常", "interrupted": "程序中断", "wanted": "本人要求", "not-started": "上次没有出纸",
		"refused": "不予办理", "material": "材料不齐", "trouble": "设备或系统故障", "wish": "本人要求",
		"unpaid": "未缴", "paid": "已缴", "lapsed": "已过期", "refunded": "已退",
		"jam": "卡纸", "no-paper": "缺纸", "cover-open": "盖子开着", "disconnected": "设备断开", "needs-technician": "设备故障",
		"slip": "凭条", "draft": "草稿凭条", "leaflet": "告知单", "card": "卡", "store.full": "本机存满", "audit.failing": "不能记审计",
		"sync.stale": "太久没有联网", "clock.unsure": "时钟不准", "certificate.ends": "证书快到期", "power.low": "电池快用完",
	}, strings.TrimPrefix(code, "condition."))
}
