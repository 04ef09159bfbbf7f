package engine

import (
	"maps"
	"slices"
	"strings"
)

// remedy names what one rule package says can be done about one reason code.
type remedy struct{ rule, code string }

// askTheOperator is what can be done when no policy answered.
const askTheOperator = "Tell the operator of the server; its log has the cause under the id of the decision."

// Remediation is what the policy in force says can be done about a reason: the
// METADATA of the rule that gave it, or of another that gives the same code;
// empty if none says anything.
func (e *Engine) Remediation(reason Reason) string {
	if p := e.program(); p != nil {
		if found := p.remedies[remedy{reason.Rule, reason.Code}]; found != "" {
			return found
		}
		if found := p.remedies[remedy{"", reason.Code}]; found != "" {
			return found
		}
	}
	if _, own := refusals[reason.Code]; own {
		return askTheOperator
	}
	return ""
}

// findRemedies reads the remedies off the METADATA of every denial, once for
// each policy: refusals are too many to look there each time.
func (p *program) findRemedies() map[remedy]string {
	found := map[remedy]string{}
	for _, path := range slices.Sorted(maps.Keys(p.compiler.Modules)) {
		for _, rule := range p.compiler.Modules[path].Rules {
			place := refPath(ruleRef(rule))
			if !beneath(place, rulesRoot) || !strings.HasSuffix(place, "/"+exportDeny) {
				continue
			}
			about := p.about(rule)
			if about == nil {
				continue
			}
			code, text := customText(about, "code"), customText(about, "remediation")
			from := strings.TrimPrefix(rule.Module.Package.Path.String(), "data.")
			for _, key := range []remedy{{from, code}, {"", code}} {
				if found[key] == "" {
					found[key] = text
				}
			}
		}
	}
	return found
}
