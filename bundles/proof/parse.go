package proof

import (
	"errors"

	"github.com/open-policy-agent/opa/v1/ast"

	"warder/bundles"
	"warder/engine"
)

// parse reads every module, tests included, and says everything that keeps one
// from being read. The limits of the engine hold for tests too.
func (t *Tree) parse() (map[string]*ast.Module, []Finding) {
	options := parserOptions()
	modules := map[string]*ast.Module{}
	var findings []Finding
	for _, path := range t.modules() {
		source := t.Files[path]
		if len(source) > engine.MaxModuleBytes {
			findings = append(findings, Finding{
				Step: StepCheck, File: t.Path(path), Message: "longer than a module may be; split it by what it is about",
			})
			continue
		}
		module, err := ast.ParseModuleWithOpts(path, source, options)
		if err != nil {
			findings = append(findings, t.unparsed(path, err)...)
			continue
		}
		if len(module.Rules) > engine.MaxModuleRules {
			findings = append(findings, t.at(StepCheck, module.Package.Location, "%d rules in one module, at most %d",
				len(module.Rules), engine.MaxModuleRules))
		}
		modules[path] = module
	}
	if len(modules) > 2*engine.MaxModules {
		findings = append(findings, Finding{Step: StepCheck, Message: "more modules and tests than a policy may have"})
	}
	return modules, settled(findings)
}

// unparsed gives the file to an error that has no position, such as that of an
// empty module.
func (t *Tree) unparsed(path string, err error) []Finding {
	var problems ast.Errors
	if errors.As(err, &problems) {
		return t.findings(StepCheck, problems)
	}
	return []Finding{{Step: StepCheck, File: t.Path(path), Row: 1, Message: err.Error()}}
}

func parserOptions() ast.ParserOptions {
	return ast.ParserOptions{Capabilities: bundles.TestCapabilities(), ProcessAnnotation: true, RegoVersion: ast.RegoV1}
}
