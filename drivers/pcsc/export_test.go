package pcsc

// ParseReaders is parseReaders, for tests.
var ParseReaders = parseReaders
