package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"warder/cmd/remote"
)

// fake is a server that answers what it is told to, by method and address; the
// last answer is repeated.
type fake struct {
	*httptest.Server
	answers map[string][]answer
	asked   []string
}

type answer struct {
	status int
	body   string
	header [2]string
}

func ok(body string) answer { return answer{status: 200, body: body} }

func newFake(t *testing.T, answers map[string][]answer) *fake {
	t.Helper()
	f := &fake{answers: answers}
	f.Server = httptest.NewServer(http.HandlerFunc(f.serve))
	t.Cleanup(f.Close)
	return f
}

func (f *fake) serve(w http.ResponseWriter, r *http.Request) {
	name := r.Method + " " + r.URL.Path
	if place := r.URL.Query().Get("environment") + r.URL.Query().Get("path") + r.URL.Query().Get("secretPath"); place != "" {
		name += " " + place
	}
	f.asked = append(f.asked, name)
	queue := f.answers[name]
	if len(queue) == 0 {
		http.Error(w, `{"message": "not here"}`, http.StatusNotFound)
		return
	}
	if len(queue) > 1 {
		f.answers[name] = queue[1:]
	}
	if queue[0].header[0] != "" {
		w.Header().Set(queue[0].header[0], queue[0].header[1])
	}
	w.WriteHeader(queue[0].status)
	_, _ = io.WriteString(w, queue[0].body) // a client that went away is the test's to find
}

func (f *fake) api(t *testing.T) *API {
	t.Helper()
	return &API{
		URL: f.URL, HTTP: f.Client(), Credentials: Credentials{Token: "token"},
	}
}

// walked is what a walk of the fake's project finds: a line for each folder,
// secret and error.
func (f *fake) walked(t *testing.T) []string {
	t.Helper()
	project, err := OpenProject(t.Context(), f.api(t), "p")
	if err != nil {
		t.Fatal(err)
	}
	lines := []string{}
	for folder, err := range project.Walk(t.Context()) {
		at := folder.Environment + " " + folder.Path
		if err != nil {
			lines = append(lines, at+" failed: "+err.Error())
			continue
		}
		lines = append(lines, at)
		for _, secret := range folder.Secrets {
			lines = append(lines, fmt.Sprintf("%s=%s hidden %v tags %d", secret.Key, secret.Value, secret.Hidden, len(secret.Tags)))
		}
	}
	return lines
}

const (
	project = "GET /api/v1/workspace/p"
	secrets = "GET /api/v3/secrets/raw dev"
	folders = "GET /api/v1/folders dev"
)

func TestWalk_copes_with_odd_answers(t *testing.T) {
	opened := []answer{ok(`{"workspace": {"id": "p", "environments": [{"slug": "dev", "name": "Development"}]}, "more": null}`)}
	nothing := []answer{ok(`{"folders": null}`)}
	for _, c := range []struct {
		name    string
		answers map[string][]answer
		want    []string
	}{
		{
			"fields_that_are_null_missing_or_unknown",
			map[string][]answer{secrets + "/": {ok(`{"secrets": [{"secretKey": "A", "secretValue": "1", "tags": null, "secretComment": null, "other": {}}], "imports": [{"secrets": [{}]}]}`)}, folders + "/": nothing},
			[]string{"dev /", "A=1 hidden false tags 0"},
		},
		{
			"personal_values_beside_shared_ones",
			map[string][]answer{secrets + "/": {ok(`{"secrets": [{"secretKey": "A", "secretValue": "mine", "type": "personal"}, {"secretKey": "A", "secretValue": "1", "type": "shared"}]}`)}, folders + "/": nothing},
			[]string{"dev /", "A=1 hidden false tags 0"},
		},
		{
			"values_that_may_not_be_read",
			map[string][]answer{secrets + "/": {ok(`{"secrets": [{"secretKey": "A", "secretValue": "", "secretValueHidden": true}, {"secretKey": "B", "secretValue": "<hidden-by-infisical>"}]}`)}, folders + "/": nothing},
			[]string{"dev /", "A= hidden true tags 0", "B=<hidden-by-infisical> hidden true tags 0"},
		},
		{
			"folders_in_folders",
			map[string][]answer{
				secrets + "/": {ok(`{}`)}, folders + "/": {ok(`{"folders": [{"name": "a"}]}`)},
				secrets + "/a": {ok(`{"secrets": [{"secretKey": "A", "secretValue": "1"}]}`)}, folders + "/a": nothing,
			},
			[]string{"dev /", "dev /a", "A=1 hidden false tags 0"},
		},
		{
			"names_that_lead_elsewhere",
			map[string][]answer{secrets + "/": {ok(`{}`)}, folders + "/": {ok(`{"folders": [{"name": ".."}, {"name": ""}, {"name": "a/../.."}]}`)}},
			[]string{"dev /", `dev / failed: folder ".." is not followed`, `dev / failed: folder "" is not followed`, `dev / failed: folder "a/../.." is not followed`},
		},
		{
			"a_part_of_the_secrets",
			map[string][]answer{secrets + "/": {ok(`{"secrets": [{"secretKey": "A"}], "totalCount": 2}`)}, folders + "/": {ok(`{"folders": [], "totalCount": 1}`)}},
			[]string{
				"dev / failed: the server answered 1 of 2 secrets, and a partial list is not copied",
				"dev / failed: its folders: the server answered 0 of 1 folders, and a partial list is not copied",
			},
		},
		{
			"a_folder_that_may_not_be_read",
			map[string][]answer{secrets + "/": {{status: 403, body: `{"message": "no"}`}}, folders + "/": nothing},
			[]string{"dev / failed: GET /api/v3/secrets/raw answered 403: no"},
		},
		{
			"a_page_for_people",
			map[string][]answer{secrets + "/": {ok(`<html>s3cret</html>`)}, folders + "/": nothing},
			[]string{"dev / failed: GET /api/v3/secrets/raw: the response is not one of this API: is it the address of a server?"},
		},
		{
			"a_message_that_is_a_list",
			map[string][]answer{secrets + "/": {{status: 422, body: `{"message": [{"path": ["secrets", 0], "message": "Required"}]}`}}, folders + "/": nothing},
			[]string{"dev / failed: GET /api/v3/secrets/raw answered 422: secrets.0 Required"},
		},
		{
			"a_server_that_is_busy",
			map[string][]answer{
				secrets + "/": {{status: 429, body: "slow down", header: [2]string{"Retry-After", "0"}}, {status: 502}, {status: 503}, ok(`{"secrets": [{"secretKey": "A", "secretValue": "1"}]}`)},
				folders + "/": nothing,
			},
			[]string{"dev /", "A=1 hidden false tags 0"},
		},
		{
			"a_server_that_stays_busy",
			map[string][]answer{secrets + "/": {{status: 429}}, folders + "/": nothing},
			[]string{"dev / failed: GET /api/v3/secrets/raw answered 429: no message"},
		},
		{
			"a_redirect",
			map[string][]answer{secrets + "/": {{status: 301, header: [2]string{"Location", "http://127.0.0.1:1/"}}}, folders + "/": nothing},
			[]string{"dev / failed: GET /api/v3/secrets/raw answered 301: no message"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.answers[project] = opened
			f := newFake(t, c.answers)
			f.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
			if got := f.walked(t); !slices.Equal(got, c.want) {
				t.Errorf("found\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func TestOpenProject_takes_a_slug_and_says_what_it_did_not_find(t *testing.T) {
	f := newFake(t, map[string][]answer{
		"GET /api/v1/workspace/slug/my-slug": {ok(`{"id": "p", "environments": []}`)},
		"GET /api/v1/workspace/empty":        {ok(`{}`)},
	})
	if found, err := OpenProject(t.Context(), f.api(t), "my-slug"); err != nil || found.ID != "p" {
		t.Errorf("found %+v (%v)", found, err)
	}
	for _, name := range []string{"nowhere", "empty"} {
		if _, err := OpenProject(t.Context(), f.api(t), name); err == nil || !strings.HasPrefix(err.Error(), "project "+name+": ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A change that may have happened is not sent twice.
func TestAPI_repeats_only_what_changed_nothing(t *testing.T) {
	for _, c := range []struct {
		name, method string
		status       int
		tries        int
	}{
		{"a_read_through_a_broken_gateway", "GET", 502, maxTries},
		{"a_change_through_a_broken_gateway", "POST", 502, 1},
		{"a_change_that_came_too_soon", "POST", 429, maxTries},
		{"a_change_at_a_server_that_is_busy", "PATCH", 503, maxTries},
		{"a_read_that_failed", "GET", 500, 1},
		{"a_read_of_what_is_not_there", "GET", 404, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFake(t, map[string][]answer{c.method + " /x": {{status: c.status, body: `{"message": "no"}`}}})
			err := f.api(t).call(t.Context(), c.method, "/x", nil, nil)
			if remote.Status(err) != c.status || len(f.asked) != c.tries {
				t.Errorf("asked %d times, want %d: %v", len(f.asked), c.tries, err)
			}
		})
	}
}

func TestAPI_logs_in_again_once_when_its_token_has_ended(t *testing.T) {
	const login = "POST /api/v1/auth/universal-auth/login"
	f := newFake(t, map[string][]answer{
		login:    {ok(`{"accessToken": "one"}`)},
		"GET /x": {{status: 401}, ok(`{}`), {status: 401}},
	})
	api := f.api(t)
	api.Credentials = Credentials{ClientID: "id", ClientSecret: "secret"}
	if err := api.get(t.Context(), "/x", nil, nil); err != nil {
		t.Errorf("with a login that has ended: %v", err)
	}
	if err := api.get(t.Context(), "/x", nil, nil); remote.Status(err) != 401 {
		t.Errorf("with a login that is refused again: %v", err)
	}
	if want := []string{login, "GET /x", login, "GET /x", "GET /x", login, "GET /x"}; !slices.Equal(f.asked, want) {
		t.Errorf("asked %v, want %v", f.asked, want)
	}
}

func TestAPI_without_credentials_asks_nothing(t *testing.T) {
	f := newFake(t, nil)
	api := f.api(t)
	api.Credentials = Credentials{}
	if err := api.get(t.Context(), "/x", nil, nil); err == nil || len(f.asked) != 0 {
		t.Errorf("asked %v: %v", f.asked, err)
	}
}

func TestAPI_stops_waiting_when_it_is_interrupted(t *testing.T) {
	f := newFake(t, map[string][]answer{"GET /x": {{status: 429, header: [2]string{"Retry-After", "300"}}}})
	api := f.api(t)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := api.get(ctx, "/x", nil, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("ended with %v", err)
	}
}

// One refusal of many does not stop an import; a server that is gone does.
func TestImport_ends_early_only_when_nothing_else_could_succeed(t *testing.T) {
	two := Under(Place{"dev", "/"}, []Item{{Secret: Secret{Key: "A", Value: "s3cret"}}, {Secret: Secret{Key: "B", Value: "x"}}})
	for _, c := range []struct {
		name    string
		status  int
		failed  int
		created int
	}{
		{"a_refusal", 403, 1, 1},
		{"a_token_that_has_ended", 401, 0, 0},
		{"a_server_that_fails", 500, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFake(t, map[string][]answer{
				secrets + "/":                {ok(`{"secrets": []}`)},
				"POST /api/v3/secrets/raw/A": {{status: c.status, body: `{"message": "s3cret is no value"}`}},
				"POST /api/v3/secrets/raw/B": {ok(`{}`)},
			})
			to := &Project{API: f.api(t), ID: "p", Environments: []Environment{{Slug: "dev"}}}
			progress := &strings.Builder{}
			summary, err := Import{To: to, Progress: progress}.Run(t.Context(), two)
			if err == nil || summary.Failed != c.failed || summary.Created != c.created {
				t.Errorf("%v: %s", err, &summary)
			}
			if told := progress.String() + err.Error(); strings.Contains(told, "s3cret") {
				t.Errorf("a value was told: %s", told)
			}
		})
	}
}
