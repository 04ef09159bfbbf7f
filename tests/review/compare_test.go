package review

import (
	"fmt"
	"strings"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

const compare = "/api/v1/authz/compare"

func subject(kind, id string) object { return object{"subject": object{"type": kind, "id": id}} }

func identity(id string) object { return subject("identity", id) }

func role(slug string) object { return object{"role": slug} }

func draft(rules ...any) object { return object{"permissions": append(list{}, rules...)} }

// lacking are action, subject and reason of everything that an answer lists.
func lacking(t *testing.T, answer testserver.Answer) map[string]int {
	t.Helper()
	found := map[string]int{}
	for _, name := range []string{"missing", "unproved"} {
		rows, isList := answer.Want(t, 200).Value(name).([]any)
		if !isList {
			t.Fatalf("no list %s: %s", name, answer.Body)
		}
		for _, row := range rows {
			row := row.(map[string]any)
			found[fmt.Sprintf("%s %v %v %v", name, row["action"], row["subject"], row["why"])]++
		}
	}
	if answer.Value("contained") != (len(found) == 0) {
		t.Errorf("contained: %s", answer.Body)
	}
	return found
}

func TestCompare(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		h := newHouse(t, url)
		for _, one := range []struct {
			name string
			test func(*testing.T, *house)
		}{
			{"it_says_why_each_permission_is_lacking", reasonsOfLacking},
			{"it_agrees_with_what_privilege_boundary_refuses", agreesWithRefusals},
			{"a_decision_is_compared_as_it_was_made", comparedDecision},
			{"both_sides_are_shown_with_their_grants", bothSides},
			{"only_those_who_may_ask_are_answered", mayCompare},
			{"wrong_questions_are_named", wrongComparisons},
			{"nothing_of_another_organization_is_compared", foreignComparisons},
		} {
			t.Run(one.name, func(t *testing.T) { one.test(t, h) })
		}
	})
}

func reasonsOfLacking(t *testing.T, h *house) {
	read := func(conditions any) object {
		rule := object{"action": list{"readValue"}, "subject": "secrets"}
		if conditions != nil {
			rule["conditions"] = conditions
		}
		return rule
	}
	dev := object{"environment": object{"$eq": "dev"}}
	for name, c := range map[string]struct {
		left, right object
		project     bool
		want        string
	}{
		"the same role":                        {role("viewer"), role("viewer"), true, ""},
		"a lesser role":                        {role("admin"), role("viewer"), true, ""},
		"a role of the organization":           {role("admin"), role("member"), false, ""},
		"nothing held":                         {role("no-access"), draft(read(nil)), true, "missing readValue secrets not_held"},
		"another environment":                  {draft(read(dev)), draft(read(object{"environment": object{"$eq": "prod"}})), true, "missing readValue secrets conditions"},
		"a folder of it":                       {draft(read(object{"secretPath": object{"$glob": "/a/**"}})), draft(read(dev)), true, "unproved readValue secrets not_proved"},
		"forbidden":                            {draft(read(nil), object{"action": list{"readValue"}, "subject": "secrets", "inverted": true}), draft(read(dev)), true, "missing readValue secrets forbidden"},
		"a permission of the organization":     {role("no-access"), draft(object{"action": "read", "subject": "role"}), false, "missing read role not_held"},
		"an administrator of the organization": {identity(h.Admin.IdentityID), role("admin"), true, ""},
	} {
		body := object{"left": c.left, "right": c.right}
		if c.project {
			body["projectId"] = h.project.ID
		}
		found := lacking(t, h.AsAdmin().Post(t, compare, body))
		if c.want == "" && len(found) > 0 || c.want != "" && (len(found) != 1 || found[c.want] != 1) {
			t.Errorf("%s: %v, want %q", name, found, c.want)
		}
	}
}

// What a change is refused for is what the comparison lists.
func agreesWithRefusals(t *testing.T, h *house) {
	editor := h.withRole(t, "role-editor", object{"action": list{"create", "edit", "read"}, "subject": "role"})
	for i, permissions := range []list{
		{object{"action": "read", "subject": "role"}},
		{object{"action": "read", "subject": "member"}},
		{object{"action": list{"read", "delete"}, "subject": "role"}, object{"action": "read", "subject": "identity"}},
		{},
	} {
		answered := editor.Post(t, "/api/v1/organization/roles", object{"slug": fmt.Sprintf("wider-%d", i), "name": "Wider", "permissions": permissions})
		missing, _ := answered.Value("details.missingPermissions").([]any)
		compared := h.AsAdmin().Post(t, compare, object{"left": role("role-editor"), "right": object{"permissions": permissions}})
		found := lacking(t, compared)
		if compared.Value("contained") != (answered.Status == 200) || len(missing) != len(found) {
			t.Errorf("%v: refused %d %s, compared %s", permissions, answered.Status, answered.Body, compared.Body)
		}
	}
}

func comparedDecision(t *testing.T, h *house) {
	editor := h.withRole(t, "role-maker", object{"action": list{"create", "edit", "read"}, "subject": "role"})
	refused := editor.Post(t, "/api/v1/organization/roles", object{"slug": "x", "name": "X", "permissions": list{object{"action": "delete", "subject": "identity"}}}).WantRefusal(t, 403, "privilege_boundary")
	id := h.decided(t, refused)
	answer := h.AsAdmin().Post(t, compare, object{"decisionId": id})
	if found := lacking(t, answer); len(found) != 1 || found["missing delete identity not_held"] != 1 || answer.Text("assumed.decisionId") != id {
		t.Errorf("%s", answer.Body)
	}
	// What the subject may read of its own decision is less than what was compared.
	editor.Post(t, compare, object{"decisionId": id}).WantRefusal(t, 403, "permission_missing")
	h.AsAdmin().Post(t, compare, object{"decisionId": "none"}).Want(t, 404)
	plain := h.decided(t, h.reader.Get(t, h.prod("FOO")).WantRefusal(t, 403, "permission_missing"))
	if found := lacking(t, h.AsAdmin().Post(t, compare, object{"decisionId": plain})); len(found) != 0 {
		t.Errorf("a decision that handed nothing out: %v", found)
	}
}

func bothSides(t *testing.T, h *house) {
	answer := h.AsAdmin().Post(t, compare, object{"left": identity(h.Admin.IdentityID), "right": identity(h.machine.IdentityID), "projectId": h.project.ID}).Want(t, 200)
	if !strings.Contains(fmt.Sprint(answer.Value("left.grants")), "role:admin") || answer.Text("right.name") == "" || answer.Text("right.grants.0.projectName") == "" {
		t.Error(answer.Body)
	}
	everywhere := h.AsAdmin().Post(t, compare, object{"left": identity(h.machine.IdentityID), "right": identity(h.Admin.IdentityID)}).Want(t, 200)
	if everywhere.Value("contained") != false || !strings.Contains(everywhere.Body, `"projectId":null`) {
		t.Error(everywhere.Body)
	}
	drafted := h.AsAdmin().Post(t, compare, object{"left": role("admin"), "right": draft()}).Want(t, 200)
	if drafted.Text("right.grants.0.grant") != "draft" || drafted.Text("left.grants.0.grant") != "role:admin" || drafted.Value("left.grants.0.ends") != nil {
		t.Error(drafted.Body)
	}
	if strings.Contains(answer.Body+everywhere.Body, "very-secret-value") {
		t.Error("the comparison holds a secret")
	}
}

func mayCompare(t *testing.T, h *house) {
	self, other := identity(h.machine.IdentityID), identity(h.Admin.IdentityID)
	secret := draft(object{"action": list{"readValue"}, "subject": "secrets"})
	in := func(left, right object) object {
		return object{"left": left, "right": right, "projectId": h.project.ID}
	}
	h.reader.Post(t, compare, in(self, secret)).Want(t, 200)
	h.reader.Post(t, compare, in(self, role("viewer"))).Want(t, 200)
	for name, body := range map[string]object{
		"another subject": in(other, secret), "a target": in(self, other), "roles": in(role("viewer"), secret), "oneself on the right": in(secret, self),
		"another kind with the id": in(subject("user", h.machine.IdentityID), secret), "a role that may be there": in(self, role("custom-one")),
	} {
		answer := h.reader.Post(t, compare, body)
		if answer.Status != 403 || strings.Join(answer.Codes(), "") != "permission_missing" {
			t.Errorf("%s: %d %s", name, answer.Status, answer.Body)
		}
	}
	h.withRole(t, "evaluator", object{"action": "evaluate", "subject": "decisions"}).Post(t, compare, in(other, secret)).Want(t, 200)
	h.Anonymous().Post(t, compare, in(self, secret)).WantRefusal(t, 401, "token_missing")
}

func wrongComparisons(t *testing.T, h *house) {
	rule := object{"action": "read", "subject": "role"}
	for name, c := range map[string]struct {
		body object
		path string
	}{
		"no sides":             {object{}, `"path":["left"]`},
		"one side":             {object{"left": role("admin")}, `"path":["right"]`},
		"a side of nothing":    {object{"left": object{}, "right": role("admin")}, `"path":["left"]`},
		"a side of two":        {object{"left": object{"role": "admin", "permissions": list{rule}}, "right": role("admin")}, `"path":["left"]`},
		"a kind":               {object{"left": subject("group", "x"), "right": role("admin")}, `"path":["left","subject","type"]`},
		"an id":                {object{"left": subject("user", ""), "right": role("admin")}, `"path":["left","subject","id"]`},
		"a draft":              {object{"left": role("admin"), "right": draft(object{"action": "fly", "subject": "role"})}, `"path":["right","permissions",0`},
		"a draft of a project": {object{"left": role("admin"), "right": draft(object{"action": "read", "subject": "organization-admin-console"}), "projectId": h.project.ID}, `"path":["right","permissions",0`},
		"both forms":           {object{"decisionId": "x", "left": role("admin"), "right": role("admin")}, `"path":["decisionId"]`},
	} {
		if answer := h.AsAdmin().Post(t, compare, c.body).Want(t, 422); !strings.Contains(answer.Body, c.path) {
			t.Errorf("%s: %s", name, answer.Body)
		}
	}
	for _, body := range []object{
		{"left": identity("none"), "right": role("admin")}, {"left": role("none"), "right": role("admin")}, {"left": role("admin"), "right": role("viewer")},
		{"left": subject("user", h.machine.IdentityID), "right": role("admin")}, {"left": subject("service_token", "none"), "right": role("admin")},
		{"left": role("admin"), "right": role("viewer"), "projectId": "none"}, {"left": role("admin"), "right": role("none"), "projectId": h.project.ID},
	} {
		h.AsAdmin().Post(t, compare, body).Want(t, 404)
	}
}

func foreignComparisons(t *testing.T, h *house) {
	_, outsider := h.SecondOrganization(t)
	everything := draft(object{"action": list{"readValue"}, "subject": "secrets"})
	for _, body := range []object{
		{"left": identity(h.machine.IdentityID), "right": role("admin")}, {"left": role("admin"), "right": identity(h.machine.IdentityID)},
		{"left": role("admin"), "right": everything, "projectId": h.project.ID}, {"decisionId": h.decided(t, h.reader.Get(t, h.prod("FOO")))},
	} {
		answer := outsider.Post(t, compare, body).Want(t, 404)
		if strings.Contains(answer.Body, h.project.ID) {
			t.Errorf("%v: %s", body, answer.Body)
		}
	}
}
