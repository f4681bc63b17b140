// Package socialcard reads the open files of social-security cards (社会保障卡) in any
// smart card slot: who issued the card, and who holds it. Neither needs a PIN or a key;
// everything else on the card does, and is left alone.
//
// The application is selected by its name, "sx1.sh." and 社会保障 in GBK. EF05 tells of
// the card, EF06 of its holder. A record is read by its tag (00 B2 tag 00 Le, with Le two
// more than the content), and comes as tag, length and value; text is GBK, numbers are
// ASCII, dates and codes BCD. The source is LD/T 32 and 人社信息函〔2012〕37号 as
// published programs show it; no card of the third generation was seen, which are said to
// hold the same two files.
//
// # Where cards differ from the paper
//
//   - Some answer 61xx to a command and want to be asked for the answer (00 C0), some
//     6Cxx and want the command again with that length.
//   - Some answer the value alone, without tag and length.
//   - A record that a card does not have is 6A83 or 6A82: its field stays empty. A card
//     without a number is no social-security card.
package socialcard
