package api

import (
	"strings"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

// refusedInput is a request that cannot be meant, and the field that the
// refusal names: as the path of an issue, or in its message.
type refusedInput struct {
	name, method, path string
	body               any
	status             int
	field              string
}

func permissions(rules ...any) testserver.Object {
	return testserver.Object{"slug": "reader", "name": "Reader", "permissions": append(testserver.List{}, rules...)}
}

func ips(entries ...string) testserver.List {
	list := testserver.List{}
	for _, entry := range entries {
		list = append(list, testserver.Object{"ipAddress": entry})
	}
	return list
}

func temporary(changes testserver.Object) testserver.Object {
	role := testserver.Object{
		"role": "viewer", "isTemporary": true, "temporaryMode": "relative", "temporaryRange": "1h",
		"temporaryAccessStartTime": "2026-12-01T09:00:00.000Z",
	}
	for name, value := range changes {
		role[name] = value
	}
	return testserver.Object{"roles": testserver.List{testserver.Object{"role": "no-access"}, role}}
}

func globbed(pattern any) testserver.Object {
	return permissions(testserver.Object{"subject": "secrets", "action": testserver.List{"readValue"}, "conditions": testserver.Object{"secretPath": testserver.Object{"$glob": pattern}}})
}

func TestInput_what_cannot_be_meant_is_refused_with_its_field(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	admin := s.AsAdmin()
	p := admin.NewProject(t)
	bare, machine := admin.NewIdentity(t, s.Admin.ID, "no-access"), s.NewMachine(t, "no-access", nil)
	member := "/api/v2/workspace/" + p.ID + "/identity-memberships/" + bare
	roles2, roles1, orgRoles := "/api/v2/workspace/"+p.ID+"/roles", "/api/v1/workspace/"+p.Slug+"/roles", "/api/v1/organization/roles"
	privilege := func(changes testserver.Object) testserver.Object {
		body := testserver.Object{"identityId": machine.IdentityID, "projectId": p.ID, "type": testserver.Object{"isTemporary": false}, "permissions": testserver.List{}}
		for name, value := range changes {
			body[name] = value
		}
		return body
	}
	admin.AddMember(t, p, machine.IdentityID, "no-access")
	privileges := "/api/v2/identity-project-additional-privilege"
	for _, c := range []refusedInput{
		{"prefix_too_long", "POST", testserver.UniversalAuth(bare), testserver.Object{"accessTokenTrustedIps": ips("10.0.0.0/33")}, 400, "accessTokenTrustedIps"},
		{"leading_zero", "POST", testserver.UniversalAuth(bare), testserver.Object{"clientSecretTrustedIps": ips("0.0.0.0/0", "01.2.3.4")}, 400, "clientSecretTrustedIps"},
		{"address_with_port", "POST", testserver.TokenAuth(bare), testserver.Object{"accessTokenTrustedIps": ips("1.2.3.4:80")}, 400, "accessTokenTrustedIps"},
		{"no_address_at_all", "POST", testserver.TokenAuth(bare), testserver.Object{"accessTokenTrustedIps": testserver.List{}}, 422, "accessTokenTrustedIps"},
		{"project_address", "POST", "/api/v1/workspace/" + p.ID + "/trusted-ips", testserver.Object{"ipAddress": "everywhere", "isActive": true}, 400, "ipAddress"},
		{"ttl_above_max", "POST", testserver.UniversalAuth(bare), testserver.Object{"accessTokenTTL": 100, "accessTokenMaxTTL": 50}, 422, "accessTokenTTL"},
		{"ttl_above_the_max_that_is_set", "PATCH", testserver.UniversalAuth(machine.IdentityID), testserver.Object{"accessTokenTTL": 315360000}, 422, "accessTokenTTL"},
		{"negative_ttl", "POST", testserver.TokenAuth(bare), testserver.Object{"accessTokenTTL": -1}, 422, "accessTokenTTL"},
		{"ttl_of_ten_years_and_more", "POST", testserver.TokenAuth(bare), testserver.Object{"accessTokenMaxTTL": 315360001}, 422, "accessTokenMaxTTL"},
		{"uses_below_zero", "POST", testserver.UniversalAuth(machine.IdentityID) + "/client-secrets", testserver.Object{"numUsesLimit": -1}, 422, "numUsesLimit"},
		{"lockout_threshold", "PATCH", testserver.UniversalAuth(machine.IdentityID), testserver.Object{"lockoutThreshold": 31}, 422, "lockoutThreshold"},
		{"unknown_org_role", "POST", "/api/v1/identities", testserver.Object{"name": "x", "organizationId": s.Admin.ID, "role": "emperor"}, 400, "emperor"},
		{"role_named_custom", "PATCH", "/api/v1/identities/" + bare, testserver.Object{"role": "custom"}, 400, "custom"},
		{"unknown_project_role", "POST", member, testserver.Object{"role": "emperor"}, 400, "emperor"},
		{"project_role_in_the_organization", "PATCH", "/api/v1/identities/" + bare, testserver.Object{"role": "viewer"}, 400, "viewer"},
		{"reserved_org_slug", "POST", orgRoles, testserver.Object{"slug": "admin", "name": "x", "permissions": testserver.List{}}, 400, "slug"},
		{"reserved_project_slug", "POST", roles2, testserver.Object{"slug": "no-access", "name": "x", "permissions": testserver.List{}}, 400, "slug"},
		{"reserved_slug_in_capitals", "POST", roles1, testserver.Object{"slug": "VIEWER", "name": "x", "permissions": testserver.List{}}, 400, "slug"},
		{"slug_that_is_none", "POST", roles2, testserver.Object{"slug": "a--b", "name": "x", "permissions": testserver.List{}}, 422, "slug"},
		{"range_that_is_no_duration", "POST", member, temporary(testserver.Object{"temporaryRange": "abc"}), 422, "temporaryRange"},
		{"range_below_zero", "POST", member, temporary(testserver.Object{"temporaryRange": "-1h"}), 422, "temporaryRange"},
		{"range_of_nothing", "POST", member, temporary(testserver.Object{"temporaryRange": "0h"}), 422, "temporaryRange"},
		{"range_of_ages", "POST", member, temporary(testserver.Object{"temporaryRange": "1000y"}), 422, "temporaryRange"},
		{"start_that_is_no_time", "POST", member, temporary(testserver.Object{"temporaryAccessStartTime": "soon"}), 422, "temporaryAccessStartTime"},
		{"mode_that_is_none", "POST", member, temporary(testserver.Object{"temporaryMode": "absolute"}), 422, "temporaryMode"},
		{"only_temporary", "POST", member, testserver.Object{"roles": testserver.List{temporary(nil)["roles"].(testserver.List)[1]}}, 400, "permanent role"},
		{"glob_that_does_not_parse", "POST", roles2, globbed("/app/[a-"), 422, "$glob"},
		{"glob_with_an_open_brace", "POST", roles2, globbed("/{a,b"), 422, "$glob"},
		{"glob_that_is_no_text", "POST", roles2, globbed(7), 422, "$glob"},
		{"glob_in_the_older_form", "POST", roles1, permissions(testserver.Object{"subject": "secrets", "action": "read", "conditions": testserver.Object{"secretPath": testserver.Object{"$glob": "[a"}}}), 422, "$glob"},
		{"path_without_slash", "POST", roles2, permissions(testserver.Object{"subject": "secrets", "action": "readValue", "conditions": testserver.Object{"secretPath": "app"}}), 422, "secretPath"},
		{"operator_that_is_none", "POST", roles2, permissions(testserver.Object{"subject": "secrets", "action": "readValue", "conditions": testserver.Object{"environment": testserver.Object{"$regex": "."}}}), 422, "environment"},
		{"field_that_is_none", "POST", roles2, permissions(testserver.Object{"subject": "secrets", "action": "readValue", "conditions": testserver.Object{"colour": "red"}}), 422, "colour"},
		{"action_that_is_none", "POST", roles2, permissions(testserver.Object{"subject": "secrets", "action": "fly"}), 422, "action"},
		{"subject_that_is_none", "POST", roles2, permissions(testserver.Object{"subject": "moon", "action": "read"}), 422, "subject"},
		{"org_rule_about_a_project", "POST", orgRoles, testserver.Object{"slug": "x", "name": "x", "permissions": testserver.List{testserver.Object{"subject": "secrets", "action": "read"}}}, 422, "subject"},
		{"privilege_with_a_bad_range", "POST", privileges, privilege(testserver.Object{"type": testserver.Object{
			"isTemporary": true, "temporaryMode": "relative", "temporaryRange": "x", "temporaryAccessStartTime": "2026-12-01T09:00:00.000Z",
		}}), 422, "temporaryRange"},
		{"privilege_with_a_bad_glob", "POST", privileges, privilege(testserver.Object{"permissions": globbed("[")["permissions"]}), 422, "$glob"},
		{"retention", "PUT", "/api/v1/workspace/" + p.Slug + "/audit-logs-retention", testserver.Object{"auditLogsRetentionDays": "long"}, 422, "auditLogsRetentionDays"},
		{"page", "GET", "/api/v1/identities?limit=lots&orgId=" + s.Admin.ID, nil, 422, "limit"},
		{"order", "GET", "/api/v1/identities?orderBy=colour&orgId=" + s.Admin.ID, nil, 422, "orderBy"},
		{"date", "GET", "/api/v1/workspace/" + p.ID + "/audit-logs?startDate=yesterday", nil, 422, "startDate"},
	} {
		t.Run(c.name, func(t *testing.T) {
			answer := admin.Do(t, c.method, c.path, c.body)
			if answer.Status != c.status || !strings.Contains(answer.Body, c.field) {
				t.Errorf("%s answered %d, want %d naming %s: %s", answer.Request, answer.Status, c.status, c.field, answer.Body)
			}
		})
	}
}
