// Package search finds the service item that a person means. They may type words of its name,
// of what people call it, its keywords or its summary, in any language of the catalogue; its
// pinyin, whole, shortened or mixed with characters; traditional characters; a word
// misspelt by one character or letter, or as it sounds in the south; or they may ask in a
// sentence. Nothing leaves the machine.
//
// # How it works
//
// Every name, alias, keyword and summary is a text (text.go) of units (cut.go, fold.go): a Chinese
// character, or a word of letters and digits. Equal texts of several items are one. Texts are
// numbered by a score that no query changes (rank.go): a name counts more than a keyword, an item
// that is used much more than one that is not, a short text more than a long one. So the lists of
// texts in which something occurs (grams.go) begin with the best, and most searches stop after a
// few entries. There are three kinds of lists: by two units, by two syllables as they sound, and
// by three initials.
//
// A query becomes patterns (pattern.go): rows of elements, each a unit, a syllable, the
// beginning of one, or a gap. [Index.Find] tries kinds of patterns from the strictest to the
// loosest, and stops when it has found something: as it was written, by pinyin (letters.go), by sound,
// misspelt (spelling.go), asked in a sentence (sentence.go). What a kind finds is always before
// what a looser one finds; within a kind, the score and the place of the match decide.
package search
