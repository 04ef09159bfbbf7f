package engine

import (
	"fmt"
	"maps"
	"slices"
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
	writeUnion(&b, "_obligation", packages.with(exportObligation), exportObligation)
	writeByType(&b, packages, exportGrant)
	writeByType(&b, packages, exportItem)
	writeSilent(&b, packages.with(exportOK))
	for _, name := range packages.with(exportHandles) {
		fmt.Fprintf(&b, "\nhandles[%v] := %v\n", ast.String(name), export(name, exportHandles))
	}
	return b.String()
}

// writeCondition states that a package does not object. The ok of a package that
// was changed may have fallen behind its deny, and a deny must be heard.
func writeCondition(b *strings.Builder, name string, p *rulePackage) {
	if p.exports[exportOK] {
		fmt.Fprintf(b, "\t%v == true\n", export(name, exportOK))
	}
	if p.exports[exportDeny] && !(p.exports[exportOK] && p.proven) {
		fmt.Fprintf(b, "\tcount(%v) == 0\n", export(name, exportDeny))
	}
}

// writeUnion gathers a set from the packages that export it.
func writeUnion(b *strings.Builder, rule string, packages []string, what string) {
	fmt.Fprintf(b, "\n%s := %s\n", rule, union(packages, what))
}

func union(packages []string, what string) string {
	members := make([]string, 0, len(packages))
	for _, name := range packages {
		members = append(members, export(name, what).String())
	}
	if len(members) == 0 {
		return "set()"
	}
	return strings.Join(members, " | ")
}

// writeByType gathers a set from those packages alone that handle the type of
// the resource, and from those that do not say what they handle. A package
// that grants what it does not handle is not heard here; if nobody else
// grants it either, that is a disagreement with authz.main.
func writeByType(b *strings.Builder, packages rulePackages, what string) {
	types, always := map[string][]string{}, []string{}
	for _, name := range packages.with(what) {
		if packages[name].types == nil {
			always = append(always, name)
		}
		for _, resourceType := range packages[name].types {
			types[resourceType] = append(types[resourceType], name)
		}
	}
	rule := "_" + what
	if len(always) > 0 {
		rule = "_typed" + rule
		fmt.Fprintf(b, "\n_%s := %s | %s\n", what, rule, union(always, what))
	}
	together := map[string][]string{} // types by what is gathered for them
	for name, members := range types {
		gathered := union(members, what)
		together[gathered] = append(together[gathered], ast.String(name).String())
	}
	fmt.Fprintf(b, "\n%s := set() if %s\n", rule, nothingToGather[what])
	for _, gathered := range slices.Sorted(maps.Keys(together)) {
		slices.Sort(together[gathered])
		fmt.Fprintf(b, "else := %s if input.resource.type in {%s}\n", gathered, strings.Join(together[gathered], ", "))
	}
	b.WriteString("else := set()\n")
}

// nothingToGather is when a set is known to be empty before anybody is asked.
var nothingToGather = map[string]string{exportGrant: "false", exportItem: "input.resource.items == []"}

// writeSilent names the packages whose ok does not hold.
func writeSilent(b *strings.Builder, packages []string) {
	b.WriteString("\n_silent contains \"\" if false\n")
	for _, name := range packages {
		fmt.Fprintf(b, "\n_silent contains %v if not %v == true\n", ast.String(name), export(name, exportOK))
	}
}

// export is the reference to what a rule package exports.
var refRules = ast.MustParseRef("data.authz.rules")

func export(name, what string) ast.Ref {
	return refRules.Append(ast.StringTerm(name)).Append(ast.StringTerm(what))
}
