package api

import (
	"strings"
	"testing"

	"warder/tests/database"
)

// refusedInput is a request that cannot be meant, and the field that the
// refusal names: as the path of an issue, or in its message.
type refusedInput struct {
	name, method, path string
	body               any
	status             int
	field              string
}

func permissions(rules ...any) Object {
	return Object{"slug": "reader", "name": "Reader", "permissions": append(List{}, rules...)}
}

func ips(entries ...string) List {
	list := List{}
	for _, entry := range entries {
		list = append(list, Object{"ipAddress": entry})
	}
	return list
}

func temporary(changes Object) Object {
	role := Object{
		"role": "viewer", "isTemporary": true, "temporaryMode": "relative", "temporaryRange": "1h",
		"temporaryAccessStartTime": "2026-12-01T09:00:00.000Z",
	}
	for name, value := range changes {
		role[name] = value
	}
	return Object{"roles": List{Object{"role": "no-access"}, role}}
}

func globbed(pattern any) Object {
	return permissions(Object{"subject": "secrets", "action": List{"readValue"}, "conditions": Object{"secretPath": Object{"$glob": pattern}}})
}

func TestInput_what_cannot_be_meant_is_refused_with_its_field(t *testing.T) {
	s := Start(t, database.SQLite(t))
	admin := s.AsAdmin()
	p := admin.NewProject(t)
	bare, machine := admin.NewIdentity(t, s.Admin.ID, "no-access"), s.NewMachine(t, "no-access", nil)
	member := "/api/v2/workspace/" + p.ID + "/identity-memberships/" + bare
	roles2, roles1, orgRoles := "/api/v2/workspace/"+p.ID+"/roles", "/api/v1/workspace/"+p.Slug+"/roles", "/api/v1/organization/roles"
	privilege := func(changes Object) Object {
		body := Object{"identityId": machine.IdentityID, "projectId": p.ID, "type": Object{"isTemporary": false}, "permissions": List{}}
		for name, value := range changes {
			body[name] = value
		}
		return body
	}
	admin.AddMember(t, p, machine.IdentityID, "no-access")
	privileges := "/api/v2/identity-project-additional-privilege"
	for _, c := range []refusedInput{
		{"prefix_too_long", "POST", UniversalAuth(bare), Object{"accessTokenTrustedIps": ips("10.0.0.0/33")}, 400, "accessTokenTrustedIps"},
		{"leading_zero", "POST", UniversalAuth(bare), Object{"clientSecretTrustedIps": ips("0.0.0.0/0", "01.2.3.4")}, 400, "clientSecretTrustedIps"},
		{"address_with_port", "POST", TokenAuth(bare), Object{"accessTokenTrustedIps": ips("1.2.3.4:80")}, 400, "accessTokenTrustedIps"},
		{"no_address_at_all", "POST", TokenAuth(bare), Object{"accessTokenTrustedIps": List{}}, 422, "accessTokenTrustedIps"},
		{"project_address", "POST", "/api/v1/workspace/" + p.ID + "/trusted-ips", Object{"ipAddress": "everywhere", "isActive": true}, 400, "ipAddress"},
		{"ttl_above_max", "POST", UniversalAuth(bare), Object{"accessTokenTTL": 100, "accessTokenMaxTTL": 50}, 422, "accessTokenTTL"},
		{"ttl_above_the_max_that_is_set", "PATCH", UniversalAuth(machine.IdentityID), Object{"accessTokenTTL": 315360000}, 422, "accessTokenTTL"},
		{"negative_ttl", "POST", TokenAuth(bare), Object{"accessTokenTTL": -1}, 422, "accessTokenTTL"},
		{"ttl_of_ten_years_and_more", "POST", TokenAuth(bare), Object{"accessTokenMaxTTL": 315360001}, 422, "accessTokenMaxTTL"},
		{"uses_below_zero", "POST", UniversalAuth(machine.IdentityID) + "/client-secrets", Object{"numUsesLimit": -1}, 422, "numUsesLimit"},
		{"lockout_threshold", "PATCH", UniversalAuth(machine.IdentityID), Object{"lockoutThreshold": 31}, 422, "lockoutThreshold"},
		{"unknown_org_role", "POST", "/api/v1/identities", Object{"name": "x", "organizationId": s.Admin.ID, "role": "emperor"}, 400, "emperor"},
		{"role_named_custom", "PATCH", "/api/v1/identities/" + bare, Object{"role": "custom"}, 400, "custom"},
		{"unknown_project_role", "POST", member, Object{"role": "emperor"}, 400, "emperor"},
		{"project_role_in_the_organization", "PATCH", "/api/v1/identities/" + bare, Object{"role": "viewer"}, 400, "viewer"},
		{"reserved_org_slug", "POST", orgRoles, Object{"slug": "admin", "name": "x", "permissions": List{}}, 400, "slug"},
		{"reserved_project_slug", "POST", roles2, Object{"slug": "no-access", "name": "x", "permissions": List{}}, 400, "slug"},
		{"reserved_slug_in_capitals", "POST", roles1, Object{"slug": "VIEWER", "name": "x", "permissions": List{}}, 400, "slug"},
		{"slug_that_is_none", "POST", roles2, Object{"slug": "a--b", "name": "x", "permissions": List{}}, 422, "slug"},
		{"range_that_is_no_duration", "POST", member, temporary(Object{"temporaryRange": "abc"}), 422, "temporaryRange"},
		{"range_below_zero", "POST", member, temporary(Object{"temporaryRange": "-1h"}), 422, "temporaryRange"},
		{"range_of_nothing", "POST", member, temporary(Object{"temporaryRange": "0h"}), 422, "temporaryRange"},
		{"range_of_ages", "POST", member, temporary(Object{"temporaryRange": "1000y"}), 422, "temporaryRange"},
		{"start_that_is_no_time", "POST", member, temporary(Object{"temporaryAccessStartTime": "soon"}), 422, "temporaryAccessStartTime"},
		{"mode_that_is_none", "POST", member, temporary(Object{"temporaryMode": "absolute"}), 422, "temporaryMode"},
		{"only_temporary", "POST", member, Object{"roles": List{temporary(nil)["roles"].(List)[1]}}, 400, "permanent role"},
		{"glob_that_does_not_parse", "POST", roles2, globbed("/app/[a-"), 422, "$glob"},
		{"glob_with_an_open_brace", "POST", roles2, globbed("/{a,b"), 422, "$glob"},
		{"glob_that_is_no_text", "POST", roles2, globbed(7), 422, "$glob"},
		{"glob_in_the_older_form", "POST", roles1, permissions(Object{"subject": "secrets", "action": "read", "conditions": Object{"secretPath": Object{"$glob": "[a"}}}), 422, "$glob"},
		{"path_without_slash", "POST", roles2, permissions(Object{"subject": "secrets", "action": "readValue", "conditions": Object{"secretPath": "app"}}), 422, "secretPath"},
		{"operator_that_is_none", "POST", roles2, permissions(Object{"subject": "secrets", "action": "readValue", "conditions": Object{"environment": Object{"$regex": "."}}}), 422, "environment"},
		{"field_that_is_none", "POST", roles2, permissions(Object{"subject": "secrets", "action": "readValue", "conditions": Object{"colour": "red"}}), 422, "colour"},
		{"action_that_is_none", "POST", roles2, permissions(Object{"subject": "secrets", "action": "fly"}), 422, "action"},
		{"subject_that_is_none", "POST", roles2, permissions(Object{"subject": "moon", "action": "read"}), 422, "subject"},
		{"org_rule_about_a_project", "POST", orgRoles, Object{"slug": "x", "name": "x", "permissions": List{Object{"subject": "secrets", "action": "read"}}}, 422, "subject"},
		{"privilege_with_a_bad_range", "POST", privileges, privilege(Object{"type": Object{
			"isTemporary": true, "temporaryMode": "relative", "temporaryRange": "x", "temporaryAccessStartTime": "2026-12-01T09:00:00.000Z",
		}}), 422, "temporaryRange"},
		{"privilege_with_a_bad_glob", "POST", privileges, privilege(Object{"permissions": globbed("[")["permissions"]}), 422, "$glob"},
		{"retention", "PUT", "/api/v1/workspace/" + p.Slug + "/audit-logs-retention", Object{"auditLogsRetentionDays": "long"}, 422, "auditLogsRetentionDays"},
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
