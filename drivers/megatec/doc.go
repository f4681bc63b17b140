// Package megatec asks uninterruptible power supplies (UPS, 不间断电源) that speak
// Megatec's Q1 protocol over a serial line of 2,400 baud, as most small ones do under
// many names.
//
// A question is Q1 and CR; the answer is a line of fixed form:
//
//	(208.4 140.0 208.4 034 59.9 2.05 35.0 00110000
//
// input, last fault and output in volts, load in per cent, input frequency in hertz,
// battery in volts, temperature in degrees Celsius, and eight bits: mains failed,
// battery low, bypass or boost, UPS failed, standby type, test, shutdown active,
// beeper. The source is the protocol paper that Network UPS Tools keep
// (networkupstools.org, megatec.html) and the manual of the Best 510.
//
// # Where the paper is wrong
//
//   - The battery is given per cell by standby types (2.05) and as a whole by on-line
//     types (27.0): it is passed on as it comes.
//   - Some models echo the question before the answer, some answer what they do not
//     know by repeating it. The answer begins with the parenthesis.
//   - Fields that a model does not measure are dashes or 000; a temperature may be
//     missing. They read as zero.
//   - Commands other than questions are not acknowledged.
//
// A site with Network UPS Tools should let upsd have the line; this package is for the
// terminal that has nothing else.
package megatec
