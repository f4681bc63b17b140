// Package flow is the visit as a state machine: [Rules.Step] takes a State and
// an Event and gives the next State and the Effects to carry out. It is pure: no
// clock, no I/O, no goroutine. The same events always lead to the same state.
//
// A visit runs
//
//	attract → services → guide → identify → confirm → form → review
//	        → submitting → printing → done (rating) → goodbye → attract
//
// with two side roads: refused (this card cannot apply) and query (what became
// of my slip?). Every step but submitting and printing has a way back and a way
// out. Time reaches the machine only as [Tick]s, so every time-out is a
// comparison of two times in the State.
//
// Whatever is personal lies in State.Visit, and only there: the end of a visit
// replaces it by an empty one.
package flow
