package engine

import (
	"reflect"
	"slices"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"

	"warder/engine/permissions"
)

func TestPlaces_are_what_the_rules_of_the_subject_tell_apart(t *testing.T) {
	prod, dev, db, web := "prod", "dev", "/db", "/web"
	named := func(environment, path *string, name string, tags ...string) Properties {
		return Properties{Environment: environment, SecretPath: path, SecretName: &name, SecretTags: tags}
	}
	items := []Properties{
		named(&prod, &db, "A", "blue"), named(&prod, &db, "B"), named(&prod, &web, "A"), named(&dev, &db, "A"),
		named(&prod, &db, "A"),
		{Environment: &prod},
		{SecretPath: &db},
	}
	folders := [][]int64{{0, 1, 4}, {2}, {3}, {5}, {6}}
	names := [][]int64{{0, 4}, {1}, {2}, {3}, {5}, {6}}
	for what, row := range map[string]struct {
		rule permissions.Rule
		want [][]int64
	}{
		"no condition":                {permissions.Rule{}, folders},
		"an irregular folder":         {permissions.Rule{Conditions: permissions.Conditions{permissions.FieldSecretPath: {permissions.OpNe: "/db"}}}, folders},
		"a name":                      {permissions.Rule{Conditions: permissions.Conditions{permissions.FieldSecretName: {permissions.OpEq: "A"}}}, names},
		"a name, inverted":            {permissions.Rule{Inverted: true, Conditions: permissions.Conditions{permissions.FieldSecretName: {permissions.OpGlob: "A*"}}}, names},
		"tags":                        {permissions.Rule{Conditions: permissions.Conditions{permissions.FieldSecretTags: {permissions.OpIn: []string{"blue"}}}}, [][]int64{{0}, {1, 4}, {2}, {3}, {5}, {6}}},
		"an identity":                 {permissions.Rule{Inverted: true, Conditions: permissions.Conditions{permissions.FieldIdentityID: {permissions.OpEq: "i"}}}, folders},
		"what nobody has heard of":    {permissions.Rule{Inverted: true, Conditions: permissions.Conditions{"weather": {permissions.OpEq: "fair"}}}, [][]int64{{0}, {1}, {2}, {3}, {4}, {5}, {6}}},
		"a name, for another action":  {permissions.Rule{Actions: []string{"edit"}, Conditions: permissions.Conditions{permissions.FieldSecretName: {permissions.OpEq: "A"}}}, folders},
		"a name, for another type":    {permissions.Rule{Subjects: []string{"secret-imports"}, Conditions: permissions.Conditions{permissions.FieldSecretName: {permissions.OpEq: "A"}}}, folders},
		"a name and a rule about all": {permissions.Rule{Conditions: permissions.Conditions{permissions.FieldSecretName: {permissions.OpEq: "A"}, permissions.FieldEnvironment: {permissions.OpEq: "prod"}}}, names},
	} {
		if row.rule.Subjects == nil {
			row.rule.Subjects = []string{"secrets"}
		}
		if row.rule.Actions == nil {
			row.rule.Actions = []string{"readValue"}
		}
		for _, scope := range []string{permissions.ScopeProject, permissions.ScopeOrganization} {
			granted := []Grant{{Source: SourceRole, Role: "member"}, {Permissions: permissions.Compile([]permissions.Rule{row.rule}, permissions.FormV2)}}
			request := &Request{Action: Action{Name: "readValue"}, Resource: Resource{Type: "secrets", Items: items}, Facts: Facts{Grants: &Grants{Project: granted}}}
			if scope == permissions.ScopeOrganization {
				request.Facts.Grants = &Grants{Organization: granted}
			}
			if got := members(request.places(shown{})); !reflect.DeepEqual(got, row.want) {
				t.Errorf("%s in the %s: %v, want %v", what, scope, got, row.want)
			}
		}
	}
	request := &Request{Resource: Resource{Items: items}}
	if got := members(request.places(shown{})); !reflect.DeepEqual(got, folders) {
		t.Errorf("without grants: %v", got)
	}
	if got := members(request.places(shownAll)); len(got) != len(items) {
		t.Errorf("shown all: %v", got)
	}
}

func members(places []Place) [][]int64 {
	groups := [][]int64{}
	for _, place := range places {
		groups = append(groups, place.Members)
	}
	return groups
}

func TestPlaces_are_the_engines_own_and_never_the_callers(t *testing.T) {
	prod := "prod"
	forged := []Place{{Properties: Properties{Environment: &prod}, Members: []int64{7}}}
	for _, items := range [][]Properties{nil, {{}}} {
		request := &Request{Resource: Resource{Items: items, Places: forged}}
		resource := request.value().(ast.Object).Get(nameResource).Value.(ast.Object)
		if places := resource.Get(namePlaces); (places == nil) != (items == nil) || places != nil && places.Value.(*ast.Array).Len() != 1 {
			t.Errorf("%d items: %v", len(items), places)
		} else if places != nil && places.Value.(*ast.Array).Elem(0).Value.(ast.Object).Get(nameMembers).String() != "[0]" {
			t.Error(places)
		}
	}
}

// What a policy may look at decides what it is shown of a list.
func TestShown_is_what_the_modules_could_look_at(t *testing.T) {
	const checks, items = "authz/checks/checks.rego", "input.resource.items[0]"
	shipped := map[string]string{
		checks:                      "package authz.checks\n\nlisted if input.resource.places[0]\n\nlisted if " + items,
		"authz/rules/old/old.rego":  "package authz.rules.old\n\nok if input.resource.id",
		"authz/lib/lib.rego":        "package authz.lib\n\nf(x) := x.secretName",
		"authz/rules/also/all.rego": "package authz.rules.also\n\nok if " + items,
	}
	plain := []string{checks, "authz/rules/old/old.rego", "authz/lib/lib.rego"}
	for what, row := range map[string]struct {
		paths        []string
		path, source string
		want         shown
	}{
		"nothing but what ships":            {plain, "", "", shown{}},
		"a shipped module without places":   {append(slices.Clone(plain), "authz/rules/also/all.rego"), "", "", shown{items: true}},
		"a rule about something else":       {plain, "authz/rules/mine/mine.rego", "package authz.rules.mine\n\nok if input.resource.properties.secretName", shown{}},
		"a rule about items":                {plain, "authz/rules/mine/mine.rego", "package authz.rules.mine\n\nok if input.resource.items[_].secretName", shown{items: true}},
		"a rule about places":               {plain, "authz/rules/mine/mine.rego", "package authz.rules.mine\n\nok if input.resource.places[_].members", shown{places: true}},
		"a rule about the resource":         {plain, "authz/rules/mine/mine.rego", "package authz.rules.mine\n\nok if some_function(input.resource)", shownAll},
		"a rule about a field by its name":  {plain, "authz/rules/mine/mine.rego", "package authz.rules.mine\n\nok if input.resource[input.action.name]", shownAll},
		"a rule about the whole input":      {plain, "authz/rules/mine/mine.rego", "package authz.rules.mine\n\nok if walk(input, [_, 1])", shownAll},
		"an import":                         {plain, "authz/rules/mine/mine.rego", "package authz.rules.mine\n\nimport input.resource as it\n\nok if it.items", shownAll},
		"a library of somebody else's":      {plain, "authz/mine/mine.rego", "package authz.mine\n\nf(x) := x", shown{}},
		"a changed module of the shipped":   {plain[1:], checks, "package authz.checks\n\nlisted if input.resource.places[0]", shown{places: true}},
		"an addition to a shipped package":  {plain, "authz/checks/more.rego", "package authz.checks\n\nf(x) := x", shown{places: true}},
		"an addition from an outer package": {plain, "authz/more.rego", "package authz\n\nchecks.g(x) := x", shown{places: true}},
	} {
		sources, modules := map[string]string{}, map[string]*ast.Module{}
		for _, path := range row.paths {
			sources[path] = shipped[path]
		}
		if row.path != "" {
			sources[row.path] = row.source
		}
		for path, source := range sources {
			modules[path] = ast.MustParseModuleWithOpts(source, ast.ParserOptions{RegoVersion: ast.RegoV1})
		}
		modules["warder/generated.rego"] = ast.MustParseModuleWithOpts("package warder\n\nordinary if input.resource.items == []", ast.ParserOptions{RegoVersion: ast.RegoV1})
		if got := findShown(modules, sources, shipped); got != row.want {
			t.Errorf("%s: %+v, want %+v", what, got, row.want)
		}
	}
	mine := "package authz.checks\n\nlisted if input.resource.places[0]"
	modules := map[string]*ast.Module{checks: ast.MustParseModuleWithOpts(mine, ast.ParserOptions{RegoVersion: ast.RegoV1})}
	if got := findShown(modules, map[string]string{checks: mine}); got != (shown{places: true}) {
		t.Errorf("where nothing ships: %+v", got)
	}
}
