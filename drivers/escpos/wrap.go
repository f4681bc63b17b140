package escpos

import "strings"

// noStart are the marks that must not begin a row (避头点).
const noStart = "，。、；：？！）》〉」』】〕”’…,.;:?!)]}%"

// joints are the marks behind which a word is broken that is longer than a row: those
// of numbers, double names and addresses on the net.
const joints = "-/.?&=@_"

// balanced is wrap with rows that are about equally long, as text in the middle wants.
func balanced(s string, limit int) []string {
	rows := wrap(s, limit)
	for len(rows) > 1 && limit > 2 {
		limit--
		narrower := wrap(s, limit)
		if len(narrower) > len(rows) {
			break
		}
		rows = narrower
	}
	return rows
}

// wrap breaks s into rows of at most limit columns. Western words and numbers stay
// whole where they fit on a row; Chinese breaks anywhere, except that a closing
// mark is not left to begin the next row. wrap always gives at least one row.
func wrap(s string, limit int) []string {
	w := wrapper{limit: limit}
	for _, word := range words(s) {
		if w.used > 0 && len(fit(word, limit-w.used)) < len(word) {
			w.breakBefore(word)
		}
		for len(fit(word, limit)) < len(word) {
			word = word[w.fill(word):]
		}
		w.put(word)
	}
	if w.row != "" || len(w.rows) == 0 {
		w.breakBefore("")
	}
	return w.rows
}

// wrapper is the rows so far and the one that is being filled.
type wrapper struct {
	limit int
	rows  []string
	row   string
	used  int // columns of row
}

// put adds a word that fits. A row does not begin with the space between two words.
func (w *wrapper) put(word string) {
	if w.used == 0 && len(w.rows) > 0 && word == " " {
		return
	}
	w.row += word
	w.used += columns(word)
}

// fill adds as much as fits of a word that is longer than a row, at least one
// character, and ends the row. It returns how many bytes it took.
func (w *wrapper) fill(word string) int {
	head := fit(word, w.limit-w.used)
	if head == "" {
		head = firstRune(word)
	}
	if joint := strings.LastIndexAny(head, joints) + 1; columns(head[:joint]) > w.limit/3 {
		head = head[:joint]
	}
	w.row += head
	w.breakBefore("")
	return len(head)
}

// breakBefore ends the row. When next is a mark that must not begin a row, the last
// word of this one goes with it.
func (w *wrapper) breakBefore(next string) {
	carry := ""
	if last := words(w.row); startsWithMark(next) && len(last) > 1 && columns(last[len(last)-1]+next) <= w.limit {
		carry = last[len(last)-1]
	}
	row := strings.TrimSuffix(w.row, carry)
	w.rows = append(w.rows, strings.TrimRight(row, " "))
	w.row, w.used = carry, columns(carry)
}

// startsWithMark says whether s begins with a mark that must not begin a row.
func startsWithMark(s string) bool {
	for _, r := range s {
		return strings.ContainsRune(noStart, r)
	}
	return false
}

// words splits s where a row may end: runs of narrow characters other than spaces
// stay together, everything else stands alone.
func words(s string) []string {
	var out []string
	start, joined := 0, false
	for i, r := range s {
		narrow := columnsOf(r) < 2 && r != ' '
		if i > 0 && !(narrow && joined) {
			out = append(out, s[start:i])
			start = i
		}
		joined = narrow
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}

// fit is the longest beginning of s that fits into limit columns.
func fit(s string, limit int) string {
	for i, r := range s {
		if limit -= columnsOf(r); limit < 0 {
			return s[:i]
		}
	}
	return s
}

func firstRune(s string) string {
	for i := range s {
		if i > 0 {
			return s[:i]
		}
	}
	return s
}

// pad fills s with spaces up to n columns.
func pad(s string, n int) string {
	return s + strings.Repeat(" ", max(0, n-columns(s)))
}
