package attacks

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// row is one row of the route table, as the source of handlers has it: a
// route that is added there is attacked here without an edit.
type row struct {
	method, path string
	modes        string // the name of the set of auth modes: public, j, ji ...
}

func (r row) params() []string {
	var params []string
	for segment := range strings.SplitSeq(r.path, "/") {
		if name, is := strings.CutPrefix(segment, ":"); is {
			params = append(params, name)
		}
	}
	return params
}

// table reads every row. Far fewer than there are means that it cannot read
// the source any more.
func table(t *testing.T) []row {
	t.Helper()
	files, err := filepath.Glob("../../handlers/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var rows []row
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		rows = append(rows, rowsOf(t, path)...)
	}
	if len(rows) < 80 {
		t.Fatalf("found %d routes in the source of handlers, which has more", len(rows))
	}
	return rows
}

func rowsOf(t *testing.T, path string) (rows []row) {
	t.Helper()
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	file, err := parser.ParseFile(token.NewFileSet(), path, source, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, declaration := range file.Decls {
		if function, is := declaration.(*ast.FuncDecl); is && strings.HasSuffix(function.Name.Name, "Routes") {
			rows = append(rows, rowsIn(function)...)
		}
	}
	return rows
}

// rowsIn reads the literals of a function: three columns are enough.
func rowsIn(function *ast.FuncDecl) (rows []row) {
	known := texts{}
	ast.Inspect(function.Body, func(node ast.Node) bool {
		known.learn(node)
		literal, is := node.(*ast.CompositeLit)
		if !is || len(literal.Elts) < 7 {
			return true
		}
		for _, method := range known.values(literal.Elts[0]) {
			for _, path := range known.values(literal.Elts[1]) {
				modes, _ := literal.Elts[2].(*ast.Ident)
				if strings.HasPrefix(path, "/") && modes != nil {
					rows = append(rows, row{method, path, modes.Name})
				}
			}
		}
		return false
	})
	return rows
}

// texts are the values that names of constants and loop variables have.
type texts map[string][]string

func (k texts) learn(node ast.Node) {
	switch node := node.(type) {
	case *ast.ValueSpec:
		for i, name := range node.Names {
			if i < len(node.Values) {
				k[name.Name] = k.values(node.Values[i])
			}
		}
	case *ast.RangeStmt:
		list, is := node.X.(*ast.CompositeLit)
		name, named := node.Value.(*ast.Ident)
		if !is {
			return
		}
		if _, isMap := list.Type.(*ast.MapType); isMap {
			name, named = node.Key.(*ast.Ident)
		}
		if !named {
			return
		}
		k[name.Name] = nil
		for _, element := range list.Elts {
			if pair, is := element.(*ast.KeyValueExpr); is {
				element = pair.Key
			}
			k[name.Name] = append(k[name.Name], k.values(element)...)
		}
	}
}

// values are all that an expression of constants may be.
func (k texts) values(expression ast.Expr) []string {
	switch e := expression.(type) {
	case *ast.BasicLit:
		if text, err := strconv.Unquote(e.Value); err == nil {
			return []string{text}
		}
	case *ast.Ident:
		return k[e.Name]
	case *ast.BinaryExpr:
		var sums []string
		for _, left := range k.values(e.X) {
			for _, right := range k.values(e.Y) {
				sums = append(sums, left+right)
			}
		}
		return sums
	}
	return nil
}
