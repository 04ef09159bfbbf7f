package review

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"

	"warder/tests/database"
	"warder/tests/testserver"
)

const authz = "/api/v1/authz/"

// crowd is an organization of random members with random rights.
type crowd struct {
	*testserver.Server
	project testserver.Project
	members []testserver.Machine
	clients map[string]testserver.Client // by identity
}

func newCrowd(t *testing.T, url string) *crowd {
	c := &crowd{Server: testserver.Start(t, url), clients: map[string]testserver.Client{}}
	admin, random := c.AsAdmin(), rand.New(rand.NewPCG(1, 2))
	c.project = admin.NewProject(t)
	for _, place := range places() {
		admin.Post(t, "/api/v1/folders", object{"workspaceId": c.project.ID, "environment": place.environment, "path": "/", "name": "a"})
		for _, name := range []string{"ONE", "TWO"} {
			body := object{"workspaceId": c.project.ID, "environment": place.environment, "secretPath": place.path, "secretValue": "v"}
			admin.Post(t, "/api/v3/secrets/raw/"+name, body).Want(t, 200)
		}
	}
	pick := func(of ...any) any { return of[random.IntN(len(of))] }
	for range 8 {
		m := c.NewMachine(t, "no-access", nil)
		c.members = append(c.members, m)
		c.clients[m.IdentityID] = c.As(c.Token(t, m))
		if random.IntN(6) == 0 {
			continue // no member of the project
		}
		admin.AddMember(t, c.project, m.IdentityID, pick("viewer", "member", "no-access", "no-access", "no-access").(string))
		for i := range random.IntN(3) {
			rule := object{"action": list{"readValue", "describeSecret"}, "subject": "secrets", "inverted": random.IntN(4) == 0}
			if conditions := pick(nil, object{"environment": "dev"}, object{"secretPath": object{"$glob": "/a/**"}}, object{"secretName": object{"$ne": "ONE"}},
				object{"environment": object{"$in": list{"dev", "prod"}}, "secretPath": object{"$eq": "/"}}); conditions != nil {
				rule["conditions"] = conditions
			}
			admin.Post(t, "/api/v2/identity-project-additional-privilege", object{
				"identityId": m.IdentityID, "projectId": c.project.ID, "slug": fmt.Sprintf("p%d", i), "type": object{"isTemporary": false}, "permissions": list{rule},
			}).Want(t, 200)
		}
	}
	return c
}

type where struct{ environment, path string }

func places() []where { return []where{{"dev", "/"}, {"dev", "/a"}, {"prod", "/"}, {"prod", "/a"}} }

func TestAccess(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		c := newCrowd(t, url)
		for _, one := range []struct {
			name string
			test func(*testing.T, *crowd)
		}{
			{"who_can_are_exactly_those_whose_requests_succeed", whoCan},
			{"what_can_is_exactly_what_evaluations_permit", whatCan},
			{"rights_in_the_organization_are_those_of_single_decisions_and_requests", organizationRights},
			{"unused_grants_are_those_that_no_request_rested_on", unused},
			{"a_suggested_role_can_be_created_and_covers_the_use", suggested},
			{"a_suggested_role_covers_what_was_read_and_no_other_place", suggestedForAny},
			{"reviews_are_for_those_who_may_review", mayReview},
			{"a_review_is_of_ones_own_organization", ownReview},
			{"a_misspelt_parameter_is_refused", exactly},
			{"csv_holds_no_formula", asCSV},
			{"wrong_questions_are_named", wrongQuestions},
		} {
			t.Run(one.name, func(t *testing.T) { one.test(t, c) })
		}
	})
}

// rows are the objects of an answer's list.
func rows(t *testing.T, answer testserver.Answer, name string) []map[string]string {
	t.Helper()
	var body map[string]json.RawMessage
	var list []map[string]string
	if err := json.Unmarshal([]byte(answer.Want(t, 200).Body), &body); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(body[name], &list); err != nil || list == nil {
		t.Fatalf("%s: %v", answer.Body, err)
	}
	return list
}

func whoCan(t *testing.T, c *crowd) {
	permitted, refused := 0, 0
	for _, at := range places() {
		for _, name := range []string{"ONE", "TWO"} {
			query := url.Values{"action": {"readValue"}, "resource": {"secrets"}, "projectId": {c.project.ID}, "environment": {at.environment}, "secretPath": {at.path}, "secretName": {name}}
			found := map[string]bool{}
			for _, row := range rows(t, c.AsAdmin().Get(t, authz+"who-can?"+query.Encode()), "subjects") {
				found[row["id"]] = true
			}
			for _, m := range c.members {
				path := "/api/v3/secrets/raw/" + name + "?workspaceId=" + c.project.ID + "&environment=" + at.environment + "&secretPath=" + url.QueryEscape(at.path)
				status := c.clients[m.IdentityID].Get(t, path).Status
				if found[m.IdentityID] != (status == 200) {
					t.Errorf("%s at %v: who-can says %v, and the request is answered %d", name, at, found[m.IdentityID], status)
				}
				if status == 200 {
					permitted++
				} else {
					refused++
				}
			}
		}
	}
	if permitted == 0 || refused == 0 {
		t.Errorf("%d permitted and %d refused say little", permitted, refused)
	}
}

func whatCan(t *testing.T, c *crowd) {
	for _, m := range c.members[:3] {
		report := c.AsAdmin().Get(t, authz+"what-can?subjectType=identity&subjectId="+m.IdentityID+"&projectId="+c.project.ID)
		if report.Value("complete") != true {
			t.Error("the review is not complete")
		}
		found := map[string]bool{}
		for _, row := range rows(t, report, "permitted") {
			found[row["resource"]+row["action"]+row["environment"]+row["secretPath"]] = true
		}
		evaluations, keys := list{}, []string{}
		for resource, actions := range map[string]list{
			"secrets": {"readValue", "describeSecret", "create", "edit", "delete"}, "secret-folders": {"read", "create"}, "tags": {"read", "create"},
			"workspace": {"read", "delete", "leave"}, "service-tokens": {"read"},
		} {
			for _, action := range actions {
				for _, at := range places() {
					properties := object{"projectId": c.project.ID}
					key := resource + action.(string)
					if strings.HasPrefix(resource, "secret") {
						properties["environment"], properties["secretPath"] = at.environment, at.path
						key += at.environment + at.path
					}
					evaluations = append(evaluations, object{"subject": object{"type": "identity", "id": m.IdentityID}, "action": object{"name": action}, "resource": object{"type": resource, "id": "", "properties": properties}})
					keys = append(keys, key)
				}
			}
		}
		answer := c.AsAdmin().Post(t, "/access/v1/evaluations", object{"evaluations": evaluations}).Want(t, 200)
		var body struct{ Evaluations []struct{ Decision bool } }
		if err := json.Unmarshal([]byte(answer.Body), &body); err != nil {
			t.Fatal(err)
		}
		for i, key := range keys {
			if body.Evaluations[i].Decision != found[key] {
				t.Errorf("%s: what-can says %v, the evaluation %v", key, found[key], body.Evaluations[i].Decision)
			}
		}
	}
	everything := rows(t, c.AsAdmin().Get(t, authz+"what-can?subjectType=identity&subjectId="+c.Admin.IdentityID), "permitted")
	if !slices.ContainsFunc(everything, func(row map[string]string) bool { return row["resource"] == "policy" && row["projectId"] == "" }) {
		t.Error("the rights in the organization are missing")
	}
	if nobody := rows(t, c.AsAdmin().Get(t, authz+"what-can?subjectType=identity&subjectId=nobody"), "permitted"); len(nobody) != 0 {
		t.Errorf("nobody can %v", nobody)
	}
}

// settle waits until what was asked before is in the log.
func (c *crowd) settle(t *testing.T) {
	t.Helper()
	h := &house{Server: c.Server}
	h.decided(t, c.AsAdmin().Get(t, "/api/v1/workspace/"+c.project.ID).Want(t, 200))
}

func unused(t *testing.T, c *crowd) {
	h := &house{Server: c.Server, project: c.project}
	m := c.NewMachine(t, "no-access", nil)
	c.AsAdmin().AddMember(t, c.project, m.IdentityID, "viewer")
	h.privilege(t, m.IdentityID, object{"action": list{"create"}, "subject": "tags"})
	listed := func() []string {
		names := []string{}
		for _, row := range rows(t, c.AsAdmin().Get(t, authz+"unused-grants?days=30&projectId="+c.project.ID), "unused") {
			if row["subjectId"] == m.IdentityID {
				kind, _, _ := strings.Cut(row["grant"], ":")
				names = append(names, kind)
			}
		}
		slices.Sort(names)
		return names
	}
	if got := fmt.Sprint(listed()); got != "[privilege role]" {
		t.Errorf("before any request: %s", got)
	}
	c.As(c.Token(t, m)).Get(t, c.project.SecretPath("ONE")).Want(t, 200)
	c.settle(t)
	if got := fmt.Sprint(listed()); got != "[privilege]" {
		t.Errorf("after a read: %s", got)
	}
	c.Clock.Advance(31 * 24 * 3600)
	if got := fmt.Sprint(listed()); got != "[privilege role]" {
		t.Errorf("a month after the read: %s", got)
	}
}

func suggested(t *testing.T, c *crowd) {
	m := c.NewMachine(t, "no-access", nil)
	admin := c.AsAdmin()
	admin.AddMember(t, c.project, m.IdentityID, "admin")
	user := c.As(c.Token(t, m))
	reads := []string{c.project.SecretPath("ONE"), "/api/v3/secrets/raw?environment=prod&secretPath=%2Fa&workspaceId=" + c.project.ID}
	for _, path := range reads {
		user.Get(t, path).Want(t, 200)
	}
	h := &house{Server: c.Server}
	h.decided(t, user.Post(t, "/api/v1/workspace/"+c.project.ID+"/tags", object{"name": "t", "slug": "t", "color": "#000000"}).Want(t, 200))
	h.decided(t, user.Get(t, reads[1]).Want(t, 200))
	answer := admin.Get(t, authz+"suggested-role?days=1&subjectId="+m.IdentityID+"&projectId="+c.project.ID).Want(t, 200)
	role := answer.Value("role").(map[string]any)
	admin.Post(t, "/api/v2/workspace/"+c.project.ID+"/roles", role).Want(t, 200)
	admin.Patch(t, "/api/v2/workspace/"+c.project.ID+"/identity-memberships/"+m.IdentityID,
		object{"roles": list{object{"role": role["slug"], "isTemporary": false}}}).Want(t, 200)
	for _, path := range reads {
		user.Get(t, path).Want(t, 200)
	}
	user.Get(t, "/api/v3/secrets/raw/ONE?environment=prod&workspaceId="+c.project.ID).WantRefusal(t, 403, "permission_missing")
	user.Delete(t, "/api/v3/secrets/raw/ONE", object{"workspaceId": c.project.ID, "environment": "dev"}).WantRefusal(t, 403, "permission_missing")
}

// suggestedForAny draws what was read, gives the reader the role that is suggested
// for it, and reads everything: what was read is readable still, and nothing is
// where nothing was read.
func suggestedForAny(t *testing.T, c *crowd) {
	admin, h, random := c.AsAdmin(), &house{Server: c.Server}, rand.New(rand.NewPCG(5, 6))
	permitted, refused := 0, 0
	for range 6 {
		m := c.NewMachine(t, "no-access", nil)
		admin.AddMember(t, c.project, m.IdentityID, "viewer")
		reader := c.As(c.Token(t, m))
		read, entered := map[string]bool{}, map[where]bool{}
		for range 1 + random.IntN(3) {
			place, name := places()[random.IntN(4)], []string{"ONE", "TWO"}[random.IntN(2)]
			path := c.secretAt(place, name)
			h.decided(t, reader.Get(t, path).Want(t, 200))
			read[path], entered[place] = true, true
		}
		answer := admin.Get(t, authz+"suggested-role?days=1&subjectId="+m.IdentityID+"&projectId="+c.project.ID).Want(t, 200)
		role := answer.Value("role").(map[string]any)
		admin.Post(t, "/api/v2/workspace/"+c.project.ID+"/roles", role).Want(t, 200)
		admin.Patch(t, "/api/v2/workspace/"+c.project.ID+"/identity-memberships/"+m.IdentityID,
			object{"roles": list{object{"role": role["slug"], "isTemporary": false}}}).Want(t, 200)
		for _, place := range places() {
			for _, name := range []string{"ONE", "TWO"} {
				path := c.secretAt(place, name)
				switch {
				case read[path]:
					permitted++
					reader.Get(t, path).Want(t, 200)
				case !entered[place]:
					refused++
					reader.Get(t, path).WantRefusal(t, 403, "permission_missing")
				}
			}
		}
	}
	if permitted == 0 || refused == 0 {
		t.Errorf("%d permitted and %d refused, so one side was not tested", permitted, refused)
	}
}

// secretAt is the path of a secret of the project.
func (c *crowd) secretAt(place where, name string) string {
	query := url.Values{"workspaceId": {c.project.ID}, "environment": {place.environment}, "secretPath": {place.path}}
	return "/api/v3/secrets/raw/" + name + "?" + query.Encode()
}

func mayReview(t *testing.T, c *crowd) {
	h := &house{Server: c.Server, project: c.project}
	reviewer := h.withRole(t, "reviewer", object{"action": "review", "subject": "access"})
	for _, path := range []string{"who-can?action=read&resource=tags&projectId=" + c.project.ID, "what-can?subjectType=identity&subjectId=x", "unused-grants", "suggested-role?subjectId=x&projectId=y"} {
		reviewer.Get(t, authz+path).Want(t, 200)
		c.As(c.Token(t, c.members[0])).Get(t, authz+path).WantRefusal(t, 403, "permission_missing")
		c.Anonymous().Get(t, authz+path).WantRefusal(t, 401, "token_missing")
	}
}

// A misspelt parameter would ask about more than was meant.
func exactly(t *testing.T, c *crowd) {
	for _, path := range []string{
		"who-can?action=readValue&resource=secrets&environment=dev&path=/", "what-can?subjectType=identity&subjectId=x&project=y",
		"unused-grants?since=1", "suggested-role?subjectId=x&projectId=y&format=csv",
	} {
		answer := c.AsAdmin().Get(t, authz+path).Want(t, 422)
		if !strings.Contains(answer.Body, "Unknown parameter; this route takes ") {
			t.Errorf("%s: %s", path, answer.Body)
		}
	}
	complete := c.AsAdmin().Get(t, authz+"who-can?action=review&resource=access").Want(t, 200)
	if complete.Value("complete") != true {
		t.Errorf("a review that was answered throughout: %s", complete.Body)
	}
}

func ownReview(t *testing.T, c *crowd) {
	_, outsider := c.SecondOrganization(t)
	query := "who-can?action=readValue&resource=secrets&environment=dev&secretPath=/&secretName=ONE&projectId=" + c.project.ID
	if found := rows(t, outsider.Get(t, authz+query), "subjects"); len(found) != 0 {
		t.Errorf("seen from outside: %v", found)
	}
	about := "what-can?subjectType=identity&subjectId=" + c.members[0].IdentityID
	if found := rows(t, outsider.Get(t, authz+about), "permitted"); len(found) != 0 {
		t.Errorf("seen from outside: %v", found)
	}
	if answer := outsider.Get(t, authz+"unused-grants").Want(t, 200); strings.Contains(answer.Body, c.members[0].IdentityID) || strings.Contains(answer.Body, c.project.ID) {
		t.Errorf("seen from outside: %s", answer.Body)
	}
}

func asCSV(t *testing.T, c *crowd) {
	c.AsAdmin().Post(t, "/api/v1/identities", object{"name": "=HYPERLINK(1)", "organizationId": c.Admin.ID, "role": "admin"}).Want(t, 200)
	answer := c.AsAdmin().Get(t, authz+"who-can?action=review&resource=access&format=csv").Want(t, 200)
	if kind := answer.Header.Get("Content-Type"); kind != "text/csv; charset=utf-8" {
		t.Errorf("content type %q", kind)
	}
	table, err := csv.NewReader(strings.NewReader(answer.Body)).ReadAll()
	if err != nil || strings.Join(table[0], ",") != "type,id,name,grants" || len(table) < 3 {
		t.Fatalf("%s (%v)", answer.Body, err)
	}
	if !strings.Contains(answer.Body, ",'=HYPERLINK(1),") {
		t.Errorf("a formula: %s", answer.Body)
	}
}

func wrongQuestions(t *testing.T, c *crowd) {
	for query, name := range map[string]string{
		"who-can?resource=secrets": "action", "who-can?action=read": "resource", "who-can?action=read&resource=tags&format=xml": "format",
		"what-can?subjectId=x": "subjectType", "what-can?subjectType=user": "subjectId", "unused-grants?days=0": "days", "suggested-role?subjectId=x": "projectId",
		"who-can?action=describeSecret&resource=secrets&secretPath=/a/../b": "secretPath", "who-can?action=readVlue&resource=secrets": "action",
		"who-can?action=readValue&resource=secret": "action",
	} {
		if answer := c.AsAdmin().Get(t, authz+query).Want(t, 422); !strings.Contains(answer.Body, `"`+name+`"`) {
			t.Errorf("%s: %s", query, answer.Body)
		}
	}
}
