// Package meter counts what devices do over their life, and tells when a roll of
// paper will end.
//
// # Counting
//
// A [Book] holds a counter for everything that a slot counts (cards read, slips,
// cuts, millimetres of paper, errors, losses) and keeps them in one small file, so
// that they survive restarts. The file is replaced whole and forced to the disk, a
// few seconds after a change at the latest: a power cut costs the counts of those
// seconds, never the file. A file that cannot be read is set aside, and counting
// begins anew; a terminal does not stop serving because of its statistics.
//
// # The end of a roll
//
// A printer tells that its paper is near the end, and that it has ended; how much
// there is in between nobody tells. So the book measures: the length of every slip
// since the roll was put in, against the length of a roll; and how much paper the
// terminal used in each hour of the last weeks, because a hall is busy on Monday
// morning and closed at night. Both together say when the paper ends.
//
// A roll counts as new when paper is there after there was none. The first report of
// near end corrects the measure: sensors are set to a length that the configuration
// knows.
package meter
