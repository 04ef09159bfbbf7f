package pep

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"
)

func askedFor(target string) *Query {
	r, _ := received(httptest.NewRequest(http.MethodGet, target, http.NoBody))
	r.Route.Query = []string{
		"a", "b", "projectId", "workspaceId", "includeImports", "include_imports", "limit", "secretPath", "path", "startDate", "recursive", "environment",
	}
	return r.ReadQuery()
}

func Test_only_a_declared_parameter_is_read(t *testing.T) {
	q := askedFor("/?other=1")
	defer func() {
		if cause := recover(); cause == nil {
			t.Error("a parameter was read that the row does not declare")
		}
	}()
	q.Text("other")
}

func Test_query_parameters_are_read_or_told_wrong(t *testing.T) {
	epoch := time.Unix(0, 0).UTC()
	text := func(names ...string) func(q *Query) any { return func(q *Query) any { return q.Text(names...) } }
	needed := func(q *Query) any { return q.Needed("projectId", "workspaceId") }
	flag := func(q *Query) any { return q.Flag(true, "includeImports", "include_imports") }
	number := func(q *Query) any { return q.Number("limit", 20, 1, 100) }
	path := func(q *Query) any { return q.Path("secretPath", "path") }
	moment := func(q *Query) any { return q.Time("startDate", epoch) }
	for _, c := range []struct {
		target string
		read   func(q *Query) any
		want   any
		issue  string // code and name, empty for none
	}{
		{"/?a=1", text("a"), "1", ""},
		{"/?b=2", text("a", "b"), "2", ""},
		{"/?a=&b=2", text("a", "b"), "2", ""},
		{"/?a=1&b=2", text("a", "b"), "1", ""},
		{"/", text("a"), "", ""},
		{"/?other=1", text("a"), "", ""},
		{"/?workspaceId=p", needed, "p", ""},
		{"/", needed, "", "invalid_type projectId"},
		{"/?projectId=", needed, "", "invalid_type projectId"},
		{"/", flag, true, ""},
		{"/?include_imports=false", flag, false, ""},
		{"/?includeImports=true&include_imports=false", flag, true, ""},
		{"/?includeImports=False", flag, true, "invalid_enum_value includeImports"},
		{"/?include_imports=1", flag, true, "invalid_enum_value include_imports"},
		{"/?includeImports=yes", flag, true, "invalid_enum_value includeImports"},
		{"/", number, 20, ""},
		{"/?limit=1", number, 1, ""},
		{"/?limit=100", number, 100, ""},
		{"/?limit=0", number, 20, "invalid_number limit"},
		{"/?limit=101", number, 20, "invalid_number limit"},
		{"/?limit=-1", number, 20, "invalid_number limit"},
		{"/?limit=1.5", number, 20, "invalid_number limit"},
		{"/?limit=99999999999999999999", number, 20, "invalid_number limit"},
		{"/", path, "/", ""},
		{"/?secretPath=a/b/", path, "/a/b", ""},
		{"/?path=/c", path, "/c", ""},
		{"/?secretPath=/a/../b", path, "/a/../b", "custom secretPath"},
		{"/?secretPath=/a%2500", path, "/a%00", "custom secretPath"},
		{"/", moment, epoch, ""},
		{"/?startDate=2026-11-22T06:00:00.5Z", moment, time.UnixMilli(1795327200500).UTC(), ""},
		{"/?startDate=yesterday", moment, epoch, "invalid_string startDate"},
		{"/?startDate=2026-11-22", moment, epoch, "invalid_string startDate"},
	} {
		q := askedFor(c.target)
		got := c.read(q)
		status, issues := wrong(q.Err())
		issue := ""
		for _, found := range issues {
			issue += found.Code + " " + found.Path[0].(string)
		}
		if got != c.want || issue != c.issue || (status == 422) != (c.issue != "") {
			t.Errorf("%s: %v, %d %q; want %v, %q", c.target, got, status, issue, c.want, c.issue)
		}
	}
}

func Test_all_wrong_parameters_are_told_at_once(t *testing.T) {
	q := askedFor("/?limit=x&recursive=x")
	q.Number("limit", 1, 1, 2)
	q.Flag(false, "recursive")
	q.Needed("environment")
	_, issues := wrong(q.Err())
	if told, _ := json.Marshal(issues); len(issues) != 3 {
		t.Errorf("%s", told)
	}
}

// FuzzQuery holds what is read of any query to its bounds, and what is told wrong to the
// parameters that the row declares.
func FuzzQuery(f *testing.F) {
	for _, seed := range []string{"", "limit=5&a=x", "limit=-1", "includeImports=TRUE", "secretPath=/a/../b", "startDate=2026-02-30", "a=%00&limit=1e9", "limit=5&limit=6", "%zz", "a;b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		request := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
		request.URL.RawQuery = query
		r, _ := received(request)
		r.Route.Query = []string{"a", "limit", "includeImports", "secretPath", "startDate"}
		q := r.ReadQuery()
		q.Needed("a")
		q.Flag(true, "includeImports")
		q.Only()
		if n := q.Number("limit", 20, 1, 100); n < 1 || n > 100 {
			t.Errorf("limit is %d", n)
		}
		path, before := "", len(q.issues)
		if path = q.Path("secretPath"); len(q.issues) == before && path[0] != '/' {
			t.Errorf("%q is a path", path)
		}
		if moment := q.Time("startDate", time.Unix(0, 0)); moment.Year() > 9999 {
			t.Errorf("startDate is %s", moment)
		}
		for _, issue := range q.issues {
			name, _ := issue.Path[0].(string)
			if issue.Code != "unrecognized_keys" && !slices.Contains(r.Route.Query, name) {
				t.Errorf("%q is named wrong", name)
			}
		}
	})
}
