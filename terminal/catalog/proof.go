package catalog

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Mistake is one thing that is wrong in a file.
type Mistake struct {
	Line int    // 0 where the file as a whole is meant
	At   string // the place, as form[2].options[0].name
	Err  error
}

// Error gives the line first, as compilers do.
func (m *Mistake) Error() string {
	if m.Line == 0 {
		return m.Err.Error()
	}
	return fmt.Sprintf("%d: %s: %v", m.Line, m.At, m.Err)
}

// Unwrap returns what is wrong.
func (m *Mistake) Unwrap() error { return m.Err }

// proof stands at a place in a file and takes down what is wrong there.
type proof struct {
	at    string
	found *[]*Mistake
}

func newProof() proof { return proof{found: new([]*Mistake)} }

// key goes down to the value of a key.
func (p proof) key(name string) proof {
	return proof{strings.TrimPrefix(p.at+"."+name, "."), p.found}
}

// nth goes down to an element, counted from 0.
func (p proof) nth(i int) proof { return proof{fmt.Sprintf("%s[%d]", p.at, i), p.found} }

func (p proof) wrong(format string, args ...any) {
	*p.found = append(*p.found, &Mistake{At: p.at, Err: fmt.Errorf(format, args...)})
}

// err gives the mistakes in the order of their lines in raw; nil when there are none.
func (p proof) err(raw []byte) error {
	if len(*p.found) == 0 {
		return nil
	}
	file, err := parser.ParseBytes(raw, 0)
	if err != nil {
		return err
	}
	var all []error
	for _, m := range *p.found {
		m.Line = lineOf(file, m.At)
	}
	slices.SortStableFunc(*p.found, func(a, b *Mistake) int { return cmp.Compare(a.Line, b.Line) })
	for _, m := range *p.found {
		all = append(all, m)
	}
	return errors.Join(all...)
}

// lineOf is the line of a place, or of the nearest place above that the file has.
func lineOf(file *ast.File, at string) int {
	for at != "" {
		if node := find(file, at); node != nil {
			return node.GetToken().Position.Line
		}
		at = at[:max(0, strings.LastIndexAny(at, ".["))]
	}
	return 1
}

func find(file *ast.File, at string) ast.Node {
	path, err := yaml.PathString("$." + at)
	if err != nil {
		return nil
	}
	node, err := path.FilterFile(file)
	if err != nil {
		return nil
	}
	return node
}
