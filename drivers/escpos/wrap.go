package escpos

import "strings"

// noStart are the marks that must not begin a row (避头点).
const noStart = "，。、；：？！）》〉」』】〕”’…,.;:?!)]}%"

// wrap breaks s into rows of at most limit columns. Western words and numbers stay
// whole where they fit on a row; Chinese breaks anywhere, except that a closing
// mark is not left to begin the next row. wrap always gives at least one row.
func wrap(s string, limit int) []string {
	var rows []string
	row, used := "", 0
	for _, w := range words(s) {
		n := columns(w)
		if used+n > limit && used > 0 {
			rows, row = push(rows, row, w)
			used = columns(row)
		}
		for n > limit { // a word longer than a row is broken
			head := fit(w, limit-used)
			if head == "" && used == 0 {
				head = firstRune(w)
			}
			rows, row, used = append(rows, row+head), "", 0
			w = w[len(head):]
			n = columns(w)
		}
		if used == 0 && len(rows) > 0 {
			w = strings.TrimLeft(w, " ")
		}
		row += w
		used += columns(w)
	}
	return append(rows, strings.TrimRight(row, " "))
}

// push ends row before next. When next is a mark that must not begin a row, the
// last word of row goes with it.
func push(rows []string, row, next string) ([]string, string) {
	carry := ""
	if strings.ContainsAny(next, noStart) && strings.IndexAny(next, noStart) == 0 {
		last := words(row)
		if len(last) > 1 {
			carry = last[len(last)-1]
		}
	}
	row = strings.TrimSuffix(row, carry)
	return append(rows, strings.TrimRight(row, " ")), carry
}

// words splits s where a row may end: runs of narrow characters other than spaces
// stay together, everything else stands alone.
func words(s string) []string {
	var out []string
	joined := false
	for _, r := range s {
		narrow := columnsOf(r) < 2 && r != ' '
		if narrow && joined {
			out[len(out)-1] += string(r)
		} else {
			out = append(out, string(r))
		}
		joined = narrow
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
