package review

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"warder/tests/testserver"
)

// rights are what random roles of the organization are made of.
var rights = map[string][]string{
	"access": {"review"}, "decisions": {"read", "evaluate", "replay"}, "billing": {"read", "manage-billing"},
	"groups": {"read", "create", "add-members"}, "role": {"read", "edit"}, "settings": {"read", "edit"},
}

// order is in which rights are drawn, so that each run draws the same.
var order = []string{"access", "decisions", "billing", "groups", "role", "settings"}

// withRandomRoles are machines, each with an organization role of its own.
func withRandomRoles(t *testing.T, c *crowd, n int) []testserver.Machine {
	t.Helper()
	random := rand.New(rand.NewPCG(3, 4))
	machines := make([]testserver.Machine, n)
	for i := range machines {
		rules := list{}
		for _, resource := range order {
			for _, action := range rights[resource] {
				for range random.IntN(3) { // none, one, or one that may take back the other
					rules = append(rules, object{"subject": resource, "action": list{action}, "inverted": random.IntN(3) == 0})
				}
			}
		}
		slug := fmt.Sprintf("random-%d", i)
		c.AsAdmin().Post(t, "/api/v1/organization/roles", object{"slug": slug, "name": slug, "permissions": rules}).Want(t, 200)
		machines[i] = c.NewMachine(t, slug, nil)
		c.clients[machines[i].IdentityID] = c.As(c.Token(t, machines[i]))
	}
	return machines
}

// decidedAlone is what single evaluations say, by resource and action.
func decidedAlone(t *testing.T, c *crowd, identityID string) map[string]bool {
	t.Helper()
	evaluations, keys := list{}, []string{}
	for _, resource := range order {
		for _, action := range rights[resource] {
			evaluations = append(evaluations, object{
				"subject": object{"type": "identity", "id": identityID}, "action": object{"name": action}, "resource": object{"type": resource, "id": ""},
			})
			keys = append(keys, resource+"."+action)
		}
	}
	var body struct{ Evaluations []struct{ Decision bool } }
	answer := c.AsAdmin().Post(t, "/access/v1/evaluations", object{"evaluations": evaluations}).Want(t, 200)
	if err := json.Unmarshal([]byte(answer.Body), &body); err != nil || len(body.Evaluations) != len(keys) {
		t.Fatalf("%s (%v)", answer.Body, err)
	}
	decided := map[string]bool{}
	for i, key := range keys {
		decided[key] = body.Evaluations[i].Decision
	}
	return decided
}

func organizationRights(t *testing.T, c *crowd) {
	machines := withRandomRoles(t, c, 6)
	who := map[string]bool{}
	for _, resource := range order {
		for _, action := range rights[resource] {
			for _, row := range rows(t, c.AsAdmin().Get(t, authz+"who-can?action="+action+"&resource="+resource), "subjects") {
				who[row["id"]+resource+"."+action] = true
			}
		}
	}
	permitted, refused := 0, 0
	for _, m := range machines {
		what := map[string]bool{}
		for _, row := range rows(t, c.AsAdmin().Get(t, authz+"what-can?subjectType=identity&subjectId="+m.IdentityID), "permitted") {
			if row["projectId"] == "" {
				what[row["resource"]+"."+row["action"]] = true
			}
		}
		alone := decidedAlone(t, c, m.IdentityID)
		for key, decision := range alone {
			if who[m.IdentityID+key] != decision || what[key] != decision {
				t.Errorf("%s: decided %v, who-can says %v, what-can %v", key, decision, who[m.IdentityID+key], what[key])
			}
			if decision {
				permitted++
			} else {
				refused++
			}
		}
		for key, path := range map[string]string{"decisions.read": decisions, "access.review": authz + "unused-grants"} {
			if status := c.clients[m.IdentityID].Get(t, path).Status; (status == 200) != alone[key] {
				t.Errorf("%s: decided %v, and the request is answered %d", key, alone[key], status)
			}
		}
	}
	if permitted == 0 || refused == 0 {
		t.Errorf("%d permitted and %d refused say little", permitted, refused)
	}
}
