package packaging

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// platformPackage is what `go list` says of a package on a platform.
type platformPackage struct {
	ImportPath, Dir string
	GoFiles         []string // those of the system
	Error           *struct{ Err string }
}

// The server is built for systems that no test runs. Compiling it for them takes minutes,
// so this looks at what usually keeps it from compiling: a package without a file for the
// system, and a name of the package syscall that the system does not have.
func TestPlatforms_have_every_package_and_system_call(t *testing.T) {
	for _, system := range []string{"linux", "darwin", "windows"} {
		t.Run(system, func(t *testing.T) {
			packages := listed(t, system)
			if len(packages) < 300 {
				t.Fatalf("go list found %d packages", len(packages))
			}
			known := systemCalls(t, system)
			for _, p := range packages {
				if p.Error != nil {
					t.Errorf("%s: %s", p.ImportPath, p.Error.Err)
				}
				if !strings.HasPrefix(p.ImportPath, "warder/") {
					continue
				}
				for _, name := range usedCalls(t, p) {
					if known.Lookup(name) == nil {
						t.Errorf("%s: syscall.%s is not on %s", p.ImportPath, name, system)
					}
				}
			}
		})
	}
}

// listed are the packages of the program on a system.
func listed(t *testing.T, system string) (packages []platformPackage) {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", "list", "-e", "-deps", "-json=ImportPath,Dir,GoFiles,Error", "./cmd/warder")
	command.Dir = root
	command.Env = append(os.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED=0")
	output, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	for decoder := json.NewDecoder(bytes.NewReader(output)); ; {
		var p platformPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}

// systemCalls are the names of the package syscall on a system, from its source.
func systemCalls(t *testing.T, system string) *types.Scope {
	t.Helper()
	before := build.Default
	defer func() { build.Default = before }()
	build.Default.GOOS, build.Default.GOARCH, build.Default.CgoEnabled = system, "amd64", false
	made, err := importer.ForCompiler(token.NewFileSet(), "source", nil).Import("syscall")
	if err != nil {
		t.Fatal(err)
	}
	return made.Scope()
}

// usedCalls are the names of syscall that the files of a package mention.
func usedCalls(t *testing.T, p platformPackage) (names []string) {
	t.Helper()
	for _, file := range p.GoFiles {
		parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, file), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(node ast.Node) bool {
			if selector, ok := node.(*ast.SelectorExpr); ok {
				if from, ok := selector.X.(*ast.Ident); ok && from.Name == "syscall" {
					names = append(names, selector.Sel.Name)
				}
			}
			return true
		})
	}
	return names
}
