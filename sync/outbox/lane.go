package outbox

import "yitiji/terminal"

// lane is a queue of its own on the way to the centre: see decision 0010. Its name is that of
// its bucket.
type lane string

// The lanes, in the order in which they travel. What one person did is in one lane.
const (
	people  lane = "people"
	records lane = "records"
	devices lane = "devices"
	aside   lane = "aside" // travels when somebody says so
)

func lanes() []lane { return []lane{people, records, devices} }

func laneOf(kind terminal.EntryKind) lane {
	switch kind {
	case terminal.DeviceEvent:
		return devices
	case terminal.Audit, terminal.CommandDone:
		return records
	}
	return people
}
