package health

// What is wrong with a device that not every terminal has, as far as it closes a service.
const (
	Absent   = "absent"    // the terminal has none, or it is not plugged in
	Faulty   = "faulty"    // a technician must come
	NotReady = "not-ready" // out of paper, open, jammed, empty
)

// Places are those of the devices that not every terminal has, as configurations name
// them.
func Places() []string { return []string{"document", "paper", "socialcard", "travel", "dispenser"} }

// At is the condition of a device in one of the Places.
func At(place, what string) Code { return Code(place + "." + what) }

// optional are the conditions of these devices. That one is missing is nobody's news: the
// tile of a service that needs it says so.
func optional() []Kind {
	var out []Kind
	for _, place := range Places() {
		out = append(out,
			Kind{At(place, Absent), Notice, "", blip},
			Kind{At(place, Faulty), Notice, At(place, Absent), blip},
			Kind{At(place, NotReady), Notice, At(place, Absent), blip},
		)
	}
	return out
}
