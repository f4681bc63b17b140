package megatec

// Parse is parse, for tests.
var Parse = parse
