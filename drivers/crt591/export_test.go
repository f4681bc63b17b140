package crt591

// What tests look into.
var (
	Frame = frame
	Next  = next
	Parse = parse
)
