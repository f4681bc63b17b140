package sandbox

import (
	"fmt"
	"time"

	"yitiji/platform/connect"
	"yitiji/platform/paper"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/identity"
)

// noticeRecord is what is on record of a decision's notice (审批结果通知书).
func noticeRecord(s *Sandbox, m *matter, at time.Time) connect.Record {
	r := connect.Record{
		Name:   both("审批结果通知书", "Notice of decision"),
		Holder: identity.MaskName(m.Application.Applicant.Name), Issuer: offices()[len(offices())-1].Name, Issued: dayOf(at),
	}
	if it, ok := s.item(m.Application.Item); ok {
		r.Issuer = officeOf(it)
	}
	return r
}

// notice prints the notice of a matter that is decided.
func (s *Sandbox) notice(m *matter) (*centre.Paper, error) {
	on := s.state.Papers[m.Paper]
	if on == nil {
		return nil, nil
	}
	name, seal := string(m.Application.Item), "审批专用章"
	result := ""
	if it, ok := s.item(m.Application.Item); ok {
		name, seal, result = it.Name[catalog.Chinese], officeFor(it).Seal, it.Result.Name[catalog.Chinese]
	}
	return s.print(on.Record, paper.Sheet{
		Title: "审批结果通知书", SealFor: seal,
		Facts: []paper.Fact{
			{Label: "申请人", Value: m.Application.Applicant.Name},
			{Label: "证件号码", Value: identity.MaskNumber(m.Application.Applicant.Number)},
			{Label: "申办流水号", Value: m.Official},
			{Label: "凭条编号", Value: string(m.Slip)},
			{Label: "事项", Value: name},
			{Label: "申请日期", Value: m.At.Format("2006年1月2日")},
		},
		Body:  m.verdict(name, result),
		Notes: []string{"对本决定不服的，可以自收到之日起六十日内申请行政复议，或者在六个月内提起行政诉讼。"},
	})
}

// verdict is the decision in words.
func (m *matter) verdict(item, result string) []string {
	who := m.Application.Applicant.Name
	if m.refused() {
		return []string{
			fmt.Sprintf("%s：您申请的“%s”，经审查，不予批准。", who, item),
			"理由：" + m.Note.In(catalog.Chinese),
			"您补齐条件后可以再次申请；有疑问的，请拨打 12345，或到政务服务中心窗口咨询。",
		}
	}
	return []string{
		fmt.Sprintf("%s：您申请的“%s”，经审查，符合规定的条件，准予办理。", who, item),
		fmt.Sprintf("办理结果：%s。", result),
		"办理进度可以凭申办流水号或凭条编号，在任何一台自助终端上查询。",
	}
}

// refused reports whether the answer was no.
func (m *matter) refused() bool {
	for _, e := range m.Events {
		if e.Stage == centre.Denied || e.Stage == centre.NotTaken {
			return true
		}
	}
	return false
}
