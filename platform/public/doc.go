// Package public is the pages that phones open: one on which a person hands in a material
// for the terminal in front of them, and one that tells whether a printed paper is real.
//
// They are open to everybody on the network, and built for it: an address holds a random
// token or the number of a paper and nothing personal; there are no cookies; nothing is
// loaded from elsewhere; guessing is slowed down; addresses are not logged. A picture is
// decoded within bounds and written anew, which also takes the place where it was made out
// of it, and sealed to the centre's own key before it touches the database. What was handed
// in is never shown again: a code on a public screen can be photographed by a bystander.
//
// The pages work without scripts; a short one of our own sends a picture as soon as it is
// chosen.
package public
