package console

import (
	"context"
	"net/http"
	"time"

	"yitiji/platform/store"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
)

// What the page of applications asks departments for: how many matters, and how long in
// all. A department that does not answer holds up no administrator.
const (
	stagesAtOnce = 40
	stagesWithin = 2 * time.Second
)

// applicationRow is an application with how far its department has come.
type applicationRow struct {
	store.Line
	Stage centre.Stage // empty where nobody said
	Due   catalog.Day
}

// applicationsView is the list, and whether departments answered.
type applicationsView struct {
	Rows    []applicationRow
	Limit   int
	Away    bool
	Sandbox string
}

func (c *console) applications(w http.ResponseWriter, r *http.Request) {
	lines, err := c.store.Lines(r.Context(), store.Filter{Kind: "application"}, stagesAtOnce)
	if err != nil {
		c.fail(w, err)
		return
	}
	view := applicationsView{Limit: stagesAtOnce, Sandbox: c.options.Sandbox}
	within, cancel := context.WithTimeout(r.Context(), stagesWithin)
	defer cancel()
	for _, line := range lines {
		row := applicationRow{Line: line}
		if !view.Away {
			view.Away = !c.ask(within, &row)
		}
		view.Rows = append(view.Rows, row)
	}
	c.show(w, http.StatusOK, "applications", page{Title: "办件", Here: "applications", Data: view})
}

// ask asks the department how far a matter has come, and reports whether it answered. One
// that it has not got yet is received.
func (c *console) ask(ctx context.Context, row *applicationRow) bool {
	if c.options.Department == nil || row.Official == "" {
		return true
	}
	standing, err := c.options.Department.Standing(ctx, row.Official)
	if err != nil || standing == nil || (!standing.Unknown && standing.Official != row.Official) {
		return false
	}
	row.Stage, row.Due = standing.Stage, standing.Due
	if standing.Unknown {
		row.Stage = centre.Received
	}
	return true
}

// uses lists what terminals asked for, for whom and why.
func (c *console) uses(w http.ResponseWriter, r *http.Request) {
	uses, err := c.store.Uses(r.Context(), linesAtOnce)
	if err != nil {
		c.fail(w, err)
		return
	}
	c.show(w, http.StatusOK, "uses", page{Title: "调取记录", Here: "uses", Data: uses})
}

// item is what an item is called; its code where the catalogue does not know it.
func (c *console) item(code string) string {
	if code == "" {
		return "—"
	}
	if c.options.Catalog != nil {
		if it, ok := c.options.Catalog.Item(catalog.ItemCode(code)); ok {
			return it.Name.In(catalog.Chinese)
		}
	}
	return code
}

func questionWord(kind string) string {
	return word(map[string]string{
		string(centre.AsksMaterials): "有哪些证照、交过什么", string(centre.AsksLookup): "查询、出证明", string(centre.AsksBill): "要缴多少",
		string(centre.AsksGiveUp): "关掉订单", string(centre.AsksUpload): "开手机上传", string(centre.AsksTrack): "办到哪一步",
		string(centre.AsksMatters): "我的", string(centre.AsksProfile): "填过什么", string(centre.AsksSlots): "可约时间", string(centre.AsksSave): "存草稿", string(centre.AsksResume): "取草稿",
		string(centre.AsksSignIn): "开扫码登录", string(centre.AsksSignedIn): "手机确认登录", string(centre.AsksPresent): "手机身份码是谁的", string(centre.AsksSendCode): "发短信验证码", string(centre.AsksTypeCode): "核对短信验证码", string(centre.AsksRepresent): "能代表哪家单位",
	}, kind)
}

func purposeWord(purpose string) string {
	return word(map[string]string{
		string(centre.ForApplying): "办事", string(centre.ForShowing): "给本人看、打印", string(centre.ForPaying): "缴费",
		string(centre.ForTracking): "查进度", string(centre.ForTheirOwn): "看自己的", string(centre.ForResuming): "接着办", string(centre.ForProving): "核验身份",
	}, purpose)
}

func stageWord(stage centre.Stage) string {
	return word(map[string]string{
		string(centre.Received): "已收件", string(centre.Correcting): "补正", string(centre.Accepted): "已受理", string(centre.NotTaken): "不予受理",
		string(centre.Handling): "办理中", string(centre.Granted): "准予", string(centre.Denied): "不予批准", string(centre.Withdrawn): "已撤回",
		string(centre.Ready): "待领取", string(centre.Sent): "寄送中", string(centre.Handed): "已领取",
	}, string(stage))
}

// stageTone is how a stage looks: done, refused, or under way.
func stageTone(stage centre.Stage) string {
	switch stage {
	case centre.Denied, centre.NotTaken, centre.Withdrawn:
		return "bad"
	case centre.Granted, centre.Ready, centre.Sent, centre.Handed:
		return "ok"
	}
	return "wait"
}
