package sim

import (
	"fmt"
	"slices"
	"strings"
)

const flatbedHead = `<?xml version="1.0" encoding="UTF-8"?>
<scan:%[1]s xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm">
<pwg:Version>2.63</pwg:Version>
%[2]s</scan:%[1]s>
`

// capabilities is the answer to ScannerCapabilities.
func (f *Flatbed) capabilities() string {
	var dpi strings.Builder
	for _, r := range flatbedResolutions {
		fmt.Fprintf(&dpi, "<scan:DiscreteResolution><scan:XResolution>%d</scan:XResolution><scan:YResolution>%[1]d</scan:YResolution></scan:DiscreteResolution>\n", r)
	}
	caps := fmt.Sprintf(`<scan:MinWidth>16</scan:MinWidth><scan:MaxWidth>%d</scan:MaxWidth>
<scan:MinHeight>16</scan:MinHeight><scan:MaxHeight>%d</scan:MaxHeight>
<scan:MaxScanRegions>1</scan:MaxScanRegions>
<scan:SettingProfiles><scan:SettingProfile>
<scan:ColorModes><scan:ColorMode>Grayscale8</scan:ColorMode><scan:ColorMode>RGB24</scan:ColorMode></scan:ColorModes>
<scan:DocumentFormats><pwg:DocumentFormat>image/jpeg</pwg:DocumentFormat><scan:DocumentFormatExt>image/jpeg</scan:DocumentFormatExt></scan:DocumentFormats>
<scan:SupportedResolutions><scan:DiscreteResolutions>
%s</scan:DiscreteResolutions></scan:SupportedResolutions>
</scan:SettingProfile></scan:SettingProfiles>
<scan:SupportedIntents><scan:Intent>Document</scan:Intent></scan:SupportedIntents>
`, flatbedWide, flatbedLong, dpi.String())
	body := `<pwg:MakeAndModel>Yitiji Simulated Flatbed</pwg:MakeAndModel>
<pwg:SerialNumber>SIM0001</pwg:SerialNumber>
<scan:UUID>6e1f0000-0000-1000-8000-ffffffffffff</scan:UUID>
<scan:Platen><scan:PlatenInputCaps>
` + caps + "</scan:PlatenInputCaps></scan:Platen>\n"
	if !f.deck {
		body += "<scan:Adf><scan:AdfSimplexInputCaps>\n" + caps + `</scan:AdfSimplexInputCaps>
<scan:FeederCapacity>50</scan:FeederCapacity>
<scan:AdfOptions><scan:AdfOption>DetectPaperLoaded</scan:AdfOption></scan:AdfOptions></scan:Adf>
`
	}
	return fmt.Sprintf(flatbedHead, "ScannerCapabilities", body)
}

// status is the answer to ScannerStatus.
func (f *Flatbed) status() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	state := "Idle"
	switch {
	case f.trouble == FlatbedDown:
		state = "Down"
	case f.trouble == FlatbedOccupied, len(f.jobs) > 0:
		state = "Processing"
	}
	body := "<pwg:State>" + state + "</pwg:State>\n"
	if !f.deck {
		body += "<scan:AdfState>" + f.adf() + "</scan:AdfState>\n"
	}
	return fmt.Sprintf(flatbedHead, "ScannerStatus", body+f.list())
}

// adf is the state of the feeder; the caller holds mu.
func (f *Flatbed) adf() string {
	switch {
	case f.open:
		return "ScannerAdfHatchOpen"
	case f.jammed:
		return "ScannerAdfJam"
	case len(f.feeder) == 0:
		return "ScannerAdfEmpty"
	}
	return "ScannerAdfLoaded"
}

// list names the jobs that are not finished; the caller holds mu.
func (f *Flatbed) list() string {
	if len(f.jobs) == 0 {
		return ""
	}
	var ids []string
	for id := range f.jobs {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	var b strings.Builder
	for _, id := range ids {
		fmt.Fprintf(&b, `<scan:JobInfo><pwg:JobUri>/eSCL/ScanJobs/%s</pwg:JobUri><pwg:JobUuid>%[1]s</pwg:JobUuid>
<scan:Age>1</scan:Age><pwg:ImagesCompleted>%d</pwg:ImagesCompleted><pwg:JobState>Processing</pwg:JobState></scan:JobInfo>
`, id, f.jobs[id].pages)
	}
	return "<scan:Jobs>" + b.String() + "</scan:Jobs>\n"
}
