// Package wire is what the terminal and its camera worker (cmd/vision) say to each
// other, over the worker's standard input and output.
//
// # A message
//
//	bytes   what
//	4       length of the head, big-endian, 1 to MostHead
//	4       length of the picture, big-endian, 0 to MostPicture
//	…       the head: one JSON object, a Request or an Answer
//	…       the picture: a JPEG, or nothing
//
// Both lengths are checked before anything is allocated, and every field of a head
// before it is believed; a key that is not known is an error. After an error a stream
// cannot be used any more: whoever reads one closes it, and the terminal ends the worker.
//
// # The talk
//
// The terminal sends requests, each with a number of its own; the worker answers each
// once with the same number, in whatever order it is done. Previews and conditions are
// answered while a look is under way; looks and comparisons are done one after the other.
//
//	verb       request           answer
//	condition                    Condition: the camera, the models
//	look       Code, Live        Look
//	compare    picture           Look, and Score where it has no flaws
//	preview    Not               Frame, and its picture
//
// Instead of any of these an Answer may hold a Failure. The worker ends when its standard
// input does. It says nothing unasked.
//
// Nothing here tells how faces are judged the same or alive: a worker measures, the
// verdicts are the terminal's. Templates of faces are never sent.
package wire
