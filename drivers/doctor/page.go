package doctor

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/jpeg"

	"yitiji/drivers"
)

// ScanPage scans one page, and looks whether anything is on it.
func ScanPage(ctx context.Context, s drivers.PageScanner) Check {
	pages, err := s.Scan(ctx, drivers.PageRequest{Limit: 1, Resolution: 150})
	if err == nil && len(pages) == 0 {
		err = drivers.Because(PageMissing, errors.New("no page came"))
	}
	if err != nil {
		return result(ScansPage, err)
	}
	blank, err := blank(pages[0])
	if err == nil && blank {
		err = &drivers.Fault{Device: "scanner", Op: "scan", Kind: drivers.Misread, Err: drivers.Because(PageBlank, errors.New("the page is blank"))}
	}
	return result(ScansPage, err).having(map[string]any{"width": pages[0].Width, "height": pages[0].Height})
}

// blank says whether a page is of one brightness everywhere.
func blank(p drivers.Page) (bool, error) {
	img, err := jpeg.Decode(bytes.NewReader(p.Data))
	if err != nil {
		return false, fmt.Errorf("the page is no picture: %w", err)
	}
	const visible = 0x3000 // of 0xFFFF: less is the noise of a lamp
	b := img.Bounds()
	least, most := uint32(0xFFFF), uint32(0)
	for y := b.Min.Y; y < b.Max.Y; y += 8 {
		for x := b.Min.X; x < b.Max.X; x += 8 {
			_, green, _, _ := img.At(x, y).RGBA()
			least, most = min(least, green), max(most, green)
		}
	}
	return least > most || most-least < visible, nil
}
