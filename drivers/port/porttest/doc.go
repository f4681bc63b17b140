// Package porttest holds ports for tests: [Pipe] joins two ports in memory,
// [Recorder] writes down what passes between a driver and a device, and
// [Playback] stands in for that device afterwards.
//
// None of them opens a file, so they work inside a testing/synctest bubble.
package porttest
