package paper

import (
	"image"
	"math"
	"slices"

	"golang.org/x/image/draw"
	"golang.org/x/image/math/f64"

	"yitiji/drivers"
)

// How a skew is found.
const (
	// lookWide is the width of the reduced picture: a line of print is then some
	// ten pixels high, and the search takes a few hundredths of a second.
	lookWide = 800
	// MostSkew is the greatest skew that is put right, in degrees. A paper that
	// lies more askew was laid so.
	MostSkew = 5.0
	// LeastSkew is the least: nobody sees less, and every turn costs sharpness.
	LeastSkew = 0.3
	// coarse and fine are the steps of the search, in degrees, and widest is how far
	// it goes: a paper that lies across has its own peak far out, and must not be
	// taken for one that lies askew.
	coarse, fine, widest = 0.5, 0.1, 30.0
	// leastInk is how many dark pixels a page needs, and leastPeak by how much the
	// best angle must stand out from the usual one. Text stands out more than
	// tenfold; a picture without lines, hardly twofold.
	leastInk  = 400
	leastPeak = 4
	// darker is by how much ink is darker than the paper around it.
	darker = 40
)

// Skew says by how many degrees clockwise the lines of a page are turned, and
// whether that is certain. A page without lines has no certain skew.
//
// It is the method of projection profiles (W. Postl, ICPR 1986): seen along its lines
// a text is a row of sharp steps, and from any other side a blur.
func Skew(img image.Image) (degrees float64, certain bool) {
	ink := inkOf(reduce(img))
	if len(ink) < leastInk {
		return 0, false
	}
	var scores []float64
	best, most := 0.0, 0.0
	try := func(angle float64) float64 {
		score := sharpness(ink, angle)
		if score > most {
			best, most = angle, score
		}
		return score
	}
	for a := -widest; a <= widest; a += coarse {
		scores = append(scores, try(a))
	}
	for a, end := best-coarse, best+coarse; a <= end; a += fine {
		try(a)
	}
	return best, math.Abs(best) <= MostSkew && most > leastPeak*median(scores)
}

// reduce makes a small grey picture.
func reduce(img image.Image) *image.Gray {
	size := img.Bounds().Size()
	wide := min(lookWide, size.X)
	small := image.NewRGBA(image.Rect(0, 0, wide, max(1, size.Y*wide/size.X)))
	draw.ApproxBiLinear.Scale(small, small.Rect, img, img.Bounds(), draw.Src, nil)
	grey := image.NewGray(small.Rect)
	draw.Draw(grey, grey.Rect, small, image.Point{}, draw.Src)
	return grey
}

// inkOf lists the pixels that are darker than the paper to the left of them and
// above. The edge of a shadow, or of the paper on the lid, is no such thing.
func inkOf(img *image.Gray) []image.Point {
	const back = lookWide / 100
	var ink []image.Point
	size := img.Rect.Size()
	for y := back; y < size.Y-back; y++ {
		for x := back; x < size.X-back; x++ {
			here := int(img.Pix[y*img.Stride+x]) + darker
			if here < int(img.Pix[(y-back)*img.Stride+x]) || here < int(img.Pix[y*img.Stride+x-back]) {
				ink = append(ink, image.Pt(x, y))
			}
		}
	}
	return ink
}

// sharpness is the sum of the squared steps between the rows of a text that is seen
// at an angle.
func sharpness(ink []image.Point, degrees float64) float64 {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	rows := make([]float64, 8192) // a reduced page is never that long
	for _, p := range ink {
		at := float64(p.Y)*cos - float64(p.X)*sin + 1024
		// A pixel is shared by the rows that it touches: else whole pixels would
		// favour the angle 0.
		if row := int(at); row >= 0 && row+1 < len(rows) {
			part := at - float64(row)
			rows[row] += 1 - part
			rows[row+1] += part
		}
	}
	var sum float64
	for i := 4; i < len(rows); i++ {
		step := rows[i] - rows[i-4] + rows[i-1] - rows[i-3]
		sum += step * step
	}
	return sum
}

func median(v []float64) float64 {
	sorted := slices.Sorted(slices.Values(v))
	return sorted[len(sorted)/2]
}

// Deskew turns a page so that its lines are level. A page whose skew is not certain,
// or too small to be seen, comes back as it is, byte for byte.
func Deskew(p drivers.Page) (drivers.Page, error) {
	img, err := Decode(p)
	if err != nil {
		return drivers.Page{}, err
	}
	degrees, certain := Skew(img)
	if !certain || math.Abs(degrees) < LeastSkew {
		return p, nil
	}
	return Encode(turn(img, -degrees), p.Resolution, Quality)
}

// turn turns a picture clockwise about its middle. What comes into view is white.
func turn(img image.Image, degrees float64) image.Image {
	size := img.Bounds().Size()
	out := image.NewRGBA(image.Rectangle{Max: size})
	draw.Draw(out, out.Rect, image.White, image.Point{}, draw.Src)
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	cx, cy := float64(size.X)/2, float64(size.Y)/2
	draw.BiLinear.Transform(out, f64.Aff3{
		cos, -sin, cx - cx*cos + cy*sin,
		sin, cos, cy - cx*sin - cy*cos,
	}, img, img.Bounds(), draw.Over, nil)
	return keep(out, img)
}
