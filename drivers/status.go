package drivers

// State is what a device says of itself, in the words of XFS4IoT's
// Common.StatusProperties.
type State string

// The states of a device.
const (
	Online        State = "online"        // ready, or working
	Offline       State = "offline"       // there, and not ready until a person helps
	PowerOff      State = "powerOff"      // there, and switched off
	NoDevice      State = "noDevice"      // nothing is plugged in
	HardwareError State = "hardwareError" // broken until a technician comes
	UserError     State = "userError"     // held up by the person at the terminal
	DeviceBusy    State = "busy"          // working on something else, or another program has its line
	Starting      State = "starting"      // opened, not yet ready
	Unknown       State = "unknown"       // it answers nothing: not a fault, just silence
)

// Status is a device's condition at one moment.
type Status struct {
	State  State
	Kinds  []Kind  // what a person should do something about, worst first; empty when nothing
	Causes []Cause // why, for the technician; empty where Kinds say enough
	Note   string  // for the technician: model, firmware, raw status bytes; never personal
}

// Has reports whether k is among what a person should do something about.
func (s Status) Has(k Kind) bool {
	for _, x := range s.Kinds {
		if x == k {
			return true
		}
	}
	return false
}
