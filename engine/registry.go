package engine

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// ReasonCode is what the policy in force says about one of its reason codes.
type ReasonCode struct {
	Code        string   `json:"code"`
	Status      string   `json:"status"`
	Rules       []string `json:"rules"` // packages that give it
	Meaning     string   `json:"meaning"`
	Description string   `json:"description"`
	Remediation string   `json:"remediation"`
}

// ReasonCodes lists the codes that the policy in force gives, from the METADATA
// of its denials, and those of the engine itself, by code. Where several rules
// give a code, the first in the order of files describes it.
func (e *Engine) ReasonCodes() []ReasonCode {
	found := map[string]*ReasonCode{}
	if p := e.program(); p != nil {
		for _, path := range slices.Sorted(maps.Keys(p.compiler.Modules)) {
			for _, rule := range p.compiler.Modules[path].Rules {
				p.noteCode(found, rule)
			}
		}
	}
	for code, message := range refusals {
		status := "500"
		if code == PolicyMissing {
			status = "503"
		}
		if found[code] == nil {
			found[code] = &ReasonCode{
				Code: code, Status: status, Rules: []string{"engine"}, Meaning: message, Description: "The policy did not answer; nothing is permitted then.",
				Remediation: askTheOperator,
			}
		}
	}
	codes := make([]ReasonCode, 0, len(found))
	for _, code := range found {
		codes = append(codes, *code)
	}
	slices.SortFunc(codes, func(a, b ReasonCode) int { return cmp.Compare(a.Code, b.Code) })
	return codes
}

// ReasonCodesOn are the codes that a request for an action on a type of resource may be
// refused with: those of the packages that decide it, and of those that look at every
// request.
func (e *Engine) ReasonCodesOn(resourceType, action string) []ReasonCode {
	p := e.program()
	if p == nil {
		return e.ReasonCodes()
	}
	particular := map[string]bool{}
	for _, names := range p.handled {
		for _, name := range names {
			particular[rulesRoot+"/"+name] = true
		}
	}
	mine := map[string]bool{}
	for _, name := range p.handled[handledAction{resourceType, action}] {
		mine[rulesRoot+"/"+name] = true
	}
	return slices.DeleteFunc(e.ReasonCodes(), func(code ReasonCode) bool {
		return !slices.ContainsFunc(code.Rules, func(rule string) bool {
			path := strings.ReplaceAll(rule, ".", "/")
			return mine[path] || !particular[path]
		})
	})
}

func (p *program) noteCode(found map[string]*ReasonCode, rule *ast.Rule) {
	path := refPath(ruleRef(rule))
	if !beneath(path, rulesRoot) || !strings.HasSuffix(path, "/"+exportDeny) {
		return
	}
	about := p.about(rule)
	if about == nil || customText(about, "code") == "" {
		return
	}
	code, from := customText(about, "code"), strings.TrimPrefix(rule.Module.Package.Path.String(), "data.")
	if found[code] == nil {
		found[code] = &ReasonCode{
			Code: code, Status: fmt.Sprint(about.Custom["status"]), Meaning: about.Title,
			Description: strings.TrimSpace(about.Description), Remediation: customText(about, "remediation"),
		}
	}
	if !slices.Contains(found[code].Rules, from) {
		found[code].Rules = append(found[code].Rules, from)
	}
}
