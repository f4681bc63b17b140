package store_test

import (
	"path/filepath"
	"testing"

	"yitiji/platform/store/postgrestest"
)

// Every kind of database passes the same tests.
func TestSQLite(t *testing.T) {
	conform(t, func(t *testing.T) string { return filepath.Join(t.TempDir(), "platform ?.db") })
}

func TestPostgreSQL(t *testing.T) {
	server := postgrestest.Start(t)
	conform(t, func(t *testing.T) string { return server.Database(t) })
}

func conform(t *testing.T, at place) {
	for _, c := range []struct {
		name string
		test func(*testing.T, place)
	}{
		{"CommitAgainAnswersAgain", testCommitAgainAnswersAgain},
		{"OfficialNumbersAreUniqueAndChecked", testOfficialNumbersAreUniqueAndChecked},
		{"AnotherEntryUnderATakenNumberIsRefused", testAnotherEntryUnderATakenNumberIsRefused},
		{"MissingListsTheGaps", testMissingListsTheGaps},
		{"ThroughFollowsWhatIsWhole", testThroughFollowsWhatIsWhole},
		{"AnEntryThatCannotBeStoredFailsAlone", testAnEntryThatCannotBeStoredFailsAlone},
		{"AuditChainIsFollowed", testAuditChainIsFollowed},
		{"Blobs", testBlobs},
		{"NoticesAndCommands", testNoticesAndCommands},
		{"NoticesGivenAtOnceHaveOneOrder", testNoticesGivenAtOnceHaveOneOrder},
		{"WhatWaitsHoldsUpNoOther", testWhatWaitsHoldsUpNoOther},
		{"APageThatComesMakesDue", testAPageThatComesMakesDue},
		{"WatchedByOneAtATime", testWatchedByOneAtATime},
		{"OneTerminal", testOneTerminal},
		{"ABrokenChainIsKeptAndAlarmed", testABrokenChainIsKeptAndAlarmed},
		{"TwoCopiesOfTheCentre", testTwoCopiesOfTheCentre},
		{"CodesWorkOnceAndExpire", testCodesWorkOnceAndExpire},
		{"ANewCodeEndsTheOldOne", testANewCodeEndsTheOldOne},
		{"AddTerminalRefuses", testAddTerminalRefuses},
		{"Sessions", testSessions},
		{"Demand", testDemand},
		{"Doors", testDoors},
		{"WhatSomebodyLeft", testWhatSomebodyLeft},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, at) })
	}
}
