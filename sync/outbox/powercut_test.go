package outbox_test

import (
	"bufio"
	"context"
	crand "crypto/rand"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"yitiji/sync/faultdisk"
	"yitiji/sync/outbox"
	"yitiji/sync/powercut"
	"yitiji/sync/seal"
	"yitiji/terminal"
)

var powerCuts = flag.Int("powercuts", 30, "how many times TestPowerCut cuts the power")

// The terminal of these tests is a process of its own, for a program that has a
// file of a dead disk mapped may die of it. These tell it what to do.
const (
	pathVariable = "OUTBOX_TEST_PATH"
	keyVariable  = "OUTBOX_TEST_KEY"
	syncVariable = "OUTBOX_TEST_NOSYNC"
	jobVariable  = "OUTBOX_TEST_JOB"
)

// terminalProcess starts this test program as a terminal that does job.
func terminalProcess(t *testing.T, job, path string, key *seal.PrivateKey, noSync bool) (*exec.Cmd, io.Reader) {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), jobVariable+"="+job, pathVariable+"="+path,
		keyVariable+"="+hex.EncodeToString(key.Public().Bytes()), fmt.Sprintf("%s=%v", syncVariable, noSync))
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return c, out
}

// TestMain makes this program a terminal where TestPowerCut asks for one.
func TestMain(m *testing.M) {
	faultdisk.Serve()
	job := os.Getenv(jobVariable)
	if job == "" {
		os.Exit(m.Run())
	}
	if err := beTerminal(job); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// beTerminal is the terminal. "work" keeps, prints and delivers until the disk
// fails, and says a line of each thing that is done: the line is what the world
// outside knows. "list" says what waits.
func beTerminal(job string) error {
	raw, err := hex.DecodeString(os.Getenv(keyVariable))
	if err != nil {
		return err
	}
	key, err := seal.ParsePublicKey(raw)
	if err != nil {
		return err
	}
	box, err := outbox.Open(os.Getenv(pathVariable), outbox.Options{
		Terminal: "YX07", SealTo: key, Reserve: 1, NoSync: os.Getenv(syncVariable) == "true",
	})
	if err != nil {
		return err
	}
	if r, renewed := box.Recovery(); renewed {
		return fmt.Errorf("the store was damaged: %w", r.Why)
	}
	if job == "list" {
		return list(box)
	}
	for i := 1; work(box, i) == nil; i++ {
	}
	return nil
}

func list(box *outbox.Outbox) error {
	all, err := box.Pending(context.Background(), 1_000_000, 1<<40)
	if err != nil {
		return err
	}
	for _, e := range all {
		fmt.Printf("has %d %x %x\n", e.Sequence, e.Previous, e.Hash)
	}
	if err := box.Verify(context.Background()); err != nil { // blobs too
		return err
	}
	stats, err := box.Stats(context.Background())
	if err != nil {
		return err
	}
	if len(all) != stats.Pending { // one batch is bounded; the list must be all
		return fmt.Errorf("listed %d of %d entries", len(all), stats.Pending)
	}
	fmt.Println("whole 0 - -")
	return nil
}

// backlog is how many entries wait before the terminal delivers: enough to lose
// some, few enough to list in one batch.
const backlog = 100

// work does one round of what a terminal does.
func work(box *outbox.Outbox, i int) error {
	ctx := context.Background()
	r, err := box.Keep(ctx, application(i))
	if err != nil {
		return err
	}
	fmt.Printf("kept %d %s -\n", r.Sequence, r.Slip)
	if err := besides(ctx, box, i, r.Slip); err != nil {
		return err
	}
	if id, err := box.Intend(ctx, outbox.SlipJob(r.Slip)); err != nil {
		return err
	} else if err := box.Settle(ctx, id, "printed"); err != nil {
		return err
	}
	fmt.Printf("printed 1 %s -\n", r.Slip)
	if stats, err := box.Stats(ctx); err != nil || i%10 != 0 || stats.Pending < backlog {
		return err
	}
	batch, err := box.Pending(ctx, 40, 1<<40)
	if err != nil {
		return err
	}
	for _, e := range batch {
		fmt.Printf("delivered %d %x %x\n", e.Sequence, e.Previous, e.Hash)
	}
	if err := box.Acknowledge(ctx, kept(batch)); err != nil {
		return err
	}
	return deliverBlobs(ctx, box)
}

// besides does what comes with every few applications: a page that lies beside the queue, a
// decision, a backup, and the file written anew.
func besides(ctx context.Context, box *outbox.Outbox, i int, slip terminal.SlipNumber) error {
	if i%4 == 0 {
		page := make([]byte, 40<<10)
		crand.Read(page)
		r, err := box.Keep(ctx, terminal.Entry{Kind: terminal.Material, Body: page, At: time.Now()})
		if err != nil {
			return err
		}
		fmt.Printf("kept %d page-%d -\n", r.Sequence, r.Sequence)
	}
	if i%5 == 0 {
		if err := box.Record(ctx, terminal.Decision{What: "identity.proved", Who: "citizen", Slip: slip}); err != nil {
			return err
		}
	}
	if i%50 == 0 {
		if _, err := box.Backup(ctx); err != nil {
			return err
		}
	}
	if i%30 == 0 {
		return box.Compact(ctx)
	}
	return nil
}

// deliverBlobs has the centre take what lies beside the queue.
func deliverBlobs(ctx context.Context, box *outbox.Outbox) error {
	blobs, err := box.Blobs(ctx, 100)
	for _, b := range blobs {
		if err == nil {
			err = box.BlobDelivered(ctx, b)
		}
	}
	return err
}

// world is what is known outside the terminal, whatever its disk says.
type world struct {
	kept      map[string]bool   // sequences that Keep returned
	slips     map[string]bool   // slip numbers that were given
	delivered map[string]string // sequence to hash, at the centre
	printed   []string          // slips whose print was settled, the newest last
	doubled   int
}

func newWorld() *world {
	return &world{map[string]bool{}, map[string]bool{}, map[string]string{}, nil, 0}
}

// hear takes a line of the terminal's.
func (w *world) hear(line string) {
	var verb, sequence, a, b string
	if n, _ := fmt.Sscan(line, &verb, &sequence, &a, &b); n < 4 {
		return // cut in the middle, or the test framework's own
	}
	switch verb {
	case "kept":
		if w.kept[sequence] || w.slips[a] {
			w.doubled++
		}
		w.kept[sequence], w.slips[a] = true, true
	case "printed":
		w.printed = append(w.printed, a)
	case "delivered":
		if was, ok := w.delivered[sequence]; ok && was != b {
			w.doubled++
		}
		w.delivered[sequence] = b
	}
}

// listen hears the terminal until its end. It closes begun at the first line.
func (w *world) listen(out io.Reader, begun chan<- struct{}) {
	lines := bufio.NewScanner(out)
	for n := 0; lines.Scan(); n++ {
		if n == 0 {
			close(begun)
		}
		w.hear(lines.Text())
	}
}

// inspect compares the world with what the terminal has after the cut: what is
// lost, whether the chain is broken, and whether the file is readable at all.
func (w *world) inspect(out io.Reader) (lost, broken int, whole bool) {
	has, previous, last := map[string]bool{}, "", 0
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		var verb, sequence, before, hash string
		fmt.Sscan(lines.Text(), &verb, &sequence, &before, &hash)
		switch verb {
		case "has":
			n, _ := strconv.Atoi(sequence) // what was delivered before is missing between them
			if was, ok := w.delivered[sequence]; (n == last+1 && previous != "" && before != previous) || (ok && was != hash) {
				broken++
			}
			has[sequence], previous, last = true, hash, n
		case "whole":
			whole = true
		}
	}
	for sequence := range w.kept {
		if _, there := w.delivered[sequence]; !there && !has[sequence] {
			lost++
		}
	}
	return lost, broken, whole
}

// cutOnce lets a terminal work on path, cuts the power, and inspects.
func cutOnce(t *testing.T, d *powercut.Disk, w *world, key *seal.PrivateKey, path string, noSync bool) (lost, broken int, whole bool) {
	t.Helper()
	works, out := terminalProcess(t, "work", path, key, noSync)
	begun, heard := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(heard)
		w.listen(out, begun)
	}()
	select {
	case <-begun:
	case <-heard:
		t.Error("the terminal ended before it began")
	}
	time.Sleep(time.Duration(rand.IntN(120)) * time.Millisecond)
	d.Cut()
	<-heard
	works.Wait()
	d.Restore()
	lists, out := terminalProcess(t, "list", path, key, false)
	lost, broken, whole = w.inspect(out)
	lists.Wait()
	if !noSync {
		w.inspectLedger(t, path, key)
	}
	return lost, broken, whole
}

// inspectLedger compares the last prints that were said to be settled with the ledger.
func (w *world) inspectLedger(t *testing.T, path string, key *seal.PrivateKey) {
	t.Helper()
	box, err := outbox.Open(path, outbox.Options{Terminal: "YX07", SealTo: key.Public(), Reserve: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close()
	for _, slip := range w.printed[max(0, len(w.printed)-20):] {
		last, ok, err := box.LastPrint(context.Background(), slip)
		if err != nil || !ok || last.Outcome != "printed" || last.Copy != 1 {
			t.Fatalf("the print of %s was settled; the ledger says %+v, %v, %v", slip, last, ok, err)
		}
	}
}

// One terminal lives through many power cuts on one disk: what it said it kept is
// there or at the centre, nothing is there twice, and the chain holds.
func TestPowerCut(t *testing.T) {
	d, key, w := powercut.New(t, 64<<20), newKey(t), newWorld()
	for cut := range *powerCuts {
		lost, broken, whole := cutOnce(t, d, w, key, filepath.Join(d.Dir(), "outbox"), false)
		if lost > 0 || broken > 0 || !whole || w.doubled > 0 {
			t.Fatalf("cut %d: of %d kept entries %d lost, %d out of the chain, %d doubled; readable: %v",
				cut+1, len(w.kept), lost, broken, w.doubled, whole)
		}
	}
	t.Logf("%d power cuts, %d entries kept, %d delivered: 0 lost, 0 doubled, chain whole", *powerCuts, len(w.kept), len(w.delivered))
}

// Without fsync the same cuts must lose, or TestPowerCut proves nothing.
func TestPowerCutBites(t *testing.T) {
	d, key := powercut.New(t, 64<<20), newKey(t)
	waiting, gone := 0, 0
	for cut := range 5 {
		w := newWorld()
		lost, _, _ := cutOnce(t, d, w, key, filepath.Join(d.Dir(), fmt.Sprint("outbox", cut)), true)
		waiting, gone = waiting+len(w.kept)-len(w.delivered), gone+lost
	}
	if gone*2 < waiting {
		t.Errorf("without fsync %d of %d waiting entries were lost; the test must see more than half go", gone, waiting)
	}
	t.Logf("without fsync %d of %d waiting entries were lost in 5 cuts", gone, waiting)
}

// Every line that the terminal says must be heard as it was meant.
func TestWorldHears(t *testing.T) {
	w := newWorld()
	for _, line := range []string{"kept 1 A -", "kept 2 B -", "delivered 1 00 aa", "delivered 1 00 aa", "garbage", "kept 3"} {
		w.hear(line)
	}
	lost, broken, whole := w.inspect(strings.NewReader("has 2 aa bb\nwhole 0 - -\n"))
	if lost != 0 || broken != 0 || !whole || w.doubled != 0 {
		t.Errorf("a good world: %d lost, %d broken, %d doubled, whole %v", lost, broken, w.doubled, whole)
	}
	if lost, _, whole := w.inspect(strings.NewReader("")); lost != 1 || whole {
		t.Errorf("an empty disk: %d lost, whole %v, want entry 2 lost", lost, whole)
	}
	w.hear("kept 4 B -")
	w.hear("delivered 1 00 ab")
	if w.doubled != 2 {
		t.Errorf("%d doubled, want the slip and the entry", w.doubled)
	}
}
