// Package drivertest holds one conformance suite for each contract of package
// drivers. A driver, a slot and a simulator at the end of a real line all pass the
// same one, in a few lines:
//
//	func TestConforms(t *testing.T) {
//		drivertest.CardReader(t, func(t *testing.T) drivertest.CardReaderRig {
//			…
//			return drivertest.CardReaderRig{Reader: reader, Want: card, Present: …, Lift: …}
//		})
//	}
//
// A rig is the device under test and the hands around it. A check whose hands are
// lacking is not run, and named in the test's log: a recording, say, cannot be unplugged.
//
// Each suite can fail: for each there is a Failing function that gives the names of
// the checks that a rig does not pass, and a test that feeds it a device that is
// wrong in one way.
package drivertest
