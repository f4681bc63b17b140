package sim

import (
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
)

// The glass of the scanner, in eSCL's unit of 1/300 inch: as wide as US Letter and
// as long as A4, as most are. The feeder takes the same.
const (
	flatbedWide  = 2550
	flatbedLong  = 3508
	flatbedUnits = 300
)

// never is longer than any test.
const never = time.Duration(math.MaxInt64)

// flatbedResolutions are what the scanner can do, in dots per inch.
var flatbedResolutions = []int{75, 100, 150, 200, 300, 600}

// flatbedJob is one job, from POST to DELETE.
type flatbedJob struct {
	source     string
	grey       bool
	dpi        int
	wide, long int // of the region, in 1/300 inch
	pages      int
	warmed     bool
}

// ServeHTTP speaks eSCL (Mopria Alliance, eSCL Technical Specification).
func (f *Flatbed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	trouble, on := f.enter(r)
	if !on {
		return
	}
	defer f.running.Done()
	if f.spoil(trouble, w, r) {
		return
	}
	what, ours := strings.CutPrefix(r.URL.Path, "/eSCL/")
	job, next := strings.CutSuffix(what, "/NextDocument")
	switch {
	case !ours:
		http.NotFound(w, r)
	case r.Method == http.MethodGet && what == "ScannerCapabilities":
		answer(w, f.capabilities())
	case r.Method == http.MethodGet && what == "ScannerStatus":
		answer(w, f.status())
	case r.Method == http.MethodPost && what == "ScanJobs":
		f.create(w, r)
	case r.Method == http.MethodGet && next:
		f.next(w, r, path.Base(job))
	case r.Method == http.MethodDelete && strings.HasPrefix(what, "ScanJobs/"):
		f.remove(w, r, path.Base(what))
	default:
		http.NotFound(w, r)
	}
}

// enter notes a request, unless the power has gone.
func (f *Flatbed) enter(r *http.Request) (FlatbedTrouble, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.life.Err() != nil {
		return "", false
	}
	f.running.Add(1)
	f.asked = append(f.asked, r.Method+" "+r.URL.Path)
	return f.trouble, true
}

func answer(w http.ResponseWriter, body string) {
	w.Header().Set("Content-Type", "text/xml")
	_, _ = io.WriteString(w, body)
}

// later says when to try again.
func later(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "1")
	http.Error(w, "busy", http.StatusServiceUnavailable)
}

// flatbedSettings are the parts of ScanSettings that this scanner heeds.
type flatbedSettings struct {
	XMLName xml.Name `xml:"http://schemas.hp.com/imaging/escl/2011/05/03 ScanSettings"`
	Regions []struct {
		Units string `xml:"http://www.pwg.org/schemas/2010/12/sm ContentRegionUnits"`
		Wide  int    `xml:"http://www.pwg.org/schemas/2010/12/sm Width"`
		Long  int    `xml:"http://www.pwg.org/schemas/2010/12/sm Height"`
	} `xml:"http://www.pwg.org/schemas/2010/12/sm ScanRegions>ScanRegion"`
	Source string `xml:"http://www.pwg.org/schemas/2010/12/sm InputSource"`
	Colour string `xml:"http://schemas.hp.com/imaging/escl/2011/05/03 ColorMode"`
	Format string `xml:"http://www.pwg.org/schemas/2010/12/sm DocumentFormat"`
	Ext    string `xml:"http://schemas.hp.com/imaging/escl/2011/05/03 DocumentFormatExt"`
	X      int    `xml:"http://schemas.hp.com/imaging/escl/2011/05/03 XResolution"`
	Y      int    `xml:"http://schemas.hp.com/imaging/escl/2011/05/03 YResolution"`
}

// job is what the settings ask for, or nil when the scanner cannot do it: it is as
// strict as the strictest scanners are.
func (s flatbedSettings) job() *flatbedJob {
	if len(s.Regions) != 1 || !slices.Contains(flatbedResolutions, s.X) || s.X != s.Y {
		return nil
	}
	region := s.Regions[0]
	fits := region.Wide > 0 && region.Wide <= flatbedWide && region.Long > 0 && region.Long <= flatbedLong
	known := slices.Contains([]string{"Platen", "Feeder"}, s.Source) && slices.Contains([]string{"Grayscale8", "RGB24"}, s.Colour)
	jpeg := s.Format == "image/jpeg" || s.Ext == "image/jpeg"
	if !fits || !known || !jpeg || !strings.HasSuffix(region.Units, "ThreeHundredthsOfInches") {
		return nil
	}
	return &flatbedJob{source: s.Source, grey: s.Colour == "Grayscale8", dpi: s.X, wide: region.Wide, long: region.Long}
}

// create answers POST ScanJobs.
func (f *Flatbed) create(w http.ResponseWriter, r *http.Request) {
	var s flatbedSettings
	if err := xml.NewDecoder(io.LimitReader(r.Body, 1<<16)).Decode(&s); err != nil {
		http.Error(w, "no ScanSettings", http.StatusBadRequest)
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	job := s.job()
	feed := job != nil && job.source == "Feeder"
	switch {
	case f.trouble == FlatbedOccupied, len(f.jobs) > 0:
		later(w)
	case job == nil, feed && f.deck, f.trouble == FlatbedConflict, f.trouble == FlatbedDown,
		feed && (f.jammed || f.open || len(f.feeder) == 0):
		http.Error(w, "conflict", http.StatusConflict)
	default:
		host := r.Host
		if f.trouble == FlatbedAbroad {
			host = "192.0.2.7:80" // RFC 5737: an address for examples, which nobody has
		}
		w.Header().Set("Location", "http://"+host+"/eSCL/ScanJobs/"+f.begin(job))
		w.WriteHeader(http.StatusCreated)
	}
}

// begin keeps a job and names it; the caller holds mu.
func (f *Flatbed) begin(job *flatbedJob) string {
	f.born++
	id := fmt.Sprintf("6e1f0000-0000-1000-8000-%012d", f.born)
	f.jobs[id] = job
	return id
}

// remove answers DELETE of a job. One that has ended is not found, which is normal.
func (f *Flatbed) remove(w http.ResponseWriter, r *http.Request, id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.jobs[id] == nil {
		http.NotFound(w, r)
	}
	delete(f.jobs, id)
}

// next answers GET NextDocument.
func (f *Flatbed) next(w http.ResponseWriter, r *http.Request, id string) {
	f.mu.Lock()
	job, pace := f.jobs[id], f.pace
	cold := f.trouble == FlatbedStuck || f.trouble == FlatbedWarming && job != nil && !job.warmed
	if job != nil {
		job.warmed = true
	}
	f.mu.Unlock()
	switch {
	case job == nil:
		http.NotFound(w, r)
	case cold:
		later(w)
	default:
		f.wait(r, pace)
		f.scan(w, id, job)
	}
}

// wait waits. A request that is not wanted any more by then, or a scanner that was
// unplugged, gets no answer at all.
func (f *Flatbed) wait(r *http.Request, d time.Duration) {
	f.mu.Lock()
	life := f.life
	f.mu.Unlock()
	wake := time.NewTimer(d)
	defer wake.Stop()
	select {
	case <-wake.C:
		return
	case <-life.Done():
	case <-r.Context().Done():
	}
	panic(http.ErrAbortHandler)
}

// scan makes the next picture and sends it.
func (f *Flatbed) scan(w http.ResponseWriter, id string, job *flatbedJob) {
	f.mu.Lock()
	paper, code := f.take(id, job)
	f.scans++
	seed, trouble, last := f.scans, f.trouble, f.last
	f.mu.Unlock()
	if code != http.StatusOK {
		http.Error(w, http.StatusText(code), code)
		return
	}
	dpi := job.dpi
	if trouble == FlatbedCoarse {
		dpi /= 2
	}
	page := last
	if trouble != FlatbedRepeat || page == nil {
		page = paper.jpeg(f.fonts, flatbedView{dpi, job.wide, job.long, job.grey, seed})
	}
	f.set(func() { f.last, job.warmed = page, false })
	f.deliver(trouble, w, page)
}

// take moves the next sheet, and says how the request ends; the caller holds mu. A
// jam or an open cover is a conflict whose reason stands in ScannerStatus.
func (f *Flatbed) take(id string, job *flatbedJob) (FlatbedPaper, int) {
	job.pages++
	if job.source == "Platen" {
		if job.pages > 1 {
			delete(f.jobs, id)
			return FlatbedPaper{}, http.StatusNotFound
		}
		if f.glass == nil {
			return FlatbedPaper{Blank: true}, http.StatusOK
		}
		return *f.glass, http.StatusOK
	}
	switch {
	case f.open, f.jammed:
		return FlatbedPaper{}, http.StatusConflict
	case len(f.feeder) == 0:
		delete(f.jobs, id)
		return FlatbedPaper{}, http.StatusNotFound
	}
	sheet := f.feeder[0]
	f.feeder = f.feeder[1:]
	if f.jamIn--; f.jamIn == 0 {
		f.jammed = true
		return FlatbedPaper{}, http.StatusConflict
	}
	return sheet, http.StatusOK
}
