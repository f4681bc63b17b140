package escl

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"slices"

	"yitiji/drivers"
)

// A4 in eSCL's unit of 1/300 inch: 210 by 297 mm.
const (
	a4Wide = 2480
	a4Long = 3508
	units  = 300
)

// The resolutions that make sense: below, nobody can read a page; above, it fills
// the memory.
const (
	leastDPI = 50
	mostDPI  = 1200
)

// Causes of a scan that the scanner cannot do.
var (
	errNoSource = errors.New("scanner has no such source")
	errNoJPEG   = errors.New("scanner offers no JPEG in grey or colour at a resolution that is known")
)

// capabilities is what a scanner can do, as far as we ask for it.
type capabilities struct {
	XMLName xml.Name `xml:"ScannerCapabilities"`
	Model   string   `xml:"MakeAndModel"`
	Platen  *input   `xml:"Platen>PlatenInputCaps"`
	Feeder  *input   `xml:"Adf>AdfSimplexInputCaps"`
}

// input is what one source can do.
type input struct {
	MaxWidth  int
	MaxHeight int
	Profiles  []profile `xml:"SettingProfiles>SettingProfile"`
}

// profile is what can be combined.
type profile struct {
	Colours  []string `xml:"ColorModes>ColorMode"`
	Formats  []string `xml:"DocumentFormats>DocumentFormat"`
	Exts     []string `xml:"DocumentFormats>DocumentFormatExt"`
	Discrete []int    `xml:"SupportedResolutions>DiscreteResolutions>DiscreteResolution>XResolution"`
	Ranges   []span   `xml:"SupportedResolutions>ResolutionRange>XResolutionRange"`
}

// span is a range of resolutions.
type span struct{ Min, Max, Step int }

// plan is a scan that the scanner can do.
type plan struct {
	source     drivers.PageSource
	colour     string // eSCL's ColorMode
	dpi        int
	wide, long int // of the region, in 1/300 inch
}

// parseCapabilities reads the answer to ScannerCapabilities.
func parseCapabilities(p []byte) (*capabilities, error) {
	var c capabilities
	if err := xml.NewDecoder(bytes.NewReader(p)).Decode(&c); err != nil {
		return nil, fmt.Errorf("capabilities: %w", syntax(err))
	}
	if c.Platen == nil && c.Feeder == nil {
		return nil, errors.New("capabilities: neither a glass nor a feeder")
	}
	return &c, nil
}

// syntax says where XML went wrong, and nothing of what it held.
func syntax(err error) error {
	var s *xml.SyntaxError
	if errors.As(err, &s) {
		return fmt.Errorf("no XML at line %d", s.Line)
	}
	return errors.New("not the XML that was asked for")
}

// plan fits a request to what the scanner can do: a resolution that it has not is
// raised to the next one, and colour becomes grey where there is no other.
func (c *capabilities) plan(source drivers.PageSource, req drivers.PageRequest) (plan, error) {
	in := c.Platen
	if source == drivers.Feeder {
		in = c.Feeder
	}
	if in == nil {
		return plan{}, errNoSource
	}
	modes := []string{"RGB24", "Grayscale8"}
	if req.Grey {
		slices.Reverse(modes)
	}
	for _, mode := range modes {
		for _, p := range in.Profiles {
			dpi := p.resolution(cmp.Or(req.Resolution, units))
			if dpi > 0 && p.jpeg() && slices.Contains(p.Colours, mode) {
				return plan{source, mode, dpi, extent(in.MaxWidth, a4Wide), extent(in.MaxHeight, a4Long)}, nil
			}
		}
	}
	return plan{}, errNoJPEG
}

// extent is how much of a side of A4 the scanner reaches. One that does not say
// reaches all.
func extent(most, side int) int {
	if most <= 0 {
		return side
	}
	return min(most, side)
}

func (p profile) jpeg() bool {
	return slices.Contains(p.Formats, "image/jpeg") || slices.Contains(p.Exts, "image/jpeg")
}

// resolution is the least that the profile has from want on, or its greatest; 0
// when it has none.
func (p profile) resolution(want int) int {
	best := 0
	for _, dpi := range append(slices.Clone(p.Discrete), p.inRanges(want)...) {
		if dpi < leastDPI || dpi > mostDPI {
			continue
		}
		if best == 0 || best < want && dpi > best || dpi >= want && dpi < best {
			best = dpi
		}
	}
	return best
}

// inRanges is what each range has nearest to want.
func (p profile) inRanges(want int) []int {
	var out []int
	for _, r := range p.Ranges {
		step := max(1, r.Step)
		dpi := min(max(want, r.Min), r.Max)
		if up := (dpi - r.Min + step - 1) / step * step; r.Min+up <= r.Max {
			dpi = r.Min + up
		}
		out = append(out, dpi)
	}
	return out
}
