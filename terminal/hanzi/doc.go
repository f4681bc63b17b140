// Package hanzi is what Chinese characters are: how they are read, which traditional and
// which simplified form they have, and which of them a person means who types pinyin. It
// states facts and holds no policy: what to do with a reading is for who asks.
//
//   - [Readings] and [Read] give the syllables of a character and of a text, without tones,
//     ü written as v; [Pinyin] and [Initials] write them out. Phrases count: the same
//     character is hang in 银行 and xing in 行人.
//   - [Traditional] and [Simplified] give a text in the other form, as it is written in Hong
//     Kong. Phrases count here too: 头发 is 頭髮, and 发展 is 發展.
//   - [Candidates] is a pinyin input method: what the letters typed so far may mean.
//
// Everything here may be called from several goroutines, and takes any string: what is not
// Chinese passes through, or has no reading.
//
// # The data
//
// hanzi.bin is made by generate.mjs from npm packages (`make generate`) and is used where it
// lies in the program: nothing is unpacked, and nothing but a table of its parts is on the
// heap. It is derived from pinyin-pro (MIT), pinyin (MIT), @pinyin-pro/data (ISC, which says
// what the two-clause BSD licence says; its frequencies come from jieba, MIT) and opencc-js
// (MIT) with the dictionaries of OpenCC (Apache-2.0), and from words.txt, which is our own.
package hanzi
