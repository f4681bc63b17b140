package socialcard

// ReadChip is read, for tests.
var ReadChip = read
