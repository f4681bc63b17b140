package escpos

// sound is what a byte from the printer means, or the message that it ends.
type sound int

const (
	nothing  sound = iota // more of the message is to come, or the byte means nothing
	realTime              // the answer to DLE EOT
	queued                // the answer to GS r
	status                // an automatic status (ASB)
	cleared               // the buffer was cleared
	garbage               // no printer says this
)

// ear cuts what a printer says into messages. All but two kinds are one byte long,
// and each byte shows by its fixed bits what it can be:
//
//	0xx1xx10            answer to DLE EOT
//	0000ddee            answer to GS r 1: two bits for near end, two for end, each pair alike
//	0xx1xx00 + 3×0xx0xxxx  automatic status
//	37 25 00            the buffer was cleared
//	11, 13              XON and XOFF, where nobody took them out
//
// The later bytes of an automatic status look like answers to GS r, so they are told
// apart by counting, not by time: a program that the system held up for a moment sees
// pauses that were none, and a wrong guess would call a slip printed that is not.
type ear struct {
	held    []byte // of a message of several bytes
	message [4]byte
	litter  int // how often garbage came
}

// hear takes the next byte.
func (e *ear) hear(b byte) sound {
	if len(e.held) > 0 && !e.continued(b) {
		e.drop()
	}
	if e.held = append(e.held, b); !e.whole() {
		return nothing
	}
	heard := meaning(e.held)
	copy(e.message[:], e.held)
	e.held = e.held[:0]
	if heard == garbage {
		e.litter++
	}
	return heard
}

// drop gives up a message whose rest did not come.
func (e *ear) drop() {
	if len(e.held) > 0 {
		e.held, e.litter = e.held[:0], e.litter+1
	}
}

// continued says whether b can be the next byte of what is held.
func (e *ear) continued(b byte) bool {
	if e.held[0] == clearedAnswer[0] {
		return b == clearedAnswer[len(e.held)]
	}
	return b&0x90 == 0x00
}

func (e *ear) whole() bool {
	switch {
	case e.held[0] == clearedAnswer[0]:
		return len(e.held) == len(clearedAnswer)
	case isStatus(e.held[0]):
		return len(e.held) == 4
	}
	return true
}

func meaning(message []byte) sound {
	switch b := message[0]; {
	case len(message) == 4:
		return status
	case len(message) == len(clearedAnswer):
		return cleared
	case isRealTime(b):
		return realTime
	case isQueued(b):
		return queued
	case b == 0x11 || b == 0x13:
		return nothing
	}
	return garbage
}

// isRealTime says whether b can be an answer to DLE EOT: bits 1 and 4 are set, bits
// 0 and 7 are not.
func isRealTime(b byte) bool { return b&0x93 == 0x12 }

// isStatus says whether b can begin an automatic status: bit 4 is set, bits 0, 1 and
// 7 are not.
func isStatus(b byte) bool { return b&0x93 == 0x10 }

// isQueued says whether b can be an answer to GS r 1.
func isQueued(b byte) bool { return b == 0x00 || b == 0x03 || b == 0x0C || b == 0x0F }
