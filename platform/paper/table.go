package paper

// Table is rows under a head.
type Table struct {
	Head []string
	Rows [][]string
}

// Sizes of a table.
const (
	rowHigh = 7.2 * mm
	cellPad = 2 * mm
)

var (
	headStyle = style{9.5, Bold, ink}
	cellStyle = style{9.5, Regular, ink}
)

// table draws the table over as many pages as it takes, with its head on each.
func (j *job) table() {
	if len(j.Table.Head) == 0 {
		return
	}
	widths := j.columns()
	j.room(3*rowHigh, bottom)
	j.row(j.Table.Head, widths, headStyle)
	for _, cells := range j.Table.Rows {
		if j.y-rowHigh < bottom {
			j.turn()
			j.row(j.Table.Head, widths, headStyle)
		}
		j.row(cells, widths, cellStyle)
	}
	j.y -= 6 * mm
}

// columns shares the width out by what the cells need.
func (j *job) columns() []float64 {
	c, total := j.page(), 0.0
	widths := make([]float64, len(j.Table.Head))
	for i, head := range j.Table.Head {
		widths[i] = c.width(head, headStyle)
	}
	for _, row := range j.Table.Rows {
		for i := range min(len(row), len(widths)) {
			widths[i] = max(widths[i], c.width(row[i], cellStyle))
		}
	}
	for i := range widths {
		widths[i] += 2 * cellPad
		total += widths[i]
	}
	for i := range widths {
		widths[i] *= (right - left) / total
	}
	return widths
}

// row draws one row, each cell on one line: what does not fit is set smaller.
func (j *job) row(cells []string, widths []float64, s style) {
	c, x := j.page(), float64(left)
	if s.weight == Bold {
		c.box(left, j.y-rowHigh, right-left, rowHigh, faint)
	}
	for i := range min(len(cells), len(widths)) {
		fit := s
		for c.width(cells[i], fit) > widths[i]-cellPad && fit.size > 5 {
			fit.size -= 0.5
		}
		c.text(x+cellPad, j.y-rowHigh+2.5*mm, cells[i], fit)
		c.line(x, j.y, x, j.y-rowHigh, 0.4, quiet)
		x += widths[i]
	}
	c.line(right, j.y, right, j.y-rowHigh, 0.4, quiet)
	c.line(left, j.y, right, j.y, 0.4, quiet)
	c.line(left, j.y-rowHigh, right, j.y-rowHigh, 0.4, quiet)
	j.y -= rowHigh
}
