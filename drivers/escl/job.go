package escl

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/port"
)

// The rhythm of a job.
const (
	// retryPause is between two tries where the scanner names none.
	retryPause = 500 * time.Millisecond
	// longestPause bounds what the scanner names.
	longestPause = 5 * time.Second
	// busyPatience is how long a job waits for a scanner that is at work: the
	// carriage comes home after the job before.
	busyPatience = 3 * time.Second
	// farewell is how long a scanner may take to let a job go. It has the request
	// by then, and the person has left.
	farewell = 500 * time.Millisecond
)

// errRepeated says that a page is the last one of the scan before.
var errRepeated = errors.New("the same picture as before")

// errBusy says that the scanner took no job.
var errBusy = &refusal{drivers.Busy, "scanner works for somebody else, or for a job that was left over"}

// settings is what a job asks for. Scanners want the elements in this order.
const settings = `<?xml version="1.0" encoding="UTF-8"?>
<scan:ScanSettings xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm">
<pwg:Version>2.0</pwg:Version>
<pwg:ScanRegions><pwg:ScanRegion>
<pwg:ContentRegionUnits>escl:ThreeHundredthsOfInches</pwg:ContentRegionUnits>
<pwg:XOffset>0</pwg:XOffset><pwg:YOffset>0</pwg:YOffset>
<pwg:Width>%d</pwg:Width><pwg:Height>%d</pwg:Height>
</pwg:ScanRegion></pwg:ScanRegions>
<pwg:InputSource>%s</pwg:InputSource>
<scan:ColorMode>%s</scan:ColorMode>
<pwg:DocumentFormat>image/jpeg</pwg:DocumentFormat>
<scan:DocumentFormatExt>image/jpeg</scan:DocumentFormatExt>
<scan:XResolution>%d</scan:XResolution><scan:YResolution>%[5]d</scan:YResolution>
</scan:ScanSettings>
`

// String is the plan as XML.
func (p plan) String() string {
	source := map[drivers.PageSource]string{drivers.Platen: "Platen", drivers.Feeder: "Feeder"}[p.source]
	return fmt.Sprintf(settings, p.wide, p.long, source, p.colour, p.dpi)
}

// run makes a job, takes its pages and deletes it.
func (s *Scanner) run(ctx context.Context, p plan, limit int) ([]drivers.Page, error) {
	job, err := s.begin(ctx, p)
	if err != nil {
		return nil, err
	}
	defer s.remove(ctx, job)
	if p.source == drivers.Platen {
		limit = 1
	}
	var pages []drivers.Page
	for len(pages) < limit {
		data, err := s.next(ctx, job, p)
		if err != nil {
			return pages, err
		}
		if data == nil {
			return pages, s.ended(ctx, p, len(pages))
		}
		page, err := s.take(data, p, len(pages) == 0)
		if err != nil {
			return pages, err
		}
		pages = append(pages, page)
	}
	return pages, nil
}

// begin makes a job and gives its path. A scanner at work is waited for a little.
func (s *Scanner) begin(ctx context.Context, p plan) (string, error) {
	body, cleared := p.String(), !s.opts.Alone
	for end := time.Now().Add(busyPatience); ; {
		r, err := s.link.ask(ctx, http.MethodPost, s.link.below("ScanJobs"), body, mostXML)
		if err != nil {
			return "", err
		}
		if r.code == http.StatusCreated {
			return s.link.jobPath(r.location)
		}
		c, err := s.condition(ctx)
		if err != nil {
			return "", err
		}
		if err := c.refused(p, r.code); err != nil {
			return "", err
		}
		if !cleared {
			cleared = true
			s.clear(ctx, c.Jobs)
			continue
		}
		if time.Now().Add(r.pause()).After(end) {
			return "", errBusy
		}
		if err := port.Sleep(ctx, r.pause()); err != nil {
			return "", err
		}
	}
}

// refused is why a job was not taken, or nil where waiting may help.
func (c condition) refused(p plan, code int) error {
	if err := c.trouble(p.source); err != nil {
		return err
	}
	switch {
	case p.source == drivers.Feeder && !c.loaded():
		return errEmpty
	case code == http.StatusServiceUnavailable, code == http.StatusConflict:
		return nil
	}
	return unexpected(code)
}

// clear deletes the jobs that somebody left behind.
func (s *Scanner) clear(ctx context.Context, jobs []string) {
	for _, uri := range jobs {
		if path, err := s.link.jobPath(uri); err == nil {
			s.remove(ctx, path)
		}
	}
}

// remove deletes a job, also after the caller has left. That it has ended by itself
// is no news.
func (s *Scanner) remove(ctx context.Context, job string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewell)
	defer cancel()
	_, _ = s.link.ask(ctx, http.MethodDelete, job, "", mostXML)
}

// next takes the next page of a job, or nil at its end.
func (s *Scanner) next(ctx context.Context, job string, p plan) ([]byte, error) {
	for end := time.Now().Add(s.opts.Patience); ; {
		r, err := s.link.ask(ctx, http.MethodGet, job+"/NextDocument", "", mostPage)
		switch {
		case err != nil:
			return nil, err
		case r.code == http.StatusOK:
			return r.body, nil
		case r.code == http.StatusNotFound, r.code == http.StatusGone:
			return nil, nil
		}
		c, err := s.condition(ctx)
		if err != nil {
			return nil, err
		}
		if err := c.trouble(p.source); err != nil {
			return nil, err
		}
		if r.code != http.StatusServiceUnavailable {
			return nil, unexpected(r.code)
		}
		if time.Now().Add(r.pause()).After(end) {
			return nil, &refusal{drivers.Busy, "scanner puts the page off without end"}
		}
		if err := port.Sleep(ctx, r.pause()); err != nil {
			return nil, err
		}
	}
}

// take makes a page of a picture, unless it is the last one of the scan before.
func (s *Scanner) take(data []byte, p plan, first bool) (drivers.Page, error) {
	sum := sha256.Sum256(data)
	if first && sum == s.last {
		return drivers.Page{}, errRepeated
	}
	page, err := newPage(data, p)
	if err == nil {
		s.last = sum
	}
	return page, err
}

// ended says whether a job that gave so many pages ended as it should.
func (s *Scanner) ended(ctx context.Context, p plan, pages int) error {
	if p.source == drivers.Platen {
		return errors.New("job ended without a page")
	}
	c, err := s.condition(ctx)
	if err != nil {
		return err
	}
	if err := c.trouble(p.source); err != nil {
		return err
	}
	if pages == 0 {
		return errEmpty
	}
	return nil
}

// unexpected is an answer that the protocol does not have at this point.
func unexpected(code int) error {
	kind := drivers.NeedsTechnician
	if code == http.StatusConflict {
		kind = drivers.Busy // another computer took the scanner over
	}
	return &refusal{kind, fmt.Sprintf("scanner answers %d %s", code, http.StatusText(code))}
}

// pause is when to try again.
func (r reply) pause() time.Duration {
	if r.retry == 0 {
		return retryPause
	}
	return min(r.retry, longestPause)
}
