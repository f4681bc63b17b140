package meter

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"yitiji/drivers"
)

// saveAfter is how long counts may wait for the disk: long enough to write once for
// one citizen, short enough to lose nothing of interest.
const saveAfter = 5 * time.Second

// Book counts for all places of one terminal. Its methods may be called from any
// goroutine; none but Run and Save touches the disk. The zero Book counts, and keeps
// nothing.
type Book struct {
	file string

	mu     sync.Mutex
	places map[string]*Page
	dirty  bool
}

// Page is what is known of one place.
type Page struct {
	Counts map[drivers.Counter]int `json:"counts"`
	Since  time.Time               `json:"since"` // when counting began
	Roll   *Roll                   `json:"roll,omitempty"`
}

// Open reads the book kept in file. A file that is not there is an empty book. One
// that makes no sense is renamed to end in .bad, and the book begins anew. One that this
// program may not read is left as it is: the book then counts and keeps nothing. In
// both cases the error says so, and the book can be used all the same.
func Open(file string) (*Book, error) {
	b := &Book{file: file, places: map[string]*Page{}}
	raw, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return b, nil
	}
	if err != nil {
		return &Book{}, fmt.Errorf("counters are not kept this time: %w", err)
	}
	if err := json.Unmarshal(raw, &b.places); err != nil {
		b.places = map[string]*Page{}
		return b, fmt.Errorf("counters begin anew, the old file is kept as %s.bad: %w", file, errors.Join(err, os.Rename(file, file+".bad")))
	}
	for place, p := range b.places {
		b.places[place] = p.whole()
	}
	return b, nil
}

// whole makes up for what a file lacked.
func (p *Page) whole() *Page {
	if p == nil {
		p = &Page{}
	}
	if p.Counts == nil {
		p.Counts = map[drivers.Counter]int{}
	}
	return p
}

// page is the page of a place; the caller holds mu.
func (b *Book) page(place string) *Page {
	p, ok := b.places[place]
	if !ok {
		if b.places == nil {
			b.places = map[string]*Page{}
		}
		p = (&Page{Since: time.Now()}).whole()
		b.places[place] = p
	}
	return p
}

// Counter returns what a slot calls to count for a place; see slot.Options.
func (b *Book) Counter(place string) func(c drivers.Counter, n int) {
	return func(c drivers.Counter, n int) {
		b.mu.Lock()
		defer b.mu.Unlock()
		p := b.page(place)
		p.Counts[c] += n
		if c == drivers.PaperLength && p.Roll != nil {
			p.Roll.use(time.Now(), n)
		}
		b.dirty = true
	}
}

// Counts is what was counted for a place so far.
func (b *Book) Counts(place string) map[drivers.Counter]int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return maps.Clone(b.page(place).Counts)
}

// Run saves what was counted until ctx ends, and once more then. It returns nil:
// counts that cannot be saved are tried again, and report is told why; it may be nil.
func (b *Book) Run(ctx context.Context, report func(error)) error {
	tick := time.NewTicker(saveAfter)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
		}
		if err := b.Save(); err != nil && report != nil {
			report(err)
		}
		if ctx.Err() != nil {
			return nil
		}
	}
}

// Save writes the book if anything has changed since it was written last.
func (b *Book) Save() error {
	raw, changed, err := b.take()
	if err != nil || !changed {
		return err
	}
	if err := replace(b.file, raw); err != nil {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.dirty = true
		return fmt.Errorf("save counters: %w", err)
	}
	return nil
}

func (b *Book) take() (raw []byte, changed bool, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.dirty || b.file == "" {
		return nil, false, nil
	}
	b.dirty = false
	raw, err = json.MarshalIndent(b.places, "", "\t")
	return raw, true, err
}

// replace puts content in the place of file in one step that a power cut cannot
// halve: written beside it, forced to the disk, renamed, and the folder forced too.
func replace(file string, content []byte) error {
	folder, err := os.Open(filepath.Dir(file))
	if err != nil {
		return err
	}
	defer folder.Close()
	fresh, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*")
	if err != nil {
		return err
	}
	if err := likeOld(fresh, file, folder); err != nil {
		return errors.Join(err, fresh.Close(), os.Remove(fresh.Name()))
	}
	_, err = fresh.Write(content)
	if err = errors.Join(err, fresh.Sync(), fresh.Close()); err == nil {
		err = os.Rename(fresh.Name(), file)
	}
	if err != nil {
		return errors.Join(err, os.Remove(fresh.Name()))
	}
	return folder.Sync()
}

// likeOld gives the fresh file the owner of the old one, or else of the folder: a
// technician who is root must not take the counters away from the terminal.
func likeOld(fresh *os.File, file string, folder *os.File) error {
	old, err := os.Stat(file)
	if err != nil {
		old, err = folder.Stat()
	}
	if err != nil {
		return err
	}
	owner, ok := old.Sys().(*syscall.Stat_t)
	if !ok || os.Geteuid() != 0 {
		return nil // only root can give a file away
	}
	return fresh.Chown(int(owner.Uid), int(owner.Gid))
}
