package flow

import (
	"yitiji/terminal/catalog"
	"yitiji/terminal/health"
)

// Closed tells why an item cannot be finished here and now, before the first
// touch; the empty Code means that it can.
func (s State) Closed(it *catalog.Item) health.Code {
	for _, c := range []health.Code{
		health.PowerLow, health.StoreFull, health.ReaderAbsent, health.ReaderFaulty,
	} {
		if s.Has(c) {
			return c
		}
	}
	if it.Offline == catalog.OfflineNone && !s.Online {
		return health.CentreUnreachable
	}
	return ""
}
