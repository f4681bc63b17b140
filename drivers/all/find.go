package all

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/crt591"
	"yitiji/drivers/escpos"
	"yitiji/drivers/megatec"
	"yitiji/drivers/modbus"
	"yitiji/drivers/port"
	"yitiji/drivers/sdt"
)

// Auto is the port of an entry whose line is to be found. "auto" looks at the lines
// that the system lists; "auto:/dev/kiosk/*" at those whose path matches.
const Auto = "auto"

// errNotFound says that no line has the device. It may be plugged in yet.
var errNotFound = drivers.Because(drivers.NotFound, fmt.Errorf("no line has it: %w", fs.ErrNotExist))

// question is a polite way of asking what is at the other end of a line.
type question struct {
	kind   string // that answers it, as in configuration
	speeds []int
	ask    func(ctx context.Context, p port.Port) (answer string, ok bool)
	forget string // undoes what the question leaves in a device of another kind
}

// questions are asked in this order, the most harmless first: what a printer
// ignores, then what other devices ignore and a mute printer can be made to forget.
func questions() []question {
	return []question{
		{"escpos", escpos.Speeds(), escpos.Probe, ""},
		{"sdt", sdt.Speeds(), sdt.Probe, escpos.Forget},
		{"crt591", []int{9600, 115200}, crt591.Probe, escpos.Forget},
		{"modbus", []int{modbus.Baud}, modbus.Probe, escpos.Forget},
		{"megatec", []int{megatec.Baud}, megatec.Probe, escpos.Forget},
	}
}

// patience is how long one question waits for its answer.
const patience = 350 * time.Millisecond

// Found is what a line has at its other end.
type Found struct {
	Path   string
	Kind   string // empty when nothing answered
	Baud   int
	Answer string // for the technician
	Closed bool   // it could not be asked: in use, or not to be opened
}

// Finder finds out which device is on which line. It asks each line once, and again
// only after something else was plugged in there. It may be used by many goroutines;
// they take turns.
type Finder struct {
	lines func(pattern string) []string

	mu   sync.Mutex
	seen map[string]sighting
}

// sighting is what was found on a node.
type sighting struct {
	node  os.FileInfo
	found Found
	mute  int       // how often nothing answered
	again time.Time // when it may be asked again
}

// The pauses before a line on which nothing answered is asked again: a reader may
// still be starting, and a stranger should not be bothered for ever.
const (
	firstPause = 2 * time.Second
	lastPause  = 5 * time.Minute
)

// newFinder returns a Finder that has not asked yet. paths lists what it may ask.
func newFinder(paths func(pattern string) []string) *Finder {
	return &Finder{seen: map[string]sighting{}, lines: paths}
}

// Find returns the lines that have a device of a kind, in the order of their places;
// the empty kind means that nothing answered.
// Which of them is free shows when it is opened. The error wraps fs.ErrNotExist when
// there is none.
func (f *Finder) Find(ctx context.Context, kind, pattern string) ([]Found, error) {
	every, err := f.Survey(ctx, pattern)
	if err != nil {
		return nil, err
	}
	every = slices.DeleteFunc(every, func(x Found) bool { return x.Kind != kind || x.Closed })
	if len(every) == 0 {
		return nil, fmt.Errorf("%s: %w", cmp.Or(kind, "what answers no questions"), errNotFound)
	}
	return every, nil
}

// Survey asks every line that is free and was not asked yet, and returns what is
// known of each.
func (f *Finder) Survey(ctx context.Context, pattern string) ([]Found, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var all []Found
	for _, path := range f.lines(pattern) {
		found, err := f.look(ctx, path)
		if ctx.Err() != nil {
			return all, ctx.Err()
		}
		if err != nil {
			found = Found{Path: path, Answer: err.Error(), Closed: true}
		}
		all = append(all, found)
	}
	return all, nil
}

// look asks a line, unless the answer is known or it is too early to ask again. A
// line that is in use is not asked, and nothing new is remembered of it.
func (f *Finder) look(ctx context.Context, path string) (Found, error) {
	node, err := os.Stat(path)
	if err != nil {
		delete(f.seen, path)
		return Found{}, err
	}
	s, known := f.seen[path]
	if known = known && sameNode(s.node, node); known && (s.found.Kind != "" || time.Now().Before(s.again)) {
		return s.found, nil
	}
	found, err := ask(ctx, path)
	if err != nil {
		return Found{}, err
	}
	mute := 0
	if known && found.Kind == "" {
		mute = s.mute + 1
	}
	pause := min(firstPause<<min(mute, 20), lastPause)
	f.seen[path] = sighting{node, found, mute, time.Now().Add(pause)}
	return found, nil
}

// sameNode says that nothing was plugged out and in: the node is the same, and has
// not been made anew.
func sameNode(a, b os.FileInfo) bool {
	return os.SameFile(a, b) && madeAt(a).Equal(madeAt(b))
}

// ask puts every question at every speed until one is answered.
func ask(ctx context.Context, path string) (Found, error) {
	for _, q := range questions() {
		for _, baud := range q.speeds {
			answer, ok, err := q.put(ctx, path, baud)
			if err != nil {
				return Found{}, err
			}
			if ok {
				return Found{Path: path, Kind: q.kind, Baud: baud, Answer: answer}, nil
			}
			if !matters(path) {
				break
			}
		}
	}
	return Found{Path: path}, nil
}

// matters says whether other speeds are worth a question: not where the device ignores
// them, and a pseudo terminal has none.
func matters(path string) bool {
	target, err := filepath.EvalSymlinks(path)
	return err == nil && speedy(path) && !strings.HasPrefix(target, "/dev/pts/")
}

// put asks one question at one speed, with the line opened for it alone.
func (q question) put(ctx context.Context, path string, baud int) (answer string, ok bool, err error) {
	line, err := port.OpenSerial(path, port.SerialOptions{Baud: baud})
	if err != nil {
		return "", false, err
	}
	defer func() { err = errors.Join(err, line.Close()) }()
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if answer, ok = q.ask(limited, line); !ok && q.forget != "" {
		cleaning, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		_, _ = line.Write(cleaning, []byte(q.forget))
	}
	return answer, ok, ctx.Err()
}

// madeAt is when the inode of a node was changed last: when it was made, or when
// udev gave it to its group.
func madeAt(node os.FileInfo) time.Time {
	stat, ok := node.Sys().(*syscall.Stat_t)
	if !ok {
		return time.Time{}
	}
	return time.Unix(stat.Ctim.Unix())
}
