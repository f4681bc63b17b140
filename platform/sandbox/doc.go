// Package sandbox stands in for the systems that only a government has: certificates,
// departments, payment, and whoever verifies papers. Its people and firms are those of
// platform/sandbox/city, and fictitious: their numbers pass every check, and name a region
// that is not there.
//
// It behaves as such systems do. What is handed in goes its way with time (matter.go), or is
// decided at once by rules (rules.go); money is paid on a page that plays the payer
// (payer.go); papers are printed with a seal (issue.go); what happened survives a restart
// (state.go). And each system goes down, stalls, fails and lies on command (fault.go),
// which the control page gives (control.go): it is served on an address of its own that no
// terminal reaches.
//
// The file in which it keeps its state holds what applicants filled in, unsealed: that is
// right for people who do not exist, and for nobody else. It is readable by its owner alone.
package sandbox
