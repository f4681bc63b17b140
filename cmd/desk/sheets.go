package main

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// The tray of the A4 printer.
const (
	mostSheets   = 12 // jobs that lie in it, the newest
	trayInterval = 300 * time.Millisecond
)

// tray shows what the A4 printer has printed: the jobs in the folder in which it keeps
// them. One goroutine looks into the folder; anybody may ask what lies there.
type tray struct {
	folder string // empty where there is no A4 printer
	next   int    // the number of the next job; the looking goroutine's
	before []mark // what lay there at the last look; the looking goroutine's

	mu   sync.Mutex
	jobs []printJob // newest first
}

// mark is a file at one moment: one that has changed is another job.
type mark struct {
	name string
	size int64
	at   int64 // when it was written, in nanoseconds
}

// printJob is a job and what is seen of it.
type printJob struct {
	sheetState
	mark     mark
	pictures [][]byte // of its pages
}

// sheetState is a job of the A4 printer, as GET /state tells it.
type sheetState struct {
	ID    int       `json:"id"`
	Name  string    `json:"name"` // of the file
	At    time.Time `json:"at"`
	Form  form      `json:"form"`
	Pages int       `json:"pages"`         // that there are pictures of
	Why   unseen    `json:"why,omitempty"` // there are none
}

// run looks into the folder until ctx ends.
func (t *tray) run(ctx context.Context) error {
	if t.folder == "" {
		return nil
	}
	tick := time.NewTicker(trayInterval)
	defer tick.Stop()
	for {
		t.look(ctx)
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// look takes in what has come into the folder. A file counts once two looks find it the
// same, for the printer writes it while it arrives.
func (t *tray) look(ctx context.Context) {
	now := newestFiles(t.folder)
	var jobs []printJob
	for _, m := range slices.Backward(now) {
		if job, known := t.known(m); known {
			jobs = append(jobs, job)
		} else if slices.Contains(t.before, m) {
			jobs = append(jobs, t.takeIn(ctx, m))
		}
	}
	t.before = now
	slices.Reverse(jobs)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.jobs = jobs
}

func (t *tray) known(m mark) (printJob, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	at := slices.IndexFunc(t.jobs, func(j printJob) bool { return j.mark == m })
	if at < 0 {
		return printJob{}, false
	}
	return t.jobs[at], true
}

// takeIn draws a job that is new.
func (t *tray) takeIn(ctx context.Context, m mark) printJob {
	t.next++
	job := printJob{mark: m, sheetState: sheetState{ID: t.next, Name: m.name, At: time.Unix(0, m.at)}}
	job.Form, job.pictures, job.Why = draw(ctx, t.path(m))
	job.Pages = len(job.pictures)
	return job
}

func (t *tray) path(m mark) string { return filepath.Join(t.folder, m.name) }

// newestFiles are the files of a folder that hold anything, the newest first.
func newestFiles(folder string) []mark {
	entries, _ := os.ReadDir(folder) // a folder that is not there holds nothing
	var files []mark
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && info.Mode().IsRegular() && info.Size() > 0 {
			files = append(files, mark{e.Name(), info.Size(), info.ModTime().UnixNano()})
		}
	}
	slices.SortFunc(files, func(a, b mark) int {
		return cmp.Or(cmp.Compare(b.at, a.at), cmp.Compare(b.name, a.name))
	})
	return files[:min(len(files), mostSheets)]
}

// state is what lies in the tray, the newest first.
func (t *tray) state() []sheetState {
	t.mu.Lock()
	defer t.mu.Unlock()
	var all []sheetState
	for _, j := range t.jobs {
		all = append(all, j.sheetState)
	}
	return all
}

// job finds a job by its number.
func (t *tray) job(id int) (printJob, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	at := slices.IndexFunc(t.jobs, func(j printJob) bool { return j.ID == id })
	if at < 0 {
		return printJob{}, false
	}
	return t.jobs[at], true
}
