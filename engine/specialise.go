package engine

import (
	"fmt"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// specialisedPath is the name of the generated module, as errors show it.
const specialisedPath = reservedRoot + "/decision.rego"

// specialise writes the module that answers for the packages found. Walking
// data.authz.rules[_] costs half as much again as naming its members
// (PERFORMANCE section 1, 3), so a request that nobody objects to is answered
// by name; everything else is left to authz.main, which collects the reasons.
//
// The last branch is never taken by a sound policy: there authz.main permits
// what some package's ok does not. It is not permitted, and says which.
func specialise(packages rulePackages) string {
	var b strings.Builder
	fmt.Fprintf(&b, "package %s.decision\n\n", reservedRoot)
	b.WriteString(`answer := {
	"permitted": true, "reasons": [], "visible": [], "missing": [],
	"grants": _grant, "items": _item, "obligations": _obligation,
} if {
`)
	for _, name := range packages.names() {
		writeCondition(&b, name, packages[name])
	}
	b.WriteString(`	count(_grant) > 0
} else := data.authz.main.decision if {
	data.authz.main.decision.permitted != true
} else := {"disagreement": _silent} if {
	data.authz.main.decision.permitted
}
`)
	for _, what := range []string{exportGrant, exportItem, exportObligation} {
		writeUnion(&b, what, packages.with(what))
	}
	writeSilent(&b, packages.with(exportOK))
	for _, name := range packages.with(exportHandles) {
		fmt.Fprintf(&b, "\nhandles[%v] := %v\n", ast.String(name), export(name, exportHandles))
	}
	return b.String()
}

// writeCondition states that a package does not object.
func writeCondition(b *strings.Builder, name string, exported exports) {
	switch {
	case exported[exportOK]:
		fmt.Fprintf(b, "\t%v\n", export(name, exportOK))
	case exported[exportDeny]:
		fmt.Fprintf(b, "\tcount(%v) == 0\n", export(name, exportDeny))
	}
}

// writeUnion gathers a set from the packages that export it.
func writeUnion(b *strings.Builder, what string, packages []string) {
	members := []string{"set()"}
	for _, name := range packages {
		members = append(members, export(name, what).String())
	}
	fmt.Fprintf(b, "\n_%s := %s\n", what, strings.Join(members, " | "))
}

// writeSilent names the packages whose ok does not hold.
func writeSilent(b *strings.Builder, packages []string) {
	b.WriteString("\n_silent contains \"\" if false\n")
	for _, name := range packages {
		fmt.Fprintf(b, "\n_silent contains %v if not %v == true\n", ast.String(name), export(name, exportOK))
	}
}

// export is the reference to what a rule package exports.
func export(name, what string) ast.Ref {
	return ast.MustParseRef("data.authz.rules").Append(ast.StringTerm(name)).Append(ast.StringTerm(what))
}
