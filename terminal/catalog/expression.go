package catalog

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
)

// Expression is a question in CEL (Common Expression Language) about the applicant and
// what was answered. It knows
//
//	age       full years (周岁) on this day, an int
//	sex       GB/T 2261.1: "1" male, "2" female
//	nation    GB/T 3304: "01" 汉
//	document  as identity.Document
//	born      the birthday, a timestamp
//	today     this day, a timestamp
//	answers   what was answered so far, by the fields' keys; "" for what was not asked
//
// and none of the applicant's name, number or address: rules that turn on those are the
// centre's.
type Expression string

// environment knows the variables of every expression.
var environment = sync.OnceValues(func() (*cel.Env, error) {
	return cel.NewEnv(
		cel.Variable("age", cel.IntType), cel.Variable("sex", cel.StringType), cel.Variable("nation", cel.StringType),
		cel.Variable("document", cel.StringType), cel.Variable("born", cel.TimestampType), cel.Variable("today", cel.TimestampType),
		cel.Variable("answers", cel.MapType(cel.StringType, cel.StringType)),
	)
})

// compile checks types as well as grammar.
func (e Expression) compile(want *cel.Type) (*cel.Ast, error) {
	env, err := environment()
	if err != nil {
		return nil, err
	}
	tree, issues := env.Compile(string(e))
	if issues.Err() != nil {
		first := issues.Errors()[0]
		return nil, fmt.Errorf("%q, column %d: %s", e, first.Location.Column()+1, first.Message)
	}
	if got := tree.OutputType(); !got.IsExactType(want) {
		return nil, fmt.Errorf("%q gives %s: want %s", e, got, want)
	}
	return tree, nil
}

// programs are the expressions of an item that have been used, ready to run. A nil one
// prepares each anew.
type programs struct {
	mu    sync.Mutex
	ready map[Expression]cel.Program
}

// prepare gives an expression as a program.
func (p *programs) prepare(e Expression, want *cel.Type) (cel.Program, error) {
	if p == nil {
		return e.program(want)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if ready, ok := p.ready[e]; ok {
		return ready, nil
	}
	program, err := e.program(want)
	if err != nil {
		return nil, err
	}
	if p.ready == nil {
		p.ready = map[Expression]cel.Program{}
	}
	p.ready[e] = program
	return program, nil
}

func (e Expression) program(want *cel.Type) (cel.Program, error) {
	tree, err := e.compile(want)
	if err != nil {
		return nil, err
	}
	env, err := environment()
	if err != nil {
		return nil, err
	}
	return env.Program(tree)
}

// holds computes an expression that is true or false.
func (it *Item) holds(e Expression, f Facts) (bool, error) {
	program, err := it.ready.prepare(e, cel.BoolType)
	if err != nil {
		return false, err
	}
	out, _, err := program.Eval(it.values(f))
	if err != nil {
		return false, err
	}
	holds, _ := out.Value().(bool)
	return holds, nil
}

// amount computes an expression that is an amount in fen.
func (it *Item) amount(e Expression, f Facts) (Fen, error) {
	program, err := it.ready.prepare(e, cel.IntType)
	if err != nil {
		return 0, err
	}
	out, _, err := program.Eval(it.values(f))
	if err != nil {
		return 0, err
	}
	n, _ := out.Value().(int64)
	if n < 0 {
		return 0, errors.New("a negative amount")
	}
	return Fen(n), nil
}

// prove says what is wrong with the expression of an item that asks for fields; want is
// what it must give. The empty expression is fine.
func (e Expression) prove(p proof, want *cel.Type, fields []string) {
	if e == "" {
		return
	}
	tree, err := e.compile(want)
	if err != nil {
		p.wrong("%w", err)
		return
	}
	for _, name := range answersIn(tree) {
		if !slices.Contains(fields, name) {
			p.wrong("%q asks for answers.%s: there is no such field", e, name)
		}
	}
}

// TurnsOn are the fields on whose answers anything of the item turns: another question, a
// condition, a material, the fee, a text.
func (it *Item) TurnsOn() []string {
	var names []string
	for _, f := range it.fields() {
		if f.When != nil {
			names = append(names, f.When.Field)
		}
	}
	for _, e := range it.expressions() {
		if env, err := environment(); err == nil {
			if tree, issues := env.Compile(string(e)); issues.Err() == nil {
				names = append(names, answersIn(tree)...)
			}
		}
	}
	return names
}

// expressions are all that the item has.
func (it *Item) expressions() []Expression {
	all := []Expression{it.Fee.Rule}
	for _, c := range it.Conditions {
		all = append(all, c.If)
	}
	for _, m := range it.Materials {
		all = append(all, m.When)
	}
	for _, s := range it.Sums {
		all = append(all, s.Fen)
	}
	for _, r := range it.Reading {
		all = append(all, r.When)
	}
	return slices.DeleteFunc(all, func(e Expression) bool { return e == "" })
}

// turnsOn says whether the expression asks for no answers but those of the fields.
func (e Expression) turnsOn(fields []Field) bool {
	tree, err := e.compile(cel.BoolType)
	if err != nil {
		return false
	}
	for _, name := range answersIn(tree) {
		if !slices.ContainsFunc(fields, func(f Field) bool { return f.Key == name }) {
			return false
		}
	}
	return true
}

// answersIn are the fields whose answers an expression asks for, as answers.key or as
// answers["key"].
func answersIn(tree *cel.Ast) []string {
	var names []string
	root := ast.NavigateAST(tree.NativeRep())
	for _, n := range ast.MatchDescendants(root, ast.AllMatcher()) {
		switch n.Kind() {
		case ast.SelectKind:
			if s := n.AsSelect(); s.Operand().Kind() == ast.IdentKind && s.Operand().AsIdent() == "answers" {
				names = append(names, s.FieldName())
			}
		case ast.CallKind:
			c := n.AsCall()
			if c.FunctionName() != operators.Index || c.Args()[0].Kind() != ast.IdentKind || c.Args()[0].AsIdent() != "answers" {
				continue
			}
			if key := c.Args()[1]; key.Kind() == ast.LiteralKind {
				names = append(names, fmt.Sprint(key.AsLiteral().Value()))
			}
		}
	}
	return names
}
