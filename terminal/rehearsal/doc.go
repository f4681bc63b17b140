// Package rehearsal walks every way through a service item before a citizen does: every
// touch that the screens offer, every answer that changes something, every device that
// fails, every wait that runs out. What it meets is looked at; where somebody would be
// stuck, or something personal would stay behind, the item is not fit to be published.
//
// It knows nothing of screens: the caller says what can be touched in a State, and looks
// at each one. A walk is exhaustive within its means: of choices on which nothing turns
// only one option is taken, of what is typed one right value and one wrong.
package rehearsal
