package rehearsal

import (
	"fmt"
	"slices"

	"yitiji/terminal/catalog"
	"yitiji/terminal/flow"
)

// online are the stages at which the network makes a difference.
func online(s flow.Stage) bool {
	return slices.Contains([]flow.Stage{flow.Services, flow.Review, flow.Submitting}, s)
}

// key is what makes a state different from others: to the eye, or to what can come of it.
// What a stage leaves behind and the next one does not look at is left out.
func key(s flow.State) string {
	v := s.Visit
	k := fmt.Sprint(s.Stage, s.Asking, s.Waiting, v.At, v.Person.Number, v.Item != nil, v.Found != nil, v.PaperSeen, answers(v))
	if online(s.Stage) {
		k += fmt.Sprint(s.Online)
	}
	switch s.Stage {
	case flow.Form, flow.Refused:
		return k + fmt.Sprint(v.Field, v.Draft, v.Problem, v.Editing, v.Refusal, v.Unfit.In(catalog.Chinese))
	case flow.Identify, flow.Query:
		return k + fmt.Sprint(v.Misread)
	case flow.Review:
		return k + fmt.Sprint(v.Trouble)
	case flow.Submitting, flow.Printing, flow.PaperFault, flow.Done:
		return k + fmt.Sprint(
			v.Trouble, v.Slip != "", v.Official != "", min(v.Prints, 3), min(v.Papers, 2), v.Printed, v.Mended, v.Rating != 0, s.NoPrinter,
		)
	}
	return k
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

// answers are what was answered to questions that have not fallen away.
func answers(v flow.Visit) []string {
	var all []string
	if v.Item == nil {
		return nil
	}
	for _, f := range v.Item.Asked(v.Answers) {
		if value, answered := v.Answer(f.Key); answered {
			all = append(all, f.Key+"="+value)
		}
	}
	return all
}
