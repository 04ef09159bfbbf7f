package audit

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"warder/models/store"
	"warder/tests/database"
	"warder/tests/testserver"
)

const log = "/api/v1/authz/decisions"

// house is a project with a reader whose requests are in the log.
type house struct {
	*testserver.Server
	admin   testserver.Client
	project testserver.Project
	machine testserver.Machine
	reader  testserver.Client
}

func newHouse(t *testing.T, url string) *house {
	h := &house{Server: testserver.Start(t, url)}
	h.admin = h.AsAdmin()
	h.project = h.admin.NewProject(t)
	h.admin.SetSecret(t, h.project, "FOO", "v")
	h.machine = h.NewMachine(t, "no-access", nil)
	h.admin.AddMember(t, h.project, h.machine.IdentityID, "viewer")
	h.reader = h.As(h.Token(t, h.machine))
	return h
}

// about is the log as far as it is about the reader.
func (h *house) about() string { return log + "?subjectId=" + h.machine.IdentityID }

// reads makes so many reads of a secret, waits until the log has them, and returns
// their ids, newest first.
func (h *house) reads(t *testing.T, count int) (ids []string) {
	t.Helper()
	for range count {
		ids = append(ids, h.reader.Get(t, h.project.SecretPath("FOO")).Want(t, 200).Header.Get("X-Decision-Id"))
	}
	slices.Reverse(ids)
	h.settled(t, ids[0])
	return ids
}

func (h *house) settled(t *testing.T, id string) {
	t.Helper()
	db := h.Store(t)
	testserver.Eventually(t, "the decision is recorded", func() bool { return testserver.Recorded(t, db, id) != nil })
}

func ids(answer testserver.Answer) (list []string) {
	decisions, _ := answer.Value("decisions").([]any)
	for i := range decisions {
		list = append(list, answer.Text(fmt.Sprintf("decisions.%d.id", i)))
	}
	return list
}

func TestPages(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		h := newHouse(t, url)
		made := h.reads(t, 7)
		t.Run("go_back_by_before_and_on_by_after", func(t *testing.T) { walked(t, h, made) })
		t.Run("are_narrowed_by_every_filter", func(t *testing.T) { narrowed(t, h, made) })
		t.Run("are_summed", func(t *testing.T) { summed(t, h) })
	})
}

func walked(t *testing.T, h *house, made []string) {
	reads := h.about() + "&action=readValue&limit=3"
	back, page := []string{}, h.admin.Get(t, reads).Want(t, 200)
	for back = append(back, ids(page)...); page.Text("next") != ""; back = append(back, ids(page)...) {
		page = h.admin.Get(t, reads+"&before="+page.Text("next")).Want(t, 200)
		if page.Value("totalCount") != nil {
			t.Error("a page is counted without being asked to")
		}
	}
	if !slices.Equal(back, made) {
		t.Errorf("back: %q, want %q", back, made)
	}
	on, next := []string{}, made[6]
	for next != "" {
		page := h.admin.Get(t, reads+"&after="+next).Want(t, 200)
		on, next = append(ids(page), on...), page.Text("next")
	}
	if !slices.Equal(on, made[:6]) {
		t.Errorf("on: %q, want %q", on, made[:6])
	}
	if got := h.admin.Get(t, reads+"&before="+made[0]+"&count=true").Number("totalCount"); got != 7 {
		t.Errorf("%d are counted", got)
	}
	if old := h.admin.Get(t, reads+"&offset=5").Want(t, 200); !slices.Equal(ids(old), made[5:]) || old.Number("totalCount") != 7 {
		t.Error(old.Body)
	}
	for _, wrong := range []string{"&before=x", "&after=" + store.NewID(), "&before=" + made[0] + "&after=" + made[1], "&before=" + made[0] + "&offset=1"} {
		h.admin.Get(t, reads+wrong).Want(t, 422)
	}
}

func narrowed(t *testing.T, h *house, made []string) {
	answer := h.admin.Get(t, log+"/"+made[0]).Want(t, 200)
	of := answer.Text
	route := strings.ReplaceAll(strings.ReplaceAll(of("decision.route"), " ", "%20"), ":", "%3A")
	if of("decision.subject.name") == "" || of("decision.stage") == "" || route == "" {
		t.Error(answer.Body)
	}
	for filter, other := range map[string]string{
		"ip=" + of("decision.ip"): "ip=10.9.9.9", "requestId=" + of("decision.requestId"): "requestId=req-x",
		"stage=" + of("decision.stage"): "stage=canary", "policyDigest=" + of("decision.policy.digest"): "policyDigest=x",
		"route=" + route: "route=GET%20/x", "resourceName=FOO": "resourceName=FO", "subject=" + of("decision.subject.name"): "subject=nobody",
		"subject=" + h.machine.IdentityID: "subject=" + store.NewID(), "code=permission_missing&permitted=false": "code=permission_missing&permitted=true",
	} {
		found := h.admin.Get(t, log+"?action=readValue&"+filter).Want(t, 200)
		if strings.HasPrefix(filter, "code") {
			if len(ids(found)) != 0 {
				t.Errorf("%s finds %s", filter, found.Body)
			}
		} else if !slices.Contains(ids(found), made[0]) || found.Text("decisions.0.projectName") == "" {
			t.Errorf("%s does not find it: %s", filter, found.Body)
		}
		if found := h.admin.Get(t, log+"?action=readValue&"+other).Want(t, 200); len(ids(found)) != 0 {
			t.Errorf("%s finds %s", other, found.Body)
		}
	}
}

func summed(t *testing.T, h *house) {
	refused := h.reader.Get(t, strings.Replace(h.project.SecretPath("FOO"), "FOO", "BAR", 1)+"&secretPath=/none")
	h.settled(t, refused.Header.Get("X-Decision-Id"))
	route := "GET /api/v3/secrets/raw/:secretName"
	for by, want := range map[string]map[string]int{
		"outcome": {"permitted": 7, "refused": 1}, "subject": {h.machine.IdentityID: 8}, "route": {route: 8}, "code": {refused.Text("details.reasons.0.code"): 1},
	} {
		sum := h.admin.Get(t, log+"/summary?action=readValue&from=2026-12-01T08:00:00Z&to=2026-12-01T10:00:00Z&bucket=600&by="+by+"&subjectId="+h.machine.IdentityID).Want(t, 200)
		values, _ := sum.Value("buckets.0.values").(map[string]any)
		if sum.Text("buckets.0.start") != "2026-12-01T09:00:00.000Z" || sum.Value("complete") != true || sum.Value("buckets.1") != nil || len(values) != len(want) {
			t.Errorf("by %s: %s", by, sum.Body)
		}
		for key, count := range want {
			if values[key] != float64(count) {
				t.Errorf("by %s: %s, want %v", by, sum.Body, want)
			}
		}
	}
	rules := h.admin.Get(t, log+"/summary?permitted=false&by=rule&from=2026-12-01T08:59:00Z&to=2026-12-01T09:01:00Z").Want(t, 200)
	if !strings.Contains(rules.Body, "authz.rules.") {
		t.Error(rules.Body)
	}
	for _, wrong := range []string{"by=x", "bucket=0", "bucket=1&from=2026-12-01T00:00:00Z&to=2026-12-01T10:00:00Z", "from=2026-12-02T00:00:00Z&to=2026-12-01T10:00:00Z"} {
		h.admin.Get(t, log+"/summary?"+wrong).Want(t, 422)
	}
	h.reader.Get(t, log+"/summary").WantRefusal(t, 403, "permission_missing")
}
