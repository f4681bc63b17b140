package catalog

import (
	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
)

// Case is a situation that can be said in a word: one question, and those of its answers with
// which something is wanted.
type Case struct {
	Label   Text
	Answers []Text
}

// Case says in which case a material is wanted. ok is false where that cannot be said in a
// word: it is wanted always, or its rule turns on the person, or on more than one choice.
func (it *Item) Case(m Material) (c Case, ok bool) {
	f, ok := it.decides(m.When)
	if !ok {
		return Case{}, false
	}
	c.Label = f.Label
	for _, o := range f.Options {
		if holds, err := it.holds(m.When, Facts{Answers: it.upTo(f, o)}); err == nil && holds {
			c.Answers = append(c.Answers, o.Name)
		}
	}
	return c, len(c.Answers) > 0
}

// decides gives the choice on which a rule turns, where it turns on nothing else.
func (it *Item) decides(e Expression) (f Field, ok bool) {
	tree, err := e.compile(cel.BoolType)
	if err != nil {
		return Field{}, false
	}
	root := ast.NavigateAST(tree.NativeRep())
	for _, n := range ast.MatchDescendants(root, ast.KindMatcher(ast.IdentKind)) {
		if n.AsIdent() != "answers" {
			return Field{}, false
		}
	}
	for i, name := range answersIn(tree) {
		if i > 0 && name != f.Key {
			return Field{}, false
		}
		f, ok = it.field(name)
	}
	return f, ok && f.Kind == Choice
}

// upTo are the answers of somebody who was asked a question, and chose that option.
func (it *Item) upTo(f Field, o Option) []Answer {
	answers := []Answer{{Field: f.Key, Value: o.Key}}
	for f.When != nil {
		answers = append(answers, Answer{Field: f.When.Field, Value: f.When.Is})
		f, _ = it.field(f.When.Field)
	}
	return answers
}

func (it *Item) field(key string) (Field, bool) {
	for _, f := range it.fields() {
		if f.Key == key {
			return f, true
		}
	}
	return Field{}, false
}
