package rehearsal

import (
	"fmt"
	"slices"

	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/flow"
)

// online are the stages at which the network makes a difference.
func online(s flow.Stage) bool {
	return slices.Contains([]flow.Stage{flow.Services, flow.Shelves, flow.Review, flow.Submitting, flow.Gather, flow.Materials}, s)
}

// key is what makes a state different from others: to the eye, or to what can come of it.
// What a stage leaves behind and the next one does not look at is left out.
func (w *walk) key(s flow.State) string {
	v := s.Visit
	k := fmt.Sprint(
		s.Stage, s.Asking, s.Waiting, v.At, v.Person.Number != "", v.Item != nil, v.Found != nil, paperCounts(s),
		v.Inquiring, v.Unanswered, v.HandOver, v.Standing != nil && v.Standing.Stage == centre.Denied,
	)
	if !behind(s.Stage) && s.Asking == flow.NoQuestion {
		k += fmt.Sprint(v.Person.Number, w.answered(s), handed(s))
	}
	if proving(s.Stage) {
		k += fmt.Sprint(v.Agent.Role, v.Agent.Awaited())
	}
	if online(s.Stage) {
		k += fmt.Sprint(s.Online)
	}
	switch s.Stage {
	case flow.Form, flow.Refused:
		return k + fmt.Sprint(v.Field, v.Draft, v.Problem, v.Editing, v.Refusal, v.Unfit.In(catalog.Chinese))
	case flow.Identify, flow.Query:
		return k + fmt.Sprint(v.Misread)
	case flow.SignIn:
		return k + fmt.Sprint(v.Invitation != nil, v.SignIn)
	case flow.Firm, flow.FirmCode:
		return k + fmt.Sprint(v.Draft, v.Problem, v.FirmLack, v.Misread)
	case flow.TextTo, flow.TextCode:
		return k + fmt.Sprint(v.Draft, v.Problem, v.SignIn, v.Sent != nil)
	case flow.Confirm:
		return k + fmt.Sprint(v.Way)
	case flow.Review:
		return k + fmt.Sprint(v.Trouble)
	case flow.Guide:
		return k + fmt.Sprint(v.Unprinted)
	case flow.Materials:
		return k + fmt.Sprint(v.Problem, v.Unprinted != flow.NoTrouble)
	case flow.Gather, flow.Scanning, flow.Phone, flow.Promise:
		return k + fmt.Sprint(v.Material, min(len(v.Sheets), 2), v.Working, v.Door != nil, v.Trouble)
	case flow.Sign:
		return k + fmt.Sprint(v.Signature != nil, v.Problem)
	case flow.Pay:
		return k + fmt.Sprint(v.Order != nil, v.Payment)
	case flow.Result:
		return k + fmt.Sprint(v.Standing != nil, v.Finding != nil, v.Paper != nil, min(v.PaperCopies, 2), v.PaperOut, v.Trouble)
	case flow.Submitting, flow.Printing, flow.PaperFault, flow.Done:
		return k + fmt.Sprint(
			v.Trouble, v.Slip != "", v.Official != "", min(v.Prints, 3), min(v.Papers, 2), v.Printed, v.Mended, min(v.Rating, 3), len(v.Reasons) > 0, v.Rated, v.CardTaken, v.CardStuck, s.NoPrinter,
		)
	}
	return k
}

// paperCounts says that there is paper to take, where that makes a difference: at the end of
// a visit, and before a card is laid down, which there is to take as well.
func paperCounts(s flow.State) bool {
	return s.Visit.PaperSeen && (behind(s.Stage) || !s.Visit.Personal())
}

// hand is what time can change of a state, as the hand of a clock.
func hand(s flow.State) any {
	return struct {
		stage   flow.Stage
		asking  flow.Question
		waiting bool
		at      int
		prints  int
		misread flow.Trouble
	}{s.Stage, s.Asking, s.Waiting, s.Visit.At, s.Visit.Prints, s.Visit.Misread}
}

// proving are the stages at which it matters whether somebody acts for another. Behind them nothing
// is asked of who does.
func proving(s flow.Stage) bool {
	return slices.Contains([]flow.Stage{flow.Identify, flow.Confirm, flow.Refused}, s)
}

// behind are the stages at which nothing turns any more on what was filled in.
func behind(s flow.Stage) bool {
	return slices.Contains([]flow.Stage{
		flow.Saving, flow.Deciding, flow.Sheets, flow.Dispensing, flow.Printing, flow.PaperFault, flow.Done, flow.Goodbye, flow.Attract,
	}, s)
}

// handed are the materials that were handed in, and how the last one was, while the list is
// in view: that one came by phone changes nothing for the next. Behind the list it counts
// only whether something is missing.
func handed(s flow.State) string {
	v := s.Visit
	if v.At < 0 || v.At >= len(v.Plan) || v.Plan[v.At] != catalog.StepMaterial {
		return fmt.Sprint(len(s.Lacking()) > 0)
	}
	var all []string
	for _, h := range v.Handed {
		all = append(all, h.Material)
	}
	slices.Sort(all)
	if n := len(v.Handed); n > 0 {
		all = append(all, string(v.Handed[n-1].Way))
	}
	return fmt.Sprint(all, v.Known != nil && len(v.Known.Certificates) > 0)
}

// answered is what was answered to questions that have not fallen away. Where materials are
// handed in, only that counts on which something turns.
func (w *walk) answered(s flow.State) []string {
	v := s.Visit
	if v.Item == nil {
		return nil
	}
	var all []string
	for _, f := range v.Item.Asked(v.Answers) {
		if s.Handing() && (!w.matters(f.Key) || f.Key == catalog.DeliveryField) {
			continue
		}
		if value, answered := v.Answer(f.Key); answered {
			all = append(all, f.Key+"="+value)
		}
	}
	return all
}
