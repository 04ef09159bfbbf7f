package verify

import (
	"math/rand/v2"

	"warder/engine/input"
	"warder/engine/permissions"
)

// chance makes a request beyond the finite domain: several roles and rules at
// once, with conditions and time windows, and everything else mixed. The same
// seed and number make the same request.
func (d *Domain) chance(seed, i uint64) *input.Request {
	dice := dice{rand.New(rand.NewPCG(seed, i))} //nolint:gosec // chance, not secrecy
	b := &d.blocks[dice.IntN(len(d.blocks))]
	request := b.at(dice.IntN(b.size))
	var grants []input.Grant
	for range dice.IntN(4) {
		grants = append(grants, d.grant(dice, b))
	}
	if len(grants) > 0 {
		hold(request, grants)
	}
	if dice.one(2) {
		callers := callers(b.scope, b.resourceType, b.action)
		callers[dice.IntN(len(callers))].change(request)
	}
	if dice.one(3) { // any hour of a fortnight: rules may look at weekdays and times of day
		move(request, request.Context.Now+int64(dice.IntN(14*24))*hour)
	}
	if dice.one(4) && b.scope == permissions.ScopeProject {
		request.Facts.Project.Version = int64(1 + dice.IntN(3))
		request.Facts.Project.DeleteProtected = dice.one(2)
	}
	return request
}

type dice struct{ *rand.Rand }

// one is true in one of n throws.
func (d dice) one(n int) bool { return d.IntN(n) == 0 }

func pick[T any](d dice, list []T) T { return list[d.IntN(len(list))] }

func (d *Domain) grant(dice dice, b *block) input.Grant {
	var grant input.Grant
	if roles := d.rolesOf(b.scope); len(roles) > 0 && dice.one(2) {
		role := pick(dice, roles)
		grant = role.grant()
	} else {
		grant = d.custom(dice, b)
	}
	if dice.one(4) {
		grant.Starts = now + int64(dice.IntN(5)-2)*hour
	}
	if dice.one(4) {
		grant.Ends = max(grant.Starts, now+int64(dice.IntN(5)-2)*hour) + 1
	}
	return grant
}

func (d *Domain) rolesOf(scope string) []Role {
	var found []Role
	for _, role := range d.Roles {
		if role.Scope == scope {
			found = append(found, role)
		}
	}
	return found
}

// custom is a role or privilege with a few rules, most of them about the action
// that is asked for.
func (d *Domain) custom(dice dice, b *block) input.Grant {
	var rules []permissions.Rule
	for range 1 + dice.IntN(3) {
		rule := permissions.Rule{Actions: []string{b.action}, Subjects: []string{b.resourceType}, Inverted: dice.one(3)}
		if types := permissions.ResourceTypes(b.scope); dice.one(3) {
			rule.Subjects = []string{pick(dice, types)}
			rule.Actions = []string{pick(dice, permissions.Actions(b.scope, rule.Subjects[0]))}
		}
		if fields := permissions.KnownFields(rule.Subjects[0]); b.scope == permissions.ScopeProject && len(fields) > 1 && dice.one(2) {
			rule.Conditions = d.condition(dice)
		}
		rules = append(rules, rule)
	}
	grant := input.Grant{Source: input.SourceRole, Role: input.RoleCustom, ID: "role-chance", Permissions: permissions.Compile(rules, formOf(b.scope))}
	if dice.one(2) {
		grant.Source, grant.Role, grant.ID = input.SourcePrivilege, "", "privilege-chance"
	}
	return grant
}

func (d *Domain) condition(dice dice) permissions.Conditions {
	conditions := permissions.Conditions{}
	if dice.one(2) {
		conditions["environment"] = map[string]any{pick(dice, []string{"$eq", "$ne"}): pick(dice, d.Values.Environments)}
	}
	if dice.one(2) {
		path := pick(dice, d.Values.Paths)
		conditions["secretPath"] = pick(dice, []map[string]any{{"$eq": path}, {"$glob": "/**"}, {"$in": []any{path, "/elsewhere"}}})
	}
	return conditions
}
