// Package centre is what a terminal asks the centre while a person waits in front of it,
// and what the centre answers: the words of that conversation, and nothing that carries
// them. What need not be answered at once goes another way, as an entry of the journal.
//
// The list of questions is closed. Each goes with its [Use]: what for, and for which item.
// The centre writes the use down before it looks, so that whoever was looked up can be told
// by which terminal, when and why. Everything here is personal.
package centre
