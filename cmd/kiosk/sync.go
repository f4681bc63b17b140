//go:build !nosync

package main

// noSync is false in every program that anybody runs; see nosync.go.
const noSync = false
