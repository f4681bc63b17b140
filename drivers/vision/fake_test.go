package vision_test

import (
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"yitiji/drivers/vision/visiontest"
	"yitiji/drivers/vision/wire"
)

// This binary is a worker, too, and a bad one: its film names what it does wrong, in its
// first life only unless it says "always", and a folder for what it notes.
//
//	MANNER,NUMBER,FOLDER
func TestMain(m *testing.M) {
	for i, a := range os.Args {
		if a == "-film" && i+1 < len(os.Args) {
			fake(strings.Split(os.Args[i+1], ","))
			return
		}
	}
	os.Exit(m.Run())
}

func fake(film []string) {
	manner, dir := film[0], film[2]
	number, _ := strconv.Atoi(film[1])
	lives, _ := os.ReadDir(dir)
	_ = os.WriteFile(filepath.Join(dir, strconv.Itoa(os.Getpid())), nil, 0o600)
	if manner, always := strings.CutPrefix(manner, "always "); always || len(lives) == 0 {
		wrong(manner, number)
	} else {
		serve(os.Stdout, "")
	}
}

// wrong does one thing wrong.
func wrong(manner string, number int) {
	switch manner {
	case "crashes": // at that byte of what it writes
		serve(&cut{room: number, then: func() { _ = unix.Kill(os.Getpid(), unix.SIGKILL) }}, "")
	case "babbles": // from that byte on
		serve(&cut{room: number, then: func() { _, _ = os.Stdout.WriteString(strings.Repeat("garbage ", 100)) }}, "")
	case "floods": // with a length that would fill the memory, from that byte on
		serve(&cut{room: number, then: func() { _, _ = os.Stdout.Write(make([]byte, 1<<20)) }}, "")
	case "complains":
		for range 1000 {
			os.Stderr.WriteString(strings.Repeat("oh no! ", 100) + "\n")
		}
		os.Stderr.WriteString("the last word\n")
		os.Exit(7)
	default:
		serve(os.Stdout, manner)
	}
}

// cut writes so many bytes, and then does something else.
type cut struct {
	room int
	then func()
}

func (c *cut) Write(p []byte) (int, error) {
	n := min(c.room, len(p))
	_, _ = os.Stdout.Write(p[:n])
	if c.room -= n; n < len(p) {
		c.then()
	}
	return len(p), nil
}

// The one picture that the fake has.
var still = visiontest.Picture(64, 48)

// serve answers as a worker does, but for the verb that it is told not to.
func serve(out io.Writer, not string) {
	for {
		q, _, err := wire.ReadRequest(os.Stdin)
		if err != nil {
			return
		}
		a, picture := answer(q)
		switch {
		case not == "hangs at "+string(q.Verb):
			time.Sleep(time.Hour)
		case not == "is slow at "+string(q.Verb):
			time.Sleep(500 * time.Millisecond)
		case not == "answers another" && q.Verb != wire.AskCondition:
			a.ID += 1000
		case not == "answers otherwise" && q.Verb != wire.AskCondition:
			a = wire.Answer{ID: q.ID, Condition: &wire.Condition{Camera: wire.Films}}
		case not == "shows no picture" && q.Verb == wire.AskPreview:
			picture = []byte("garbage")
		case not == "has no models" && q.Verb != wire.AskCondition:
			a = wire.Answer{ID: q.ID, Failure: &wire.Failure{Why: wire.NoModel, Text: "none"}}
		}
		if a.Write(out, picture) != nil {
			return
		}
	}
}

func answer(q wire.Request) (wire.Answer, []byte) {
	a := wire.Answer{ID: q.ID}
	score := 0.5
	look := &wire.Look{Faces: 1, Box: [4]int{300, 200, 250, 500}}
	switch q.Verb {
	case wire.AskCondition:
		a.Condition = &wire.Condition{Camera: wire.Films, Library: "none", Models: []wire.Model{{Task: wire.Detect}, {Task: wire.Match}}}
	case wire.AskPreview:
		a.Frame = &wire.Frame{Number: q.Not + 1, Width: 64, Height: 48}
		return a, still
	case wire.AskCompare:
		a.Look, a.Score = look, &score
	default:
		if a.Look = look; q.Live {
			look.Live = &score
		}
	}
	return a, nil
}

// pids are the processes that a fake's folder tells of.
func pids(t *testing.T, dir string) (pids []int) {
	t.Helper()
	lives, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lives {
		pid, _ := strconv.Atoi(l.Name())
		pids = append(pids, pid)
	}
	return pids
}

// running says whether any of the processes runs.
func running(pids []int) bool {
	for _, pid := range pids {
		stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
		if err == nil && !strings.Contains(string(stat), ") Z ") {
			return true
		}
	}
	return false
}
