package review

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"warder/models/ledger"
	"warder/models/store"
	"warder/tests/database"
	"warder/tests/testserver"
)

const matrixOf = authz + "matrix"

func TestMatrix(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		c := newCrowd(t, url)
		for _, one := range []struct {
			name string
			test func(*testing.T, *crowd)
		}{
			{"each_cell_is_what_who_can_and_single_decisions_say", cellsAgree},
			{"pages_hold_every_subject_once", pagesOfMatrix},
			{"what_is_cut_is_said", cutMatrix},
			{"a_subject_that_holds_more_is_not_shown", strongerSubjects},
			{"only_those_who_may_review_are_answered", mayReadMatrix},
			{"wrong_questions_are_named_before_any_work", wrongMatrices},
			{"nothing_of_another_organization_is_in_it", foreignMatrix},
			{"a_role_whose_text_does_not_parse_permits_nothing", brokenRole},
			{"a_report_is_signed_and_whole", signedReport},
		} {
			t.Run(one.name, func(t *testing.T) { one.test(t, c) })
		}
	})
}

// matrixBody is an answer's matrix.
type matrixBody struct {
	Subjects []struct{ Type, ID, Name string }
	Columns  []struct{ Environment, Action string }
	Cells    [][]struct {
		Permitted bool
		Grants    []string
	}
	Grants []struct{ Grant, Name string }
	Cut    []struct {
		What  string
		Count int
	}
	Complete         bool
	Next             string
	Revision, Digest string
}

func matrixIn(t *testing.T, text string) (m matrixBody) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &m); err != nil || len(m.Cells) != len(m.Subjects) || m.Digest == "" {
		t.Fatalf("%s (%v)", text, err)
	}
	for _, row := range m.Cells {
		if len(row) != len(m.Columns) {
			t.Fatalf("%d cells and %d columns", len(row), len(m.Columns))
		}
	}
	return m
}

// allKinds adds members of every kind to a crowd, with what ends, begins and is bound to addresses.
func allKinds(t *testing.T, c *crowd) {
	t.Helper()
	admin, random := c.AsAdmin(), rand.New(rand.NewPCG(7, 8))
	now := c.Clock.Now()
	for i, start := range []int{-48, -1, 24} { // hours: over, running, to come
		m := c.NewMachine(t, "no-access", nil)
		slug := testserver.Unique("role")
		admin.Post(t, "/api/v2/workspace/"+c.project.ID+"/roles", object{"slug": slug, "name": slug, "permissions": list{
			object{"action": list{"readValue", "create"}, "subject": "secrets", "conditions": object{"environment": object{"$in": list{"dev", "prod"}[:1+i%2]}}},
			object{"action": "delete", "subject": "secrets", "inverted": random.IntN(2) == 0},
		}}).Want(t, 200)
		from := now.Add(time.Duration(start) * time.Hour)
		admin.Post(t, "/api/v2/workspace/"+c.project.ID+"/identity-memberships/"+m.IdentityID, object{"roles": list{
			object{"role": slug, "isTemporary": true, "temporaryMode": "relative", "temporaryRange": "10h", "temporaryAccessStartTime": from.Format("2006-01-02T15:04:05.000Z")},
			object{"role": "no-access", "isTemporary": false},
		}}).Want(t, 200)
	}
	bound := c.NewMachine(t, "member", object{"accessTokenTrustedIps": list{object{"ipAddress": "10.0.0.0/8"}}})
	admin.AddMember(t, c.project, bound.IdentityID, "admin")
	person := c.NewPerson(t, "member")
	for email, slug := range map[string]string{person.Email: "viewer", c.Admin.Email: "admin"} {
		admin.Post(t, "/api/v2/workspace/"+c.project.ID+"/memberships", object{"emails": list{email}, "roleSlugs": list{slug}}).Want(t, 200)
	}
	c.NewPerson(t, "admin")
	c.AsPerson(t).Post(t, "/api/v2/service-token", object{
		"name": "deploy", "workspaceId": c.project.ID, "scopes": list{object{"environment": "dev", "secretPath": "/"}}, "permissions": list{"read"},
		"expiresIn": 3600, "encryptedKey": "k", "iv": "i", "tag": "t",
	}).Want(t, 200)
}

var actionsOfMatrix = list{"readValue", "describeSecret", "create", "edit", "delete"}

func cellsAgree(t *testing.T, c *crowd) {
	allKinds(t, c)
	permitted, refused := 0, 0
	for _, ask := range []object{{"secretPath": "/"}, {"secretPath": "/a", "ip": "10.1.2.3"}} {
		ask["projectId"], ask["environments"], ask["actions"] = c.project.ID, list{"dev", "prod"}, actionsOfMatrix
		answer := c.AsAdmin().Post(t, matrixOf, ask).Want(t, 200)
		m := matrixIn(t, answer.Body)
		if !m.Complete || m.Next != "" || len(m.Columns) != 10 {
			t.Fatalf("%+v", m)
		}
		ip, _ := ask["ip"].(string)
		for i, column := range m.Columns {
			query := url.Values{"action": {column.Action}, "resource": {"secrets"}, "projectId": {c.project.ID}, "environment": {column.Environment}, "secretPath": {ask["secretPath"].(string)}, "ip": {ip}}
			grants := map[string]string{}
			for _, row := range rows(t, c.AsAdmin().Get(t, authz+"who-can?"+query.Encode()), "subjects") {
				grants[row["type"]+row["id"]] = row["name"] + ": " + row["grants"]
			}
			alone := evaluated(t, c, &m, i, ask["secretPath"].(string), ip)
			for j, s := range m.Subjects {
				cell := m.Cells[j][i]
				who, can := grants[s.Type+s.ID]
				if cell.Permitted != can || can && who != s.Name+": "+strings.Join(cell.Grants, " ") || cell.Permitted != alone[j] {
					t.Errorf("%+v %+v: %+v, who-can says %q (%v), an evaluation %v", s, column, cell, who, can, alone[j])
				}
				delete(grants, s.Type+s.ID)
				if cell.Permitted {
					permitted++
				} else {
					refused++
				}
			}
			if len(grants) > 0 {
				t.Errorf("%+v: who-can has besides %v", column, grants)
			}
		}
		if !slices.ContainsFunc(m.Grants, func(g struct{ Grant, Name string }) bool {
			return strings.HasPrefix(g.Grant, "privilege:") && g.Name != ""
		}) {
			t.Errorf("privileges have no names: %v", m.Grants)
		}
	}
	if permitted < 10 || refused < 10 {
		t.Errorf("%d permitted and %d refused say little", permitted, refused)
	}
}

// evaluated is what single evaluations say about a column.
func evaluated(t *testing.T, c *crowd, m *matrixBody, column int, path, ip string) []bool {
	t.Helper()
	evaluations := list{}
	for _, s := range m.Subjects {
		one := object{
			"subject": object{"type": s.Type, "id": s.ID}, "action": object{"name": m.Columns[column].Action},
			"resource": object{"type": "secrets", "id": "", "properties": object{"projectId": c.project.ID, "environment": m.Columns[column].Environment, "secretPath": path}},
		}
		if ip != "" {
			one["context"] = object{"ip": ip}
		}
		evaluations = append(evaluations, one)
	}
	var body struct{ Evaluations []struct{ Decision bool } }
	answer := c.AsAdmin().Post(t, "/access/v1/evaluations", object{"evaluations": evaluations}).Want(t, 200)
	if err := json.Unmarshal([]byte(answer.Body), &body); err != nil || len(body.Evaluations) != len(m.Subjects) {
		t.Fatalf("%s (%v)", answer.Body, err)
	}
	decided := []bool{}
	for _, one := range body.Evaluations {
		decided = append(decided, one.Decision)
	}
	return decided
}

func pagesOfMatrix(t *testing.T, c *crowd) {
	whole := matrixIn(t, c.AsAdmin().Post(t, matrixOf, object{"projectId": c.project.ID, "actions": list{"readValue"}}).Want(t, 200).Body)
	ask, seen := object{"projectId": c.project.ID, "actions": list{"readValue"}, "limit": 4}, []string{}
	for range len(whole.Subjects) {
		page := matrixIn(t, c.AsAdmin().Post(t, matrixOf, ask).Want(t, 200).Body)
		if len(page.Subjects) == 0 || len(page.Subjects) > 4 || !page.Complete {
			t.Fatalf("%+v", page)
		}
		for i, s := range page.Subjects {
			seen = append(seen, fmt.Sprint(s, page.Cells[i]))
		}
		if page.Next == "" {
			break
		}
		ask["after"] = page.Next
	}
	want := []string{}
	for i, s := range whole.Subjects {
		want = append(want, fmt.Sprint(s, whole.Cells[i]))
	}
	if !slices.Equal(seen, want) {
		t.Errorf("pages: %v\nat once: %v", seen, want)
	}
	members := matrixIn(t, c.AsAdmin().Post(t, matrixOf, object{"projectId": c.project.ID, "actions": list{"readValue"}, "members": true, "subjectTypes": list{"identity"}}).Want(t, 200).Body)
	listed := c.AsAdmin().Get(t, "/api/v2/workspace/"+c.project.ID+"/identity-memberships").Want(t, 200).Number("totalCount")
	if len(members.Subjects) != listed || listed >= len(whole.Subjects) {
		t.Errorf("%d members, and %d rows of %d", listed, len(members.Subjects), len(whole.Subjects))
	}
}

func cutMatrix(t *testing.T, c *crowd) {
	p := c.AsAdmin().NewProject(t)
	for i := range 10 {
		slug := fmt.Sprintf("e%d", i)
		c.AsAdmin().Post(t, "/api/v1/workspace/"+p.ID+"/environments", object{"name": slug, "slug": slug}).Want(t, 200)
	}
	m := matrixIn(t, c.AsAdmin().Post(t, matrixOf, object{"projectId": p.ID, "actions": actionsOfMatrix, "members": true}).Want(t, 200).Body)
	if !m.Complete || len(m.Columns) != 13*5 {
		t.Errorf("%d columns: %+v", len(m.Columns), m.Cut)
	}
	for i := range 10 {
		slug := fmt.Sprintf("f%d", i)
		c.AsAdmin().Post(t, "/api/v1/workspace/"+p.ID+"/environments", object{"name": slug, "slug": slug}).Want(t, 200)
	}
	m = matrixIn(t, c.AsAdmin().Post(t, matrixOf, object{"projectId": p.ID, "actions": actionsOfMatrix, "members": true}).Want(t, 200).Body)
	if m.Complete || len(m.Columns) != 100 || len(m.Cut) != 1 || m.Cut[0].What != "environments" || m.Cut[0].Count != 3 {
		t.Errorf("%d columns: %+v", len(m.Columns), m.Cut)
	}
}

func strongerSubjects(t *testing.T, c *crowd) {
	h := &house{Server: c.Server, project: c.project}
	weak := h.withRole(t, "weak-reviewer", object{"action": "review", "subject": "access"})
	m := matrixIn(t, weak.Post(t, matrixOf, object{"projectId": c.project.ID, "actions": list{"readValue"}}).Want(t, 200).Body)
	all := matrixIn(t, c.AsAdmin().Post(t, matrixOf, object{"projectId": c.project.ID, "actions": list{"readValue"}}).Want(t, 200).Body)
	if m.Complete || len(m.Cut) != 1 || m.Cut[0].What != "stronger" || m.Cut[0].Count+len(m.Subjects) != len(all.Subjects) || len(m.Subjects) == 0 {
		t.Errorf("%+v of %d", m.Cut, len(all.Subjects))
	}
	for i, s := range m.Subjects {
		if s.ID == c.Admin.IdentityID || m.Cells[i][0].Permitted {
			t.Errorf("%+v can do more than the reviewer: %+v", s, m.Cells[i])
		}
	}
	who := weak.Get(t, authz+"who-can?action=readValue&resource=secrets&environment=dev&secretPath=/&projectId="+c.project.ID).Want(t, 200)
	if who.Value("complete") != false || len(rows(t, who, "subjects")) != 0 {
		t.Errorf("who can: %s", who.Body)
	}
	unused := weak.Get(t, authz+"unused-grants").Want(t, 200)
	if unused.Value("complete") != false || strings.Contains(unused.Body, c.Admin.IdentityID) {
		t.Errorf("unused: %s", unused.Body)
	}
	weak.Get(t, authz+"what-can?subjectType=identity&subjectId="+c.Admin.IdentityID).WantRefusal(t, 403, "privilege_boundary")
	weak.Get(t, authz+"suggested-role?subjectId="+c.Admin.IdentityID+"&projectId="+c.project.ID).WantRefusal(t, 403, "privilege_boundary")
	if report := weak.Post(t, authz+"review-reports", object{"projectId": c.project.ID, "actions": list{"readValue"}}).Want(t, 200); strings.Contains(report.Body, c.Admin.IdentityID) {
		t.Errorf("a report names who holds more: %s", report.Body)
	}
}

func mayReadMatrix(t *testing.T, c *crowd) {
	for _, path := range []string{matrixOf, authz + "review-reports"} {
		body := object{"projectId": c.project.ID, "actions": list{"readValue"}}
		c.As(c.Token(t, c.members[0])).Post(t, path, body).WantRefusal(t, 403, "permission_missing")
		c.Anonymous().Post(t, path, body).WantRefusal(t, 401, "token_missing")
	}
}

func wrongMatrices(t *testing.T, c *crowd) {
	many := list{}
	for i := range 40_000 {
		many = append(many, fmt.Sprint(i))
	}
	for name, one := range map[string]struct {
		change object
		path   string
	}{
		"no project":             {object{"projectId": nil}, `"path":["projectId"]`},
		"no actions":             {object{"actions": list{}}, `"path":["actions"]`},
		"an unknown action":      {object{"actions": list{"readValue", "fly"}}, `"path":["actions",1]`},
		"an unknown resource":    {object{"resource": "planes"}, `"path":["actions",0]`},
		"an unknown environment": {object{"environments": list{"dev", "<b>moon</b>"}}, `"path":["environments",1]`},
		"one environment twice":  {object{"environments": list{"dev", "prod", "dev"}}, `"path":["environments",2]`},
		"one action twice":       {object{"actions": list{"edit", "edit"}}, `"path":["actions",1]`},
		"too many columns":       {object{"environments": many}, `"path":["environments"]`},
		"too many together":      {object{"environments": many[:60], "actions": list{"edit", "create"}}, `"path":["environments"]`},
		"a kind of subject":      {object{"subjectTypes": list{"group"}}, `"path":["subjectTypes",0]`},
		"a path":                 {object{"secretPath": "/a/../b"}, `"path":["secretPath"]`},
		"an address":             {object{"ip": "here"}, `"path":["ip"]`},
		"a place":                {object{"after": "group:x"}, `"path":["after"]`},
		"a page":                 {object{"limit": 101}, `"path":["limit"]`},
	} {
		body := object{"projectId": c.project.ID, "actions": list{"readValue"}}
		for key, value := range one.change {
			body[key] = value
		}
		if answer := c.AsAdmin().Post(t, matrixOf, body).Want(t, 422); !strings.Contains(answer.Body, one.path) {
			t.Errorf("%s: %s", name, answer.Body)
		}
	}
}

func foreignMatrix(t *testing.T, c *crowd) {
	_, outsider := c.SecondOrganization(t)
	for _, path := range []string{matrixOf, authz + "review-reports"} {
		for _, project := range []string{c.project.ID, "none"} {
			answer := outsider.Post(t, path, object{"projectId": project, "actions": list{"readValue"}}).Want(t, 404)
			if strings.Contains(answer.Body, c.project.ID) {
				t.Errorf("%s", answer.Body)
			}
		}
	}
	own := outsider.NewProject(t)
	m := matrixIn(t, outsider.Post(t, matrixOf, object{"projectId": own.ID, "actions": list{"readValue"}, "after": "identity:" + c.members[0].IdentityID}).Want(t, 200).Body)
	for _, s := range m.Subjects {
		if _, ours := c.clients[s.ID]; ours || s.ID == c.Admin.IdentityID {
			t.Errorf("seen from outside: %+v", s)
		}
	}
}

func brokenRole(t *testing.T, c *crowd) {
	m, slug := c.NewMachine(t, "no-access", nil), testserver.Unique("broken")
	admin := c.AsAdmin()
	admin.Post(t, "/api/v2/workspace/"+c.project.ID+"/roles", object{"slug": slug, "name": "<img src=x>", "permissions": list{object{"action": "readValue", "subject": "secrets"}}}).Want(t, 200)
	admin.AddMember(t, c.project, m.IdentityID, slug)
	err := c.Store(t).Write(t.Context(), func(tx *store.Tx) error {
		return tx.DB().Exec("UPDATE project_roles SET permissions = ? WHERE slug = ?", `[{"action": 7`, slug).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	found := matrixIn(t, admin.Post(t, matrixOf, object{"projectId": c.project.ID, "actions": list{"readValue"}, "subjectTypes": list{"identity"}}).Want(t, 200).Body)
	for i, s := range found.Subjects {
		if s.ID != m.IdentityID {
			continue
		}
		for _, cell := range found.Cells[i] {
			if cell.Permitted {
				t.Errorf("%+v", cell)
			}
		}
		return
	}
	t.Errorf("the member is missing: %+v", found.Subjects)
}

func signedReport(t *testing.T, c *crowd) {
	ask := object{"projectId": c.project.ID, "actions": list{"readValue", "edit"}}
	answer := c.AsAdmin().Post(t, authz+"review-reports", ask).Want(t, 200)
	var signed ledger.SignedReport
	if err := json.Unmarshal([]byte(answer.Body), &signed); err != nil {
		t.Fatal(err)
	}
	whole := matrixIn(t, c.AsAdmin().Post(t, matrixOf, ask).Want(t, 200).Body)
	reported := matrixIn(t, string(signed.Report))
	if fmt.Sprint(reported.Subjects, reported.Cells, reported.Complete) != fmt.Sprint(whole.Subjects, whole.Cells, whole.Complete) {
		t.Errorf("the report is another: %s", signed.Report)
	}
	if text := answer.Text("report.madeFor.id"); text != c.Admin.IdentityID || answer.Text("report.organization.id") != c.Admin.ID || answer.Text("report.assumed.credential") != "valid" {
		t.Errorf("%s", answer.Body)
	}
	if err := signed.Verify(signed.Key); err != nil {
		t.Error(err)
	}
	keys, err := ledger.NewKeys(c.KeyringOf(t))
	if err != nil || keys.VerifyReport(&signed) != nil || keys.Public() != signed.Key {
		t.Errorf("by the installation's keys: %v", err)
	}
	if _, err := keys.Open(signed.Signature); err == nil {
		t.Error("a report is taken for a checkpoint of the log")
	}
	altered := signed
	altered.Report = json.RawMessage(strings.Replace(string(signed.Report), `"permitted":true`, `"permitted":false`, 1))
	if err := keys.VerifyReport(&altered); err == nil || string(altered.Report) == string(signed.Report) {
		t.Errorf("an altered report: %v", err)
	}
}
