package words

import "yitiji/terminal/catalog"

// Raw is the file of one language.
func Raw(lang catalog.Lang) ([]byte, error) { return files.ReadFile(string(lang) + ".yaml") }
