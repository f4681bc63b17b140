// Package uplink carries the outbox up to the centre and brings the centre's
// answers down.
//
// One goroutine, [Uplink.Run], sends the oldest entries in batches and deletes
// them only when the centre's signed acknowledgement of exactly them has been
// verified. It never gives up: after a failure it waits a little longer each
// time, with jitter, and at most maxPause. When there is nothing to send it says
// hello every few seconds, so that what the screen shows of the network is true.
// A centre that is busy gives it a turn: that is no failure, and it goes on
// saying hello while it waits.
//
// Sending again is always safe: the centre stores an entry once, however often
// it arrives.
package uplink
