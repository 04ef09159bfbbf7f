package audit

import (
	"bufio"
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"warder/cmd/service"
	"warder/tests/database"
	"warder/tests/testserver"
)

// stream is an open stream of decisions.
type stream struct {
	lines  *bufio.Scanner
	status int
	close  func()
}

// event is one event of a stream; the zero value is its end.
type event struct{ id, kind, data string }

func (h *house) stream(t *testing.T, as testserver.Client, query, lastID string) *stream {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, h.URL+log+"/stream"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+as.Token())
	request.Header.Set("Last-Event-ID", lastID)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	s := &stream{lines: bufio.NewScanner(response.Body), status: response.StatusCode, close: func() {
		cancel()
		_ = response.Body.Close()
	}}
	t.Cleanup(s.close)
	if s.status == http.StatusOK && lastID == "" {
		s.lines.Scan() // the comment that says that it is open
	}
	return s
}

// next waits for an event.
func (s *stream) next() (e event) {
	for s.lines.Scan() {
		name, value, _ := strings.Cut(s.lines.Text(), ": ")
		switch name {
		case "id":
			e.id = value
		case "event":
			e.kind = value
		case "data":
			e.data = value
		case "":
			if e.kind != "" {
				return e
			}
		}
	}
	return event{}
}

func often(c *service.Config) { c.StreamCheck = 200 * time.Millisecond }

func TestStream_tells_each_decision_once_and_goes_on_where_it_broke(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		h := newHouse(t, url)
		reads := "?action=readValue&subjectId=" + h.machine.IdentityID
		open := h.stream(t, h.admin, reads, "")
		made := h.reads(t, 5)
		slices.Reverse(made)
		for i, want := range made[:3] {
			if e := open.next(); e.id != want || e.kind != "decision" || !strings.Contains(e.data, `"permitted":true`) {
				t.Fatalf("%d: %+v, want %s", i, e, want)
			}
		}
		open.close()
		made = append(made, h.reads(t, 1)...)
		again := h.stream(t, h.admin, reads, made[2])
		for i, want := range made[3:] {
			if e := again.next(); e.id != want {
				t.Fatalf("again %d: %+v, want %s", i, e, want)
			}
		}
		if e := h.stream(t, h.admin, reads, "gone").next(); e.kind != "gap" {
			t.Errorf("%+v", e)
		}
	})
}

func TestStream_is_for_those_who_may_read_the_log_as_long_as_they_may(t *testing.T) {
	h := &house{Server: testserver.Start(t, database.SQLite(t), often)}
	h.admin = h.AsAdmin()
	h.admin.Post(t, "/api/v1/organization/roles", testserver.Object{"slug": "auditor", "name": "auditor", "permissions": testserver.List{testserver.Object{"action": "read", "subject": "decisions"}}}).Want(t, 200)
	auditor := h.NewMachine(t, "auditor", nil)
	as := h.As(h.Token(t, auditor))
	open := h.stream(t, as, "?action=none", "")
	for range 3 {
		h.stream(t, as, "", "")
	}
	if fifth := h.stream(t, as, "", ""); fifth.status != http.StatusTooManyRequests {
		t.Errorf("a fifth stream: %d", fifth.status)
	}
	h.admin.Patch(t, "/api/v1/identities/"+auditor.IdentityID, testserver.Object{"role": "no-access"}).Want(t, 200)
	if e := open.next(); e.kind != "end" || !strings.Contains(e.data, "reason") {
		t.Errorf("a reader who may not any more: %+v", e)
	}
	if open.lines.Scan() {
		t.Error("the stream goes on")
	}
	testserver.Eventually(t, "streams are given back", func() bool { return h.stream(t, as, "", "").status == http.StatusForbidden })
}

// A server that stops does not wait for those who read.
func TestStream_ends_with_the_server(t *testing.T) {
	h := &house{Server: testserver.Start(t, database.SQLite(t))}
	open := h.stream(t, h.AsAdmin(), "?action=none", "")
	h.Stop(t)
	if e := open.next(); e.kind != "end" || !strings.Contains(e.data, "stopping") {
		t.Errorf("%+v", e)
	}
}
