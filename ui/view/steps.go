package view

import (
	"slices"

	"yitiji/terminal/catalog"
	"yitiji/terminal/flow"
	"yitiji/terminal/words"
)

// counted are the steps of a visit that a person counts. What comes before them and
// behind them belongs to the nearest one.
func counted() []catalog.Step {
	return []catalog.Step{
		catalog.StepConsent, catalog.StepIdentify, catalog.StepSituation, catalog.StepForm, catalog.StepMaterial,
		catalog.StepDeliver, catalog.StepReview, catalog.StepSign, catalog.StepPay, catalog.StepSubmit, catalog.StepQuery,
	}
}

// steps says how far the visit has come.
func (d *draft) steps() {
	v := d.s.Visit
	if len(v.Plan) == 0 || v.Item == nil || v.Item.Version == 0 || !underWay(d.s.Stage) || v.HandOver != catalog.NoHandOver {
		return
	}
	for i, s := range v.Plan {
		if !slices.Contains(counted(), s) {
			continue
		}
		if d.out.Steps++; i <= v.At {
			d.out.Step = d.out.Steps
		}
	}
	if d.out.Steps == 0 { // a slip for a draft is all that is left
		return
	}
	d.out.Step = max(1, d.out.Step)
	d.out.StepSay = d.say("status.step", words.With{"Step": d.out.Step, "Steps": d.out.Steps})
}

// underWay says that a stage belongs to the plan of an item.
func underWay(s flow.Stage) bool {
	return !slices.Contains([]flow.Stage{
		flow.Attract, flow.Services, flow.Shelves, flow.Find, flow.Goodbye, flow.Query, flow.Progress,
		flow.Mine, flow.Saving, flow.Resuming,
	}, s)
}
