package engine

import (
	"fmt"
	"strconv"
	"testing"

	"warder/engine/input"
	"warder/engine/permissions"
)

// benchSource matches permissions by probe keys, as the shipped library does.
const benchSource = `package authz.rules.secrets

handles := {"secrets": {"readValue"}}

deny contains {"code": "permission_inverted", "message": "an inverted rule forbids it"} if _forbidden

_forbidden if {
	some grant in _active
	_covers(grant.permissions.deny)
}

grant contains concat(":", [grant.source, grant.role]) if {
	input.resource.type == "secrets"
	some grant in _active
	_covers(grant.permissions.allow)
}

_active contains grant if {
	some grant in input.facts.grants.project
	grant.starts <= input.context.now
	_unfinished(grant)
}

_unfinished(grant) if grant.ends == 0

_unfinished(grant) if input.context.now < grant.ends

_covers(side) if side.secrets[input.action.name].any

_covers(side) if {
	slot := side.secrets[input.action.name]
	some key in input.resource.properties.keys
	slot.keys[key]
}
`

const benchNetwork = `package authz.rules.network

deny contains {"code": "ip_not_allowed", "message": "this address is not in the allowlist"} if not _trusted

_trusted if input.facts.token.any_address

_trusted if {
	some block in input.facts.token.trusted_ips
	net.cidr_contains(block, input.context.ip)
}
`

// benchHouse has as many packages as the shipped policy.
func benchHouse() map[string]string {
	modules := map[string]string{secretsPath: benchSource, "authz/rules/network/network.rego": benchNetwork}
	for i := range 10 {
		name := "type" + strconv.Itoa(i)
		modules["authz/rules/"+name+"/"+name+".rego"] = fmt.Sprintf(`package authz.rules.%[1]s

handles := {%[1]q: {"read"}}

deny contains {"code": "delete_protected", "message": "protected"} if {
	input.resource.type == %[1]q
	input.facts.project.delete_protected
}

grant contains "any" if {
	input.resource.type == %[1]q
	input.facts.membership.project
}
`, name)
	}
	return modules
}

func benchRequest(rules int) *input.Request {
	keys := map[string]bool{"prod:/db/": true}
	for i := range rules - 1 {
		keys[fmt.Sprintf("prod:/team-%d/", i)] = true
	}
	return permitted(func(r *input.Request) {
		r.Facts.Token.TrustedIPs = []string{"192.168.0.0/16", "10.0.0.0/8"}
		r.Facts.Membership = &input.Membership{OrgID: "o1", Organization: true, Project: true, OrgRole: "member", AcceptedInOrg: true, ActiveInOrg: true}
		r.Facts.Organization = &input.Organization{ID: "o1"}
		r.Context.Route, r.Context.RequestID, r.Context.Accepts = "GET /api/v3/secrets/raw/:secretName", "req-1", []string{"identity_access_token"}
		r.Facts.Grants.Project = []input.Grant{{Source: input.SourceRole, Role: input.RoleCustom, ID: "c1", Permissions: &permissions.Compiled{
			Allow: map[string]map[string]permissions.Slot{"secrets": {"readValue": {Keys: keys}}},
		}}}
	})
}

func BenchmarkDecide(b *testing.B) {
	for _, form := range []Evaluator{Plan, Topdown} {
		options := optionsOf(benchHouse())
		options.Evaluator = form
		e, err := New(b.Context(), options)
		if err != nil {
			b.Fatal(err)
		}
		for _, rules := range []int{10, 200} {
			request := benchRequest(rules)
			b.Run(fmt.Sprintf("%s/permitted/%d_rules", form, rules), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if !e.Decide(b.Context(), request).Permitted {
						b.Fatal("denied")
					}
				}
			})
		}
		denied := benchRequest(200)
		denied.Facts.Token.Revoked = true
		b.Run(string(form)+"/denied/200_rules", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if e.Decide(b.Context(), denied).Permitted {
					b.Fatal("permitted")
				}
			}
		})
	}
}

func BenchmarkInput(b *testing.B) {
	request := benchRequest(200)
	b.ReportAllocs()
	for b.Loop() {
		request.Value()
	}
}
