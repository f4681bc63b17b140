package ipp

import (
	"fmt"
	"slices"
	"strings"
)

// States of a job (RFC 8011, section 5.3.7). There are no others.
const (
	jobPending    = 3
	jobProcessing = 5
	jobStopped    = 6
	jobCancelled  = 7
	jobAborted    = 8
	jobCompleted  = 9
)

// jobView is what a printer said of a job.
type jobView struct {
	id      int
	state   int
	reasons []string
	sheets  int // -1 where the printer does not count them
	sides   int // impressions, likewise
}

func jobNames() []string {
	return []string{"job-id", "job-state", "job-state-reasons", "job-impressions-completed", "job-media-sheets-completed"}
}

// jobOf understands the attributes of a job; without a number, or a state that there is,
// it is none.
func jobOf(g group) (jobView, error) {
	id, ok := g.integer("job-id")
	state, ok2 := g.integer("job-state")
	if !ok || !ok2 || state < jobPending || state > jobCompleted {
		return jobView{}, fmt.Errorf("%w: job without number or state", errAnswer)
	}
	v := jobView{id: id, state: state, sheets: count(g, "job-media-sheets-completed"), sides: count(g, "job-impressions-completed")}
	for _, s := range g.texts("job-state-reasons") {
		v.reasons = append(v.reasons, keyword(s))
	}
	return v, nil
}

// count gives a counter, or -1 where the printer has none.
func count(g group, name string) int {
	if n, ok := g.integer(name); ok {
		return max(n, -1)
	}
	return -1
}

// ended says that nothing more will come of the job.
func (v jobView) ended() bool { return v.state >= jobCancelled }

// has says that the printer gives a reason for the job's state.
func (v jobView) has(reason string) bool { return slices.Contains(v.reasons, reason) }

// counts says that the printer counts what it prints of the job.
func (v jobView) counts() bool { return v.sheets >= 0 || v.sides >= 0 }

// paper says that something of the job came out.
func (v jobView) paper() bool { return v.sheets > 0 || v.sides > 0 }

// sheetsOut is how many sheets came out, as far as they are counted.
func (v jobView) sheetsOut(twoSided bool) int {
	if v.sheets > 0 || v.sides <= 0 {
		return max(v.sheets, 0)
	}
	if twoSided {
		return (v.sides + 1) / 2
	}
	return v.sides
}

// String is the view for the technician.
func (v jobView) String() string {
	return fmt.Sprintf("job-state=%d %s", v.state, strings.Join(v.reasons, " "))
}
