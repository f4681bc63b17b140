package sim

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
)

// FlatbedPaper is a sheet of A4 to lay on the glass or into the feeder.
type FlatbedPaper struct {
	Title string
	Lines []string
	Seal  bool    // bears a red seal (公章), which only a scan in colour shows red
	Tilt  float64 // degrees clockwise that it lies askew
	Blank bool    // no paper at all: the lid
}

// FlatbedPapers are what people bring: an application and what proves it. All that
// stands on them is invented.
func FlatbedPapers() []FlatbedPaper {
	papers := []FlatbedPaper{
		{Title: "低保申请书", Lines: []string{"申请事项：最低生活保障", "家庭人口：二人", "月收入：六百元", "本人承诺以上内容属实。"}},
		{Title: "居住证明", Seal: true, Lines: []string{"兹证明该同志长期居住在本村。", "特此证明。", "云溪镇安和村村民委员会"}},
		{Title: "收入证明", Seal: true, Lines: []string{"该户 2025 年纯收入：7,200 元", "主要来源：种植", "云溪镇人民政府"}},
	}
	for i, p := range People()[:len(papers)] {
		holder := []string{"姓名：" + p.Name(), "公民身份号码：" + p.Card.Number, "住址：" + p.Card.Address}
		papers[i].Lines = append(holder, papers[i].Lines...)
	}
	return papers
}

// flatbedView is how a paper is looked at.
type flatbedView struct {
	dpi        int
	wide, long int // of the region, in 1/300 inch
	grey       bool
	seed       int
}

// The shades of a scan.
const (
	lidShade   = 0xE4
	paperShade = 0xF6
	inkShade   = 0x28
)

// jpeg is the picture that the scanner makes of the paper.
func (p FlatbedPaper) jpeg(fonts *Fonts, v flatbedView) []byte {
	sheet := p.draw(fonts, v.dpi)
	view := image.NewGray(image.Rect(0, 0, v.wide*v.dpi/flatbedUnits, v.long*v.dpi/flatbedUnits))
	p.place(view, sheet)
	roughen(view, v.seed)
	var b bytes.Buffer
	var picture image.Image = view
	if !v.grey {
		picture = p.colour(view, v.dpi)
	}
	if err := jpeg.Encode(&b, picture, &jpeg.Options{Quality: 85}); err != nil {
		panic(fmt.Errorf("encode paper: %w", err)) // only for a picture that is too large
	}
	return b.Bytes()
}

// dots is a length on paper in pixels.
func dots(mm float64, dpi int) int { return int(math.Round(mm * float64(dpi) / 25.4)) }

// draw writes the paper, lying straight.
func (p FlatbedPaper) draw(fonts *Fonts, dpi int) *image.Gray {
	if p.Blank {
		return image.NewGray(image.Rectangle{})
	}
	sheet := image.NewGray(image.Rect(0, 0, dots(210, dpi), dots(297, dpi)))
	fill(sheet, paperShade)
	write(sheet, fonts, p.Title, true, dots(60, dpi), dots(28, dpi), dots(9, dpi))
	for i, line := range p.Lines {
		write(sheet, fonts, line, false, dots(28, dpi), dots(55+11*float64(i), dpi), dots(5.5, dpi))
	}
	return sheet
}

func fill(img *image.Gray, shade uint8) {
	for i := range img.Pix {
		img.Pix[i] = shade
	}
}

// write puts one line of characters on a sheet, each in a square cell or, for
// Latin, in half of one.
func write(sheet *image.Gray, fonts *Fonts, line string, bold bool, x, y, high int) {
	for _, r := range line {
		wide := high
		if r < 0x2000 {
			wide = high / 2
		}
		cell := fonts.stamp(r, style{bold, high}, wide)
		for dy := range cell.Rect.Dy() {
			for dx := range cell.Rect.Dx() {
				if cell.GrayAt(dx, dy).Y < 0x90 && image.Pt(x+dx, y+dy).In(sheet.Rect) {
					sheet.SetGray(x+dx, y+dy, color.Gray{Y: inkShade})
				}
			}
		}
		x += wide
	}
}

// place lays the sheet on the glass, turned about its middle by its tilt.
func (p FlatbedPaper) place(view, sheet *image.Gray) {
	fill(view, lidShade)
	sin, cos := math.Sincos(p.Tilt * math.Pi / 180)
	cx, cy := float64(sheet.Rect.Dx())/2, float64(sheet.Rect.Dy())/2
	for y := range view.Rect.Dy() {
		for x := range view.Rect.Dx() {
			fx, fy := float64(x)-cx, float64(y)-cy
			at := image.Pt(int(math.Round(cx+fx*cos+fy*sin)), int(math.Round(cy-fx*sin+fy*cos)))
			if at.In(sheet.Rect) {
				view.Pix[y*view.Stride+x] = sheet.Pix[at.Y*sheet.Stride+at.X]
			}
		}
	}
}

// roughen adds the noise of a sensor, so that no two scans are alike.
func roughen(img *image.Gray, seed int) {
	state := uint32(seed)*2654435761 + 1
	for i, shade := range img.Pix {
		state ^= state << 13
		state ^= state >> 17
		state ^= state << 5
		img.Pix[i] = uint8(int(shade) + int(state>>30) - 1)
	}
}

// colour makes a picture in colour of a grey one, and stamps the seal.
func (p FlatbedPaper) colour(grey *image.Gray, dpi int) *image.RGBA {
	img := image.NewRGBA(grey.Rect)
	for i, shade := range grey.Pix {
		copy(img.Pix[4*i:], []byte{shade, shade, shade - 4, 0xFF})
	}
	if !p.Seal || p.Blank {
		return img
	}
	middle, outer, inner := image.Pt(dots(150, dpi), dots(190, dpi)), dots(20, dpi), dots(18.5, dpi)
	for y := -outer; y <= outer; y++ {
		for x := -outer; x <= outer; x++ {
			if d := x*x + y*y; d <= outer*outer && d >= inner*inner {
				img.SetRGBA(middle.X+x, middle.Y+y, color.RGBA{0xC8, 0x20, 0x28, 0xFF})
			}
		}
	}
	return img
}
