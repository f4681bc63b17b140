// Package filing hands applications over to the departments that decide on them, and learns from
// them what becomes of each.
//
// What the centre has committed is handed over until the department has it: after a failure again,
// with a pause, and over restarts. A department knows an application by its official number, so that
// handing over twice does nothing. One that waits, for its pages or because its department fails,
// holds up no other: it is put off, and those behind it are looked at.
//
// What a department has is watched: it is asked how far it has come, often at first and seldom
// later, and each change is a notice to the terminal, once.
package filing
