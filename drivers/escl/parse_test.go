package escl

import (
	"slices"
	"strings"
	"testing"

	"yitiji/drivers"
)

func TestFeederKinds(t *testing.T) {
	for adf, want := range map[string]drivers.Kind{
		"": "", "ScannerAdfLoaded": "", "ScannerAdfEmpty": "", "ScannerAdfProcessing": "", "SomethingNew": "",
		"ScannerAdfJam": drivers.Jam, "ScannerAdfMispick": drivers.Jam, "ScannerAdfMultipickDetected": drivers.Jam,
		"ScannerAdfHatchOpen": drivers.CoverOpen, "ScannerAdfDoorOpen": drivers.CoverOpen,
		"ScannerAdfInputTrayFailed": drivers.NeedsTechnician,
	} {
		if got := feederKind(adf); got != want {
			t.Errorf("feederKind(%q) = %q, want %q", adf, got, want)
		}
	}
}

// An empty feeder is good to know, and nothing that needs doing.
func TestEmptyFeederIsSaid(t *testing.T) {
	for adf, want := range map[string][]drivers.Cause{"ScannerAdfEmpty": {drivers.FeederEmpty}, "ScannerAdfLoaded": nil, "": nil} {
		if s := (condition{State: "Idle", Adf: adf}).status(false); s.State != drivers.Online || !slices.Equal(s.Causes, want) {
			t.Errorf("%q: %+v, want %v", adf, s, want)
		}
	}
}

func TestRangesOfResolutions(t *testing.T) {
	p := profile{Ranges: []span{{Min: 75, Max: 600, Step: 25}}}
	for want, asked := range map[int]int{75: 1, 300: 300, 325: 301, 600: 2400} {
		if got := p.resolution(asked); got != want {
			t.Errorf("resolution(%d) = %d, want %d", asked, got, want)
		}
	}
}

func TestJobPathStaysHere(t *testing.T) {
	s, err := New(Options{URL: "http://127.0.0.1:60000/eSCL"})
	if err != nil {
		t.Fatal(err)
	}
	for location, want := range map[string]string{
		"http://127.0.0.1:60000/eSCL/ScanJobs/1": "/eSCL/ScanJobs/1",
		"https://elsewhere/eSCL/ScanJobs/1/":     "/eSCL/ScanJobs/1",
		"/eSCL/ScanJobs/1":                       "/eSCL/ScanJobs/1",
		"1":                                      "/eSCL/ScanJobs/1",
		"":                                       "",
		"/eSCL/ScanJobs/":                        "",
		"/eSCL/ScanJobs/../../admin":             "",
		"/reset":                                 "",
		"http://[":                               "",
	} {
		if got, _ := s.link.jobPath(location); got != want {
			t.Errorf("jobPath(%q) = %q, want %q", location, got, want)
		}
	}
}

func FuzzStatus(f *testing.F) {
	f.Add([]byte(`<s:ScannerStatus xmlns:s="x"><State>Idle</State><AdfState>ScannerAdfJam</AdfState><Jobs><JobInfo><JobUri>/eSCL/ScanJobs/1</JobUri></JobInfo></Jobs></s:ScannerStatus>`))
	f.Add([]byte("<ScannerStatus>"))
	f.Fuzz(func(t *testing.T, p []byte) {
		c, err := parseStatus(p)
		if err == nil && c.State == "" {
			t.Error("a status without a state")
		}
		if err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("error %q", err)
		}
		_ = c.status(true)
		_ = c.trouble(drivers.Feeder)
	})
}

func FuzzCapabilities(f *testing.F) {
	f.Add([]byte(`<ScannerCapabilities><Platen><PlatenInputCaps><MaxWidth>2550</MaxWidth><SettingProfiles><SettingProfile>`+
		`<ColorModes><ColorMode>RGB24</ColorMode></ColorModes><DocumentFormats><DocumentFormatExt>image/jpeg</DocumentFormatExt></DocumentFormats>`+
		`<SupportedResolutions><DiscreteResolutions><DiscreteResolution><XResolution>300</XResolution></DiscreteResolution></DiscreteResolutions>`+
		`<ResolutionRange><XResolutionRange><Min>75</Min><Max>600</Max><Step>-1</Step></XResolutionRange></ResolutionRange></SupportedResolutions>`+
		`</SettingProfile></SettingProfiles></PlatenInputCaps></Platen></ScannerCapabilities>`), 300)
	f.Add([]byte("<ScannerCapabilities/>"), -1)
	f.Fuzz(func(t *testing.T, p []byte, dpi int) {
		c, err := parseCapabilities(p)
		if err != nil {
			return
		}
		for _, source := range []drivers.PageSource{drivers.Platen, drivers.Feeder} {
			got, err := c.plan(source, drivers.PageRequest{Resolution: dpi})
			if err == nil && (got.dpi < leastDPI || got.dpi > mostDPI || got.wide < 1 || got.wide > a4Wide || got.long < 1 || got.long > a4Long) {
				t.Errorf("plan %+v", got)
			}
		}
	})
}
