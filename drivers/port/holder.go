package port

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// heldBy is ErrBusy with the names of the programs that are known to have the line.
func heldBy(programs []string) error {
	if len(programs) == 0 {
		return ErrBusy
	}
	return fmt.Errorf("%w: %s", ErrBusy, strings.Join(programs, ", "))
}

// holders names the processes that have the node at path open. Those of other users are
// seen by root alone.
func holders(path string) []string {
	node, err := filepath.EvalSymlinks(path)
	if err != nil {
		return nil
	}
	open, _ := filepath.Glob("/proc/[0-9]*/fd/*")
	var programs []string
	for _, link := range open {
		if to, err := os.Readlink(link); err == nil && to == node {
			programs = append(programs, program(filepath.Dir(filepath.Dir(link))))
		}
	}
	slices.Sort(programs)
	return slices.Compact(programs)
}

// program names the process that a folder of /proc is about.
func program(folder string) string {
	name, _ := os.ReadFile(filepath.Join(folder, "comm"))
	return fmt.Sprintf("%s (process %s)", strings.TrimSpace(string(name)), filepath.Base(folder))
}
