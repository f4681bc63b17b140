package paper

import "math"

// Sizes of a round seal: 42 mm across, as departments have them.
const (
	sealRadius = 21 * mm
	ringThick  = 1.1 * mm
)

// seal draws a round seal about a point: the department's name along the ring, a star, and
// below it what the seal is for. It lies over what is printed, as ink does.
func (c *canvas) seal(x, y float64, name, use string) {
	c.op("q /Ink gs")
	c.stroke(red)
	c.op("%.2f w", ringThick)
	c.circle(x, y, sealRadius-ringThick/2)
	c.star(x, y, 6.2*mm)
	c.arc(x, y, name)
	s := style{size: 8.2, weight: Bold, colour: red}
	c.centred(x, y-11.5*mm, use, s)
	c.op("Q")
}

// circle draws a circle out of four curves.
func (c *canvas) circle(x, y, r float64) {
	const k = 0.5522847498 // of the curve that comes nearest to a quarter of a circle
	c.op("%.2f %.2f m", x+r, y)
	for quarter := range 4 {
		sin, cos := math.Sincos(float64(quarter) * math.Pi / 2)
		at := func(dx, dy float64) (float64, float64) { return x + r*(dx*cos-dy*sin), y + r*(dx*sin+dy*cos) }
		x1, y1 := at(1, k)
		x2, y2 := at(k, 1)
		x3, y3 := at(0, 1)
		c.op("%.2f %.2f %.2f %.2f %.2f %.2f c", x1, y1, x2, y2, x3, y3)
	}
	c.op("s")
}

// star fills a star of five points.
func (c *canvas) star(x, y, r float64) {
	c.fill(red)
	for i := range 10 {
		reach := r
		if i%2 == 1 {
			reach = r * 0.382 // where the lines of a pentagram meet
		}
		sin, cos := math.Sincos(math.Pi/2 + float64(i)*math.Pi/5)
		verb := "l"
		if i == 0 {
			verb = "m"
		}
		c.op("%.2f %.2f %s", x+reach*cos, y+reach*sin, verb)
	}
	c.op("f")
}

// arc writes a name along the upper part of the ring, each character upright to the centre.
func (c *canvas) arc(x, y float64, name string) {
	chars := []rune(name)
	size := min(14.5, 180/float64(max(len(chars), 1)))
	s := style{size: size, weight: Bold, colour: red}
	base := sealRadius - ringThick - size - 1.4*mm
	step := min(0.46, 4.2/float64(max(len(chars), 1)))
	for i, r := range chars {
		angle := step * (float64(len(chars)-1)/2 - float64(i)) // from the top, to the left
		sin, cos := math.Sincos(angle)
		half := c.width(string(r), s) / 2
		c.turned(x-base*sin-half*cos, y+base*cos-half*sin, angle, string(r), s)
	}
}
