package observe

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"warder/cmd/service"
	"warder/tests/database"
	"warder/tests/testserver"
)

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// line is what a request leaves.
type line struct {
	Msg, Method, Route string
	Status, Bytes      int
	Seconds            float64
	SubjectType        string `json:"subject_type"`
	SubjectID          string `json:"subject_id"`
	RequestID          string `json:"request_id"`
	DecisionID         string `json:"decision_id"`
	TraceID            string `json:"trace_id"`
}

func lines(t *testing.T, file string) (lines []line) {
	t.Helper()
	for text := range strings.Lines(read(t, file)) {
		var l line
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		lines = append(lines, l)
	}
	return lines
}

func Test_each_request_leaves_one_line(t *testing.T) {
	file := t.TempDir() + "/requests.jsonl"
	server := testserver.Start(t, database.SQLite(t), func(config *service.Config) { config.RequestLog = file })
	project := server.AsAdmin().NewProject(t)
	before := 0
	testserver.Eventually(t, "the lines before are written", func() bool { before = len(lines(t, file)); return before >= 2 })
	missing := server.AsAdmin().Get(t, project.SecretPath("KEY")).Want(t, 404)
	unknown := server.Anonymous().Get(t, "/api/v9/unknown").Want(t, 404)
	server.AsAdmin().Get(t, "/api/v1/workspace/"+project.ID).Want(t, 200)
	server.Stop(t)
	got := lines(t, file)[before:]
	if len(got) != 3 {
		t.Fatalf("3 requests left %d lines: %+v", len(got), got)
	}
	want := line{
		Msg: "request", Method: "GET", Route: "/api/v3/secrets/raw/:secretName", Status: 404, Bytes: len(missing.Body), Seconds: got[0].Seconds,
		SubjectType: "identity", SubjectID: server.Admin.IdentityID, RequestID: missing.Header.Get("X-Request-Id"), DecisionID: missing.Header.Get("X-Decision-Id"),
	}
	if got[0] != want || want.Seconds <= 0 || want.DecisionID == "" {
		t.Errorf("got  %+v\nwant %+v", got[0], want)
	}
	if got[1].Route != "none" || got[1].RequestID != unknown.Header.Get("X-Request-Id") || got[2].Status != 200 {
		t.Errorf("got %+v", got[1:])
	}
}

func Test_requests_leave_no_line_unless_asked(t *testing.T) {
	folder := t.TempDir()
	t.Chdir(folder)
	server := testserver.Start(t, database.SQLite(t))
	server.AsAdmin().NewProject(t)
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 || strings.Contains(server.Metrics(t), "warder_request_log") {
		t.Errorf("there are %v (%v), or metrics of lines", left, err)
	}
}
