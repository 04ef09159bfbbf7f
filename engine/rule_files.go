package engine

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// RuleFile is one file of the policy in force: what it says of itself, and its rules.
type RuleFile struct {
	File        string      `json:"file"`
	Package     string      `json:"package"`
	Title       string      `json:"title"`
	Description string      `json:"description"`
	Guardrail   bool        `json:"guardrail"` // comes from the binary, and no bundle replaces it
	Rules       []RuleAbout `json:"rules"`
}

// RuleAbout is a rule as its METADATA tells it, with the lines that it has in its file.
type RuleAbout struct {
	Name        string `json:"name"`
	Line        int    `json:"line"`
	EndLine     int    `json:"endLine"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Code        string `json:"code"`
	Status      string `json:"status"`
	Remediation string `json:"remediation"`
}

// RuleFiles are the files of the policy in force, by path. What the engine generates
// and what only proofs use are not among them.
func (e *Engine) RuleFiles() (Revision, []RuleFile) {
	p := e.program()
	if p == nil {
		return Revision{}, []RuleFile{}
	}
	files := make([]RuleFile, 0, len(p.sources))
	for _, path := range slices.Sorted(maps.Keys(p.sources)) {
		if module := p.compiler.Modules[path]; module != nil {
			files = append(files, p.describeFile(path, module))
		}
	}
	return p.revision, files
}

// Source is the text of a file of the policy in force.
func (e *Engine) Source(path string) (Revision, string, bool) {
	p := e.program()
	if p == nil {
		return Revision{}, "", false
	}
	source, found := p.sources[path]
	return p.revision, source, found
}

// Files are all files of the policy in force as its author has them, tests and data
// too, but for those that the binary has its own of. The caller may change the map.
func (e *Engine) Files() (Revision, map[string]string) {
	p := e.program()
	if p == nil {
		return Revision{}, map[string]string{}
	}
	files := maps.Clone(p.sources)
	for path, text := range p.files {
		if _, decides := files[path]; !decides {
			files[path] = text
		}
	}
	return p.revision, files
}

// Policy is the policy in force, with the modules that are the binary's.
func (e *Engine) Policy() Policy {
	p := e.program()
	if p == nil {
		return Policy{}
	}
	return Policy{Modules: p.sources, Data: p.data, Revision: p.revision.Revision}
}

func (p *program) describeFile(path string, module *ast.Module) RuleFile {
	file := RuleFile{
		File: path, Package: strings.TrimPrefix(module.Package.Path.String(), "data."), Guardrail: p.owned[path], Rules: []RuleAbout{},
	}
	for _, about := range module.Annotations {
		if about.Scope == "package" {
			file.Title, file.Description = about.Title, strings.TrimSpace(about.Description)
		}
	}
	for _, rule := range module.Rules {
		file.Rules = append(file.Rules, p.describeRule(rule))
	}
	slices.SortStableFunc(file.Rules, func(a, b RuleAbout) int { return cmp.Compare(a.Line, b.Line) })
	return file
}

func (p *program) describeRule(rule *ast.Rule) RuleAbout {
	described := RuleAbout{Name: strings.TrimPrefix(rule.Head.Ref().ConstantPrefix().String(), "data."), Line: rule.Location.Row}
	described.EndLine = described.Line + strings.Count(strings.TrimRight(string(rule.Location.Text), "\n"), "\n")
	about := p.about(rule)
	if about == nil {
		return described
	}
	described.Title, described.Description = about.Title, strings.TrimSpace(about.Description)
	described.Code, described.Remediation = customText(about, "code"), customText(about, "remediation")
	if status := about.Custom["status"]; status != nil {
		described.Status = fmt.Sprint(status)
	}
	return described
}
