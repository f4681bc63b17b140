//go:build nosync

package main

// noSync leaves out every fsync of the outbox. Only the negative control of the
// power-cut test is built with it, to prove that the test would find a loss.
const noSync = true
