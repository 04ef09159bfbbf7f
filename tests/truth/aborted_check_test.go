package truth

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"warder/tests/testserver"
)

// endless is a test that never ends by itself.
const endless = `package authz.rules.night_test

test_endless if {
	count([x | some x in numbers.range(1, 100000); some y in numbers.range(1, 100000); x + y == 1]) > 0
}
`

// Who stops waiting for a check has it stopped: the next policy of the organization is
// looked at long before the time of a check is over.
func TestHostile_tests_without_end_are_stopped_when_the_client_leaves(t *testing.T) {
	s := confinedServer(t)
	admin := s.AsAdmin()
	files := testserver.Object{"authz/rules/night/night_test.rego": endless}
	for path, text := range filesWith(t, "") {
		if !strings.HasSuffix(path, "_test.rego") {
			files[path] = text
		}
	}
	body, err := json.Marshal(testserver.Object{"files": files, "tests": true})
	if err != nil {
		t.Fatal(err)
	}
	leaving, leave := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		status, err := http.StatusTooManyRequests, error(nil)
		for err == nil && status == http.StatusTooManyRequests { // where a probe below was there first
			status, err = checked(leaving, s, body)
		}
		ended <- err
	}()
	small := testserver.Object{"files": testserver.Object{"x.rego": "package x\n"}}
	busy := func() bool { return admin.Post(t, "/api/v1/authz/format", small).Status == http.StatusTooManyRequests }
	testserver.Eventually(t, "the check has begun", busy)
	started := time.Now()
	leave()
	if err := <-ended; err == nil {
		t.Fatal("the check was answered: its test came to an end")
	}
	testserver.Eventually(t, "the check has stopped", func() bool { return !busy() })
	if took := time.Since(started); took > 10*time.Second {
		t.Errorf("it went on for %v", took)
	}
}

func checked(ctx context.Context, s *testserver.Server, body []byte) (int, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL+"/api/v1/authz/check", bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Authorization", "Bearer "+s.Admin.Token)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request) //nolint:gosec // the server of this test
	if err != nil {
		return 0, err
	}
	return response.StatusCode, response.Body.Close()
}
