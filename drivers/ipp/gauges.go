package ipp

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"yitiji/drivers"
)

// lowShare is the per cent from which a tray or a supply is low, where the printer
// does not say so itself.
const lowShare = 10

func gaugeNames() []string {
	return []string{
		"printer-state-reasons", "printer-input-tray", "printer-output-tray", "printer-supply",
		"marker-names", "marker-types", "marker-levels", "marker-low-levels", "marker-high-levels",
	}
}

// Gauges is drivers.Gauger's: trays and bins in sheets, supplies in per cent.
func (p *Printer) Gauges(ctx context.Context) ([]drivers.Gauge, error) {
	inner, end, err := p.verbs.Enter(ctx)
	if err != nil {
		return nil, p.fault(ctx, "gauges", err)
	}
	defer end()
	m, err := p.client.ask(inner, opGetPrinter, p.client.about(wanted(gaugeNames()...)))
	if err != nil {
		return nil, p.fault(ctx, "gauges", err)
	}
	return gaugesOf(m.first(tagPrinter)), nil
}

// gaugesOf reads the gauges. Markers are CUPS's words for supplies, and tell nothing
// more where the printer has its own.
func gaugesOf(g group) []drivers.Gauge {
	out := trayGauges(fieldsOf(g.texts("printer-input-tray")))
	out = append(out, binGauges(fieldsOf(g.texts("printer-output-tray")))...)
	supplies := supplyGauges(fieldsOf(g.texts("printer-supply")), wasteFull(g))
	if len(supplies) == 0 {
		supplies = markerGauges(g)
	}
	return distinct(append(out, supplies...))
}

// trayGauges gives the trays that tell their level.
func trayGauges(trays []fields) []drivers.Gauge {
	var out []drivers.Gauge
	for i, t := range trays {
		level, capacity := t.number("level"), max(t.number("maxcapacity"), 0)
		if level < 0 && level != someLevel {
			continue
		}
		out = append(out, drivers.Gauge{
			Name: "tray-" + cmp.Or(kebab(t["name"]), strconv.Itoa(i+1)), Level: max(level, -1), Capacity: capacity,
			Low: level >= 0 && 100*level <= lowShare*capacity,
		})
	}
	return out
}

// binGauges gives the bins where printed sheets lie. They tell what still fits in.
func binGauges(bins []fields) []drivers.Gauge {
	var out []drivers.Gauge
	for i, b := range bins {
		left, capacity := b.number("remaining"), b.number("maxcapacity")
		if left < 0 || capacity <= 0 || left > capacity {
			continue
		}
		out = append(out, drivers.Gauge{
			Name: "stacker-" + cmp.Or(kebab(b["name"]), strconv.Itoa(i+1)), Level: capacity - left, Capacity: capacity,
			Low: 100*left <= lowShare*capacity, Fills: true,
		})
	}
	return out
}

// supplyGauges gives toner, ink and waste. Of waste only Low is known, by the
// printer's reasons: RFC 3805 has its level count what still fits in, and
// ippeveprinter counts what is in it.
func supplyGauges(supplies []fields, wasteFull bool) []drivers.Gauge {
	var out []drivers.Gauge
	for i, s := range supplies {
		g := drivers.Gauge{Name: supplyName(s, i), Level: -1, Fills: s["class"] == "receptacleThatIsFilled"}
		level, capacity := s.number("level"), s.number("maxcapacity")
		switch {
		case g.Fills:
			g.Low = wasteFull
		case level >= 0 && capacity > 0:
			g.Level, g.Capacity = min(100*level/capacity, 100), 100
			g.Low = g.Level <= lowShare
		case level != someLevel:
			continue
		}
		out = append(out, g)
	}
	return out
}

// wasteFull says that a receptacle must soon be emptied.
func wasteFull(g group) bool {
	return slices.ContainsFunc(g.texts("printer-state-reasons"), func(s string) bool {
		return strings.HasPrefix(s, "marker-waste-almost-full") || strings.HasPrefix(s, "marker-waste-full")
	})
}

// supplyName is the colour of a supply, or what kind it is.
func supplyName(s fields, i int) string {
	colour := kebab(s["colorantname"])
	if colour == "unknown" || colour == "none" {
		colour = ""
	}
	return cmp.Or(colour, cmp.Or(kebab(s["type"]), "supply-"+strconv.Itoa(i+1)))
}

// markerGauges gives CUPS's markers: levels in per cent, of waste how full it is.
func markerGauges(g group) []drivers.Gauge {
	names, types, levels := g.texts("marker-names"), g.texts("marker-types"), g.integers("marker-levels")
	low, high := g.integers("marker-low-levels"), g.integers("marker-high-levels")
	var out []drivers.Gauge
	for i, level := range levels[:min(len(levels), mostFields)] {
		if level < 0 && level != someLevel || level > 100 {
			continue
		}
		m := drivers.Gauge{Name: cmp.Or(kebab(at(names, i)), "supply-"+strconv.Itoa(i+1)), Level: max(level, -1), Capacity: 100}
		m.Fills = strings.HasPrefix(strings.ToLower(at(types, i)), "waste")
		switch {
		case level < 0:
			m.Capacity = 0
		case m.Fills:
			m.Low = level >= cmp.Or(at(high, i), 100-lowShare)
		default:
			m.Low = level <= cmp.Or(at(low, i), lowShare)
		}
		out = append(out, m)
	}
	return out
}

// distinct numbers the second and later gauges of one name.
func distinct(gauges []drivers.Gauge) []drivers.Gauge {
	seen := map[string]int{}
	for i, g := range gauges {
		if seen[g.Name]++; seen[g.Name] > 1 {
			gauges[i].Name += "-" + strconv.Itoa(seen[g.Name])
		}
	}
	return gauges
}

// kebab makes a name for programs of "wasteToner", "Black Cartridge" or "by-pass-tray".
func kebab(s string) string {
	var b strings.Builder
	for i, r := range s[:min(len(s), 64)] {
		switch {
		case unicode.IsUpper(r) && i > 0 && b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
			b.WriteRune(unicode.ToLower(r))
		case r == ' ' || r == '_':
			b.WriteByte('-')
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return strings.Trim(strings.ReplaceAll(keyword(b.String()), "--", "-"), "-")
}

// at gives what stands at i, or nothing where the list is shorter.
func at[T any](list []T, i int) (out T) {
	if i < len(list) {
		out = list[i]
	}
	return out
}
